// `generate`, `score`: digits as sound, and how well they are recognised in it.
// All of it is made and measured in the native library.

import type { Score, ScoreOptions, ToneOptions } from '../types/sound';
import { valueOf } from './answer';
import { made, refusal } from './failure';
import { asFloat } from './floats';
import { native } from './native';

const SAMPLE_RATE = 8_000;

/** Digits as samples of 16 bits. */
export function generate(digits: string, options: ToneOptions = {}): Int16Array {
  return made(() => native.generateInt16(digits, { sampleRate: SAMPLE_RATE, ...options }));
}

/** Digits as samples with full scale at ±1. */
export function generateFloat(digits: string, options: ToneOptions = {}): Float32Array {
  return made(() => native.generateFloat(digits, { sampleRate: SAMPLE_RATE, ...options }));
}

/** How well digits are recognised in one channel's samples. It is measured on another thread. */
export async function score(
  expected: string,
  samples: Int16Array | Float32Array,
  options: ScoreOptions = {},
): Promise<Score> {
  // The other thread gets samples of its own, which nobody changes.
  const copy = samples instanceof Float32Array ? samples.slice() : asFloat(samples);
  try {
    const how = { sampleRate: SAMPLE_RATE, ...options };
    return valueOf<Score>(await native.scoreSamples(expected, copy, how));
  } catch (error) {
    throw refusal(error);
  }
}
