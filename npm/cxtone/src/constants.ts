// The source's constants under its names. Their values come from the native library, where they are decided once.

import { native } from './native';

const { keys, types, digitsMax, pauseMsMin, pauseMsMax } = native.constants();

/** The two frequencies of each digit, in Hz: its row's and its column's. */
export const DTMF_FREQUENCIES: Readonly<Record<string, readonly [number, number]>> = Object.freeze(
  Object.fromEntries(
    keys.map(({ digit, lowHz, highHz }) => [digit, Object.freeze([lowHz, highHz] as const)]),
  ),
);

/** The types that digits may travel as. */
export const SUPPORTED_DTMF_TYPES: readonly string[] = Object.freeze(types);

/** The most digits in one request. */
export const MAX_SEQUENCE_LENGTH: number = digitsMax;

/** The shortest pause between digits, in ms. */
export const MIN_INTER_DIGIT_PAUSE: number = pauseMsMin;

/** The longest pause between digits, in ms. */
export const MAX_INTER_DIGIT_PAUSE: number = pauseMsMax;
