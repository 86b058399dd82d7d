// `generate`, `score`, `readWav`, `writeWav`: digits as sound, and how well they are recognised in it.
// All of it is made and measured in the native library.

import type { Encoding, Score, ScoreOptions, ToneOptions, Wav } from '../types/sound';
import { made, refusal } from './failure';
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
    const text = await native.scoreSamples(expected, copy, { sampleRate: SAMPLE_RATE, ...options });
    return JSON.parse(text) as Score;
  } catch (error) {
    throw refusal(error);
  }
}

/** The samples in the bytes of a WAV file. */
export function readWav(bytes: Uint8Array): Wav {
  return made(() => native.parseWav(bytes));
}

/** The bytes of a WAV file with these samples. */
export function writeWav(
  wav: { sampleRate: number; channels: (Int16Array | Float32Array)[] },
  options: { encoding?: Encoding } = {},
): Uint8Array {
  const channels = wav.channels.map(asFloat);
  return made(() => native.wavBytes(channels, wav.sampleRate, options.encoding));
}

function asFloat(samples: Int16Array | Float32Array): Float32Array {
  return samples instanceof Float32Array
    ? samples
    : Float32Array.from(samples, (sample) => sample / 32_768);
}
