// One module of WebAssembly, and questions to it: values go in, a value or a refusal comes out.
// How values stand as bytes is told in `given` and `told`.

import { CxtoneError } from '../cxtone_error';
import { given } from './given';
import { Refused, told } from './told';

/** What every module exports beside its questions. */
interface Exports {
  memory: WebAssembly.Memory;
  room(bytes: number): number;
}

type Question = (...numbers: number[]) => number;

/** An instance of a module. */
export class Exchange {
  readonly memory: WebAssembly.Memory;
  readonly #exports: Exports & Record<string, Question>;
  #isBroken = false;

  constructor(module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module).exports as unknown as Exports & Record<string, Question>;
    this.memory = this.#exports.memory;
  }

  /** Whether it has failed; nothing may be asked of it any more. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** What an export answers to these values. */
  ask<T>(question: string, ...values: unknown[]): T {
    this.put(given(values));
    return this.call(question) as T;
  }

  /** Puts bytes where the next call finds them. */
  put(bytes: Uint8Array): void {
    const at = this.#called('room', bytes.length);
    new Uint8Array(this.memory.buffer, at, bytes.length).set(bytes);
  }

  /** What an export answers to numbers and to what was put; nothing where it has no answer. */
  call(question: string, ...numbers: number[]): unknown {
    const at = this.#called(question, ...numbers);
    return at === 0 ? undefined : told(this.memory, at);
  }

  /** The number that an export returns. */
  number(question: string, ...numbers: number[]): number {
    return this.#called(question, ...numbers);
  }

  #called(name: string, ...numbers: number[]): number {
    if (this.#isBroken) {
      throw defect();
    }
    try {
      // Addresses are told without a sign.
      return (this.#exports[name] as Question)(...numbers) >>> 0;
    } catch (cause) {
      this.#isBroken = true;
      throw defect(cause);
    }
  }
}

/** One instance of a module, made when it is first needed and again after it has failed. */
export class Library {
  readonly #source: () => WebAssembly.Module;
  #exchange: Exchange | undefined;

  constructor(source: () => WebAssembly.Module) {
    this.#source = source;
  }

  /** The instance. */
  get exchange(): Exchange {
    if (this.#exchange === undefined || this.#exchange.isBroken) {
      this.#exchange = new Exchange(this.#source());
    }
    return this.#exchange;
  }

  /** What an export answers to these values. */
  ask<T>(question: string, ...values: unknown[]): T {
    return this.exchange.ask<T>(question, ...values);
  }
}

export { Refused };

function defect(cause?: unknown): CxtoneError {
  return new CxtoneError('cxtone failed within WebAssembly; please report it with what was asked', {
    code: 'Internal',
    cause,
  });
}
