// `generate`, `score`: digits as sound, and how well they are recognised in it.
// All of it is made and measured in the native library.

import type { Score, ScoreOptions, ToneOptions } from '../types/sound';
import { valueOf } from './answer';
import { made, refusal } from './failure';
import { asFloat } from './floats';
import { neededText } from './kinds';
import { native } from './native';
import { withRate } from './rate';

/** Digits as samples of 16 bits. */
export function generate(digits: string, options: ToneOptions = {}): Int16Array {
  return made(() => native.generateInt16(neededText('digits', digits), withRate(options)));
}

/** Digits as samples with full scale at ±1. */
export function generateFloat(digits: string, options: ToneOptions = {}): Float32Array {
  return made(() => native.generateFloat(neededText('digits', digits), withRate(options)));
}

/** How well digits are recognised in one channel's samples. It is measured on another thread. */
export async function score(
  expected: string,
  samples: Int16Array | Float32Array,
  options: ScoreOptions = {},
): Promise<Score> {
  try {
    const floats = asFloat(samples);
    // The other thread gets samples of its own, which nobody changes.
    const copy = floats === samples ? floats.slice() : floats;
    return valueOf<Score>(await native.scoreSamples(neededText('digits', expected), copy, withRate(options)));
  } catch (error) {
    throw refusal(error);
  }
}
