// The text that is worked on: where it came from, whether it is saved, and what it replaced. Nothing written is lost
// by choosing an example or opening a file.

import type { Editor } from './editor/editor';

/** Replaced texts that are kept; the oldest goes. */
const REPLACED_MAX = 20;

/** The text in the editor, with those that it replaced. */
export class Draft {
  /** The text as somebody has it already: as it was put or saved. */
  #known: string | undefined;
  readonly #replaced: string[] = [];

  /** Tells when another text is put into the editor. */
  constructor(
    private readonly editor: Editor,
    private readonly isOther: () => void,
  ) {}

  /** Whether there is a text to take back. */
  get hasReplaced(): boolean {
    return this.#replaced.length > 0;
  }

  /** Whether something would be lost with the page. */
  get isUnsaved(): boolean {
    return this.hasReplaced || this.#isWritten;
  }

  /** Puts a text that somebody has elsewhere into the place of the one that is there, which is kept if it was written. */
  put(text: string): void {
    if (this.#isWritten) {
      this.#replaced.push(this.editor.text);
      this.#replaced.splice(0, this.#replaced.length - REPLACED_MAX);
    }
    this.#known = text;
    this.#show(text);
  }

  /** Brings the text back that was replaced last; what was written since waits behind the others. */
  takeBack(): void {
    const text = this.#replaced.pop();
    if (text !== undefined) {
      if (this.#isWritten) {
        this.#replaced.unshift(this.editor.text);
      }
      this.#known = undefined;
      this.#show(text);
    }
  }

  /** The text, which is saved with this. */
  saved(): string {
    this.#known = this.editor.text;
    return this.#known;
  }

  get #isWritten(): boolean {
    return this.editor.text !== (this.#known ?? '') && this.editor.text.trim() !== '';
  }

  #show(text: string): void {
    this.isOther();
    this.editor.text = text;
  }
}
