// What the facade asks of the module `dsp`, in the shapes of the native library.

import type { NativeDetectorOptions } from '../native';
import type { Library } from './exchange';
import { Bytes } from './given';
import { Listening } from './listening';

/** The part of the native library that is about sound. */
export function dspLibrary(library: Library) {
  return {
    NativeDetector: class extends Listening {
      constructor(options: NativeDetectorOptions) {
        super(library.exchange, options);
      }
    },
    generateFloat: (digits: string, options: object): Float32Array =>
      new Float32Array(library.ask<Uint8Array>('generate_float', digits, ...tone(options)).buffer),
    generateInt16: (digits: string, options: object): Int16Array =>
      new Int16Array(library.ask<Uint8Array>('generate_int16', digits, ...tone(options)).buffer),
    async scoreSamples(expected: string, samples: Float32Array, options: object): Promise<object> {
      const { sampleRate, profile, toneMs, gapMs, toleranceMs, blind } = options as Record<string, unknown>;
      const how = [sampleRate, profile, toneMs, gapMs, toleranceMs, blind];
      return library.ask<object>('score_samples', expected, new Bytes(samples), ...how);
    },
  };
}

function tone(options: object): unknown[] {
  const { sampleRate, toneMs, gapMs, levelDbm0, twistDb } = options as Record<string, unknown>;
  return [sampleRate, toneMs, gapMs, levelDbm0, twistDb];
}
