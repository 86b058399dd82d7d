// What the facade asks of the module `wav`, in the shapes of the native library.

import type { wav } from './bindings';
import type { Library } from './library';
import { neededWhole, text } from './options';

/** The part of the native library that reads and writes WAV files. */
export function wavLibrary(library: Library<typeof wav>) {
  return {
    parseWav(bytes: Uint8Array): { sampleRate: number; channels: Float32Array[] } {
      return library.ask(({ Channels }) => {
        const file = Channels.parse(bytes);
        const channels: Float32Array[] = [];
        for (let samples = file.pop(); samples !== undefined; samples = file.pop()) {
          channels.unshift(samples);
        }
        const { sampleRate } = file;
        file.free();
        return { sampleRate, channels };
      });
    },
    wavBytes(channels: Float32Array[], sampleRate: number, encodingName?: string): Uint8Array {
      const encoding = text('encoding', encodingName);
      const rate = neededWhole('sampleRate', sampleRate);
      return library.ask(({ Channels }) => {
        const file = new Channels(rate);
        try {
          channels.forEach((samples) => file.push(samples));
          return file.bytes(encoding);
        } finally {
          file.free();
        }
      });
    },
  };
}
