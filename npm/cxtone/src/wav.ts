// `readWav`, `writeWav`: samples from WAV files and back.
// What is read and written is decided in the library.

import type { Encoding, Wav } from '../types/sound';
import { made } from './failure';
import { asFloat } from './floats';
import { native } from './native';

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
