// One module of WebAssembly behind the bindings that wasm-bindgen has made for it, and questions to it.
// What is asked is told in the libraries of the parts.

import { CxtoneError } from '../cxtone_error';
import { invalidOptions } from '../failure';

/** What the bindings of every module have. */
export interface Bindings {
  initSync(from: { module: WebAssembly.Module }): unknown;
  /** Begins anew with another instance. */
  __wbg_reset_state(): void;
}

/** What the bindings call in a new instance. */
const START = '__wbindgen_start';

/** An instance of a module, made when it is first needed and again after it has failed. */
export class Library<B extends Bindings> {
  readonly #bindings: B;
  readonly #source: () => WebAssembly.Module;
  #instances = 0;
  #isBroken = false;

  constructor(bindings: B, source: () => WebAssembly.Module) {
    this.#bindings = bindings;
    this.#source = source;
  }

  /** How many instances there have been: what one of them holds is lost with it. */
  get instances(): number {
    return this.#instances;
  }

  /** What the module answers; what it refuses are options. */
  ask<T>(question: (bindings: B) => T): T {
    this.#begin();
    try {
      return question(this.#bindings);
    } catch (cause) {
      if (typeof cause === 'string') {
        throw invalidOptions(cause);
      }
      this.#isBroken = true;
      throw defect(cause);
    }
  }

  /** The same of what one instance holds. */
  askIn<T>(instance: number, question: () => T): T {
    if (!this.isOf(instance)) {
      throw defect();
    }
    return this.ask(question);
  }

  /** Whether that instance still answers. */
  isOf(instance: number): boolean {
    return !this.#isBroken && instance === this.#instances;
  }

  #begin(): void {
    if (this.#instances === 0) {
      begin(this.#bindings, this.#source());
    } else if (this.#isBroken) {
      this.#bindings.__wbg_reset_state();
    } else {
      return;
    }
    this.#instances += 1;
    this.#isBroken = false;
  }
}

/** Makes the first instance. What is no module of the bindings is refused before they keep it. */
function begin(bindings: Bindings, module: WebAssembly.Module): void {
  try {
    if (!WebAssembly.Module.exports(module).some(({ name }) => name === START)) {
      throw new WebAssembly.LinkError(`it has no ${START}`);
    }
    bindings.initSync({ module });
  } catch (cause) {
    const message = 'the module is not the one that this part of this version needs, compiled; or memory is short';
    throw invalidOptions(message, cause);
  }
}

function defect(cause?: unknown): CxtoneError {
  return new CxtoneError('cxtone failed within WebAssembly; please report it with what was asked', {
    code: 'Internal',
    cause,
  });
}
