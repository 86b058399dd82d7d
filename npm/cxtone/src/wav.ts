// `readWav`, `writeWav`: samples from WAV files and back.
// What is read and written is decided in the library.

import type { Encoding, Wav } from '../types/sound';
import { invalidOptions, made } from './failure';
import { asFloat } from './floats';
import { neededBytes } from './kinds';
import { native } from './native';

/** The samples in the bytes of a WAV file. */
export function readWav(bytes: Uint8Array | ArrayBuffer): Wav {
  return made(() => native.parseWav(neededBytes('bytes', bytes)));
}

/** The bytes of a WAV file with these samples. */
export function writeWav(
  wav: { sampleRate: number; channels: (Int16Array | Float32Array)[] },
  options: { encoding?: Encoding } = {},
): Uint8Array {
  if (!Array.isArray(wav?.channels)) {
    throw invalidOptions('channels: give an array of samples for each channel');
  }
  const channels = wav.channels.map(asFloat);
  return made(() => native.wavBytes(channels, wav.sampleRate, options.encoding));
}
