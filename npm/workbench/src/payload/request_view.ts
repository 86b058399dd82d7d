// The request in the form that somebody chose.

import type { InjectionRequest } from 'cxtone/request';

import { part, parts } from '../dom/part';
import { curl } from './forms/curl';
import { http } from './forms/http';
import { node } from './forms/node';
import { rust } from './forms/rust';

const FORMS: Record<string, (request: InjectionRequest) => string> = { http, curl, node, rust };

/** Shown where there is none. */
const NONE = 'What is wrong has to be mended first.';

/** The choice of a form, and the request in it. */
export class RequestView {
  readonly #buttons = parts(part('payload-forms', HTMLElement), 'button', HTMLButtonElement);
  #request: InjectionRequest | undefined;
  #form = http;

  constructor() {
    for (const button of this.#buttons) {
      button.addEventListener('click', () => this.#choose(button.dataset['form'] ?? 'http'));
    }
    this.#choose('http');
  }

  /** What is to be copied. */
  get text(): string {
    return this.#request === undefined ? '' : this.#form(this.#request);
  }

  /** Shows a request, or that there is none. */
  show(request: InjectionRequest | undefined): void {
    this.#request = request;
    part('payload-copy', HTMLButtonElement).disabled = request === undefined;
    part('payload-request', HTMLElement).textContent = request === undefined ? NONE : this.text;
  }

  #choose(name: string): void {
    this.#form = FORMS[name] ?? http;
    for (const button of this.#buttons) {
      button.setAttribute('aria-pressed', String(button.dataset['form'] === name));
    }
    if (this.#request !== undefined) {
      this.show(this.#request);
    }
  }
}
