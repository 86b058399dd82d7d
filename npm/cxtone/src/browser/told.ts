// Values on their way out of WebAssembly, as `told.rs` writes them.
// What shape they have is declared in `types`.

/** What the module refuses, in its words. */
export class Refused extends Error {}

const TRUE = 3;
const FALSE = 2;
const NUMBER = 4;
const TEXT = 5;
const SINGLE = 7;
const LIST = 8;
const OBJECT = 9;
const END = 10;
const REFUSED = 11;
const BYTES = 13;

const HEAD_BYTES = 4;

/** What ends a list; no value of an answer. */
const ended = Symbol('ended');

/** The answer that lies at a place in the memory. */
export function told(memory: WebAssembly.Memory, at: number): unknown {
  const reader = new Reader(new DataView(memory.buffer), at + HEAD_BYTES);
  return reader.value();
}

class Reader {
  readonly #view: DataView;
  #at: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  value(): unknown {
    const tag = this.#view.getUint8(this.#at++);
    switch (tag) {
      case FALSE:
      case TRUE:
        return tag === TRUE;
      case NUMBER:
        return this.#view.getFloat64(this.#passed(8), true);
      case SINGLE:
        return shortest(this.#view.getFloat32(this.#passed(4), true));
      case TEXT:
        return this.#text();
      case LIST:
        return this.#list();
      case OBJECT:
        return this.#object();
      case END:
        return ended;
      case BYTES:
        return this.#bytes().slice();
      case REFUSED:
        throw new Refused(this.#text());
      default:
        return null;
    }
  }

  #list(): unknown[] {
    const values: unknown[] = [];
    for (let value = this.value(); value !== ended; value = this.value()) {
      values.push(value);
    }
    return values;
  }

  #object(): object {
    const values = this.#list();
    const pairs: [string, unknown][] = [];
    for (let at = 0; at < values.length; at += 2) {
      pairs.push([String(values[at]), values[at + 1]]);
    }
    return Object.fromEntries(pairs);
  }

  #text(): string {
    const bytes = this.#bytes();
    let text = '';
    for (const byte of bytes) {
      if (byte > 0x7f) {
        return new TextDecoder().decode(bytes);
      }
      text += String.fromCharCode(byte);
    }
    return text;
  }

  /** They lie in the memory, and change with it. */
  #bytes(): Uint8Array {
    const length = this.#view.getUint32(this.#passed(4), true);
    return new Uint8Array(this.#view.buffer, this.#passed(length), length);
  }

  #passed(count: number): number {
    const at = this.#at;
    this.#at += count;
    return at;
  }
}

/** More digits than these no number of 32 bits needs. */
const DIGITS_MAX = 9;

/** A number of 32 bits with as few digits as tell it from its neighbours, as the native library writes it. */
function shortest(single: number): number {
  let number = single;
  for (let digits = 1; digits <= DIGITS_MAX; digits += 1) {
    number = Number(single.toPrecision(digits));
    if (Math.fround(number) === single) {
      break;
    }
  }
  return number;
}
