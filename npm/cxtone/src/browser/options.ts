// Options on their way into WebAssembly: what is `null` is not given, and another kind than the wanted one is refused.
// What they mean is decided in the modules.

import { invalidOptions } from '../failure';

/** Whole numbers have 32 bits there. */
const WHOLE_MAX = 2 ** 32 - 1;

export function text(name: string, value: unknown): string | undefined {
  return ofKind<string>(name, value, 'string', 'a text');
}

export function flag(name: string, value: unknown): boolean | undefined {
  return ofKind<boolean>(name, value, 'boolean', 'true or false');
}

export function number(name: string, value: unknown): number | undefined {
  return ofKind<number>(name, value, 'number', 'a number');
}

/** A whole number: another one would be cut to it without a word. */
export function whole(name: string, value: unknown): number | undefined {
  const given = number(name, value);
  return given === undefined ? undefined : checked(name, given);
}

/** The same where there must be one. */
export function neededWhole(name: string, value: unknown): number {
  return checked(name, number(name, value) ?? NaN);
}

function checked(name: string, given: number): number {
  if (!Number.isInteger(given) || given < 0 || given > WHOLE_MAX) {
    throw invalidOptions(`${name}: ${inFull(given)} is no whole number`);
  }
  return given;
}

function ofKind<T>(name: string, value: unknown, kind: string, wanted: string): T | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  if (typeof value !== kind) {
    throw invalidOptions(`${name}: give ${wanted}`);
  }
  return value as T;
}

/** As the native library writes numbers: without powers of ten. */
function inFull(given: number): string {
  if (!Number.isFinite(given)) {
    return String(given).replace('inity', '').replace('I', 'i');
  }
  const [digits = '', exponent = '0'] = String(given).split('e');
  const [, sign = '', before = '', after = ''] = /^(-?)(\d+)\.?(\d*)$/.exec(digits) ?? [];
  const point = before.length + Number(exponent);
  const all = before + after;
  if (point <= 0) {
    return `${sign}0.${'0'.repeat(-point)}${all}`;
  }
  const fraction = all.slice(point);
  return sign + all.slice(0, point).padEnd(point, '0') + (fraction === '' ? '' : `.${fraction}`);
}
