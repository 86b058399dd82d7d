// What is wrong with a flow: in a sentence, in a list, and in place.

import type { FlowFinding } from 'cxtone/flow';

import { button, made } from '../dom/made';
import { part } from '../dom/part';
import type { Editor } from './editor/editor';

/** Findings that are listed; mending these comes first. */
const LISTED_MAX = 50;

/** The findings of the flow in the editor. */
export class FindingsView {
  readonly #verdict = part('flow-verdict', HTMLElement);

  constructor(private readonly editor: Editor) {}

  /** Shows findings, and gives whether the flow can run. */
  show(findings: readonly FlowFinding[]): boolean {
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    const warnings = findings.length - errors;
    this.#say(errors === 0, wording(errors, warnings));
    this.editor.mark(findings);
    part('flow-findings', HTMLElement).replaceChildren(...findings.slice(0, LISTED_MAX).map((one) => this.#item(one)));
    return errors === 0;
  }

  /** Shows that nothing could be checked, and why. */
  fail(why: string): void {
    this.#say(false, why);
  }

  #say(isRunnable: boolean, text: string): void {
    this.#verdict.dataset['is'] = isRunnable ? 'yes' : 'no';
    if (this.#verdict.textContent !== text) {
      this.#verdict.textContent = text;
    }
  }

  #item({ code, severity, line, column, message, help }: FlowFinding): HTMLElement {
    const go = (): void => this.editor.goTo(line, column);
    const place =
      line === 0
        ? []
        : [button(`${line}:${column}`, go, { class: 'place', 'aria-label': `Go to line ${line}, column ${column}` })];
    const way = help === '' ? [] : [made('span', { class: 'help' }, help)];
    return made('li', { class: severity, title: code }, ...place, message, ...way);
  }
}

function wording(errors: number, warnings: number): string {
  const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;
  if (errors > 0) {
    return `It cannot run: ${counted(errors, 'error')}${warnings > 0 ? `, ${counted(warnings, 'warning')}` : ''}.`;
  }
  return warnings > 0 ? `It can run, with ${counted(warnings, 'warning')}.` : 'It can run.';
}
