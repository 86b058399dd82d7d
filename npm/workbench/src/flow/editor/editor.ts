// A text field with line numbers, colours and findings in place. It is a field like any other: Tab leaves it.

import { nextFrame } from '../../dom/next_frame';
import { made } from '../../dom/made';
import { part } from '../../dom/part';
import { painted } from './painted';

/** Lines up to which the text is coloured: beyond that, typing comes first. */
const COLOURED_LINES_MAX = 4000;

/** What is marked. */
export interface Mark {
  severity: 'warning' | 'error';
  line: number;
  column: number;
  message: string;
}

/** The editor. */
export class Editor {
  readonly #field = part('flow-text', HTMLTextAreaElement);
  readonly #under = part('flow-under', HTMLElement);
  readonly #gutter = part('flow-gutter', HTMLElement);
  readonly #paint = nextFrame(() => this.#draw());
  #marks: readonly Mark[] = [];

  constructor() {
    this.#field.addEventListener('input', this.#paint);
    this.#field.addEventListener('scroll', () => this.#follow());
  }

  /** The text. */
  get text(): string {
    return this.#field.value;
  }

  set text(text: string) {
    this.#field.value = text;
    this.#field.scrollTop = 0;
    this.#field.dispatchEvent(new Event('input'));
  }

  /** Tells of changes. */
  onChange(changed: () => void): void {
    this.#field.addEventListener('input', changed);
  }

  /** Marks places in the text, and no others. */
  mark(marks: readonly Mark[]): void {
    this.#marks = marks;
    this.#paint();
  }

  /** Puts the cursor to a line and a column, from 1, and shows it. */
  goTo(line: number, column: number): void {
    const lines = this.text.split('\n');
    const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    const at = before + column - 1;
    this.#field.focus();
    this.#field.setSelectionRange(at, at);
    const tall = this.#field.scrollHeight / Math.max(lines.length, 1);
    this.#field.scrollTop = Math.max(0, (line - 1) * tall - this.#field.clientHeight / 2);
  }

  #draw(): void {
    const lines = this.text.split('\n');
    const isColoured = lines.length <= COLOURED_LINES_MAX;
    this.#under.replaceChildren(...(isColoured ? lines.flatMap((line, at) => this.#line(line, at + 1)) : [this.text]));
    this.#gutter.replaceChildren(...lines.map((_, at) => this.#number(at + 1)));
    this.#follow();
  }

  #line(line: string, number: number): (Node | string)[] {
    const marks = this.#marks.filter((mark) => mark.line === number);
    return [...painted(line, marks), '\n'];
  }

  #number(line: number): HTMLElement {
    const marks = this.#marks.filter((mark) => mark.line === line);
    const worst = marks.find(({ severity }) => severity === 'error') ?? marks[0];
    return made('span', { class: worst?.severity, title: worst?.message }, String(line));
  }

  /** What lies under the field scrolls along. */
  #follow(): void {
    this.#under.scrollTop = this.#field.scrollTop;
    this.#under.scrollLeft = this.#field.scrollLeft;
    this.#gutter.scrollTop = this.#field.scrollTop;
  }
}
