// Values on their way into WebAssembly, as `given.rs` reads them.
// What each of them means is known to the export that reads it.

/** Bytes without a tag: samples, or a file. */
export type Bare = Uint8Array | Float32Array;

const NULL = [1];
const FALSE = [2];
const TRUE = [3];
const NUMBER = 4;
const TEXT = 5;
const OTHER = 6;
const MISSING = [0];

/** The values one after the other. */
export function given(values: readonly unknown[]): Uint8Array {
  const parts = values.map(written);
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function written(value: unknown): ArrayLike<number> {
  switch (typeof value) {
    case 'undefined':
      return MISSING;
    case 'boolean':
      return value ? TRUE : FALSE;
    case 'number':
      return number(value);
    case 'string':
      return text(TEXT, value);
    case 'object':
      return value === null ? NULL : object(value);
    default:
      return text(OTHER, typeof value);
  }
}

function object(value: object): ArrayLike<number> {
  if (value instanceof Bytes) {
    return counted([], value.bytes);
  }
  return text(OTHER, Array.isArray(value) ? 'array' : 'object');
}

/** Marks bytes that stand for themselves, as a caller's own typed array is an object like any other. */
export class Bytes {
  readonly bytes: Uint8Array;

  constructor({ buffer, byteOffset, byteLength }: Bare) {
    this.bytes = new Uint8Array(buffer, byteOffset, byteLength);
  }
}

function number(value: number): Uint8Array {
  const bytes = new Uint8Array(9);
  bytes[0] = NUMBER;
  new DataView(bytes.buffer).setFloat64(1, value, true);
  return bytes;
}

function text(tag: number, value: string): Uint8Array {
  return counted([tag], encoded(value));
}

function counted(tag: number[], bytes: ArrayLike<number>): Uint8Array {
  const whole = new Uint8Array(tag.length + 4 + bytes.length);
  whole.set(tag);
  new DataView(whole.buffer).setUint32(tag.length, bytes.length, true);
  whole.set(bytes, tag.length + 4);
  return whole;
}

/** An audio thread has no encoder; it gives names alone, which are ASCII. */
function encoded(value: string): ArrayLike<number> {
  return typeof TextEncoder === 'function'
    ? new TextEncoder().encode(value)
    : Array.from(value, (character) => character.charCodeAt(0));
}
