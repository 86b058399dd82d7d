// What the facade asks of the module `wav`, in the shapes of the native library.

import type { Library } from './exchange';
import { Bytes } from './given';

/** The part of the native library that reads and writes WAV files. */
export function wavLibrary(library: Library) {
  return {
    parseWav(bytes: Uint8Array): { sampleRate: number; channels: Float32Array[] } {
      const [sampleRate, ...channels] = library.ask<[number, ...Uint8Array[]]>('parse_wav', new Bytes(bytes));
      return { sampleRate, channels: channels.map(({ buffer }) => new Float32Array(buffer)) };
    },
    wavBytes: (channels: Float32Array[], rate: number, encoding?: string): Uint8Array =>
      library.ask('wav_bytes', encoding, rate, ...channels.map((channel) => new Bytes(channel))),
  };
}
