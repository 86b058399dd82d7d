// What the facade asks of the module `dsp`, in the shapes of the native library.

import type { NativeDetectorOptions } from '../native';
import type { dsp } from './bindings';
import type { Library } from './library';
import { Listening } from './listening';
import { flag, neededWhole, number, text, whole } from './options';

/** The part of the native library that is about sound. */
export function dspLibrary(library: Library<typeof dsp>) {
  return {
    NativeDetector: class extends Listening {
      constructor(options: NativeDetectorOptions) {
        super(library, options);
      }
    },
    generateFloat(digits: string, options: object): Float32Array {
      const given = tones(digits, options);
      return library.ask(({ generateFloat }) => generateFloat(...given));
    },
    generateInt16(digits: string, options: object): Int16Array {
      const given = tones(digits, options);
      return library.ask(({ generateInt16 }) => generateInt16(...given));
    },
    async scoreSamples(digits: string, samples: Float32Array, options: object): Promise<object> {
      const { sampleRate, profile, toneMs, gapMs, toleranceMs, blind } = options as Record<string, unknown>;
      const given = [
        digits,
        samples,
        neededWhole('sampleRate', sampleRate),
        text('profile', profile),
        whole('toneMs', toneMs),
        whole('gapMs', gapMs),
        number('toleranceMs', toleranceMs),
        flag('blind', blind) ?? false,
      ] as const;
      return library.ask(({ scoreSamples }) => scoreSamples(...given));
    },
  };
}

function tones(digits: string, options: object) {
  const { sampleRate, toneMs, gapMs, levelDbm0, twistDb } = options as Record<string, unknown>;
  return [
    digits,
    neededWhole('sampleRate', sampleRate),
    whole('toneMs', toneMs),
    whole('gapMs', gapMs),
    number('levelDbm0', levelDbm0),
    number('twistDb', twistDb),
  ] as const;
}
