// What kind of value something is, whichever realm it comes from: `instanceof` knows the classes of one alone.
// What is done with a wrong kind is told by whoever asks.

import { invalidOptions } from './failure';

/** The name of a value's kind, such as `Uint8Array`, which is also that of Node's `Buffer`. */
export function kindOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/** A text, and nothing that could be made one. What was given instead is not shown. */
export function neededText(name: string, value: unknown): string {
  if (typeof value !== 'string') {
    throw invalidOptions(`${name}: give a text`);
  }
  return value;
}

/** Bytes, also where they come without a view of them. */
export function neededBytes(name: string, value: unknown): Uint8Array {
  switch (kindOf(value)) {
    case 'Uint8Array':
      return value as Uint8Array;
    case 'ArrayBuffer':
      return new Uint8Array(value as ArrayBuffer);
    default:
      throw invalidOptions(`${name}: give a Uint8Array or an ArrayBuffer`);
  }
}
