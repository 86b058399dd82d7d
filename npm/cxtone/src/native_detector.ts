// The native library's detector as a class, as the facade knows it.
// What it hears is decided in the library.

import type { Answer } from './answer';
import type { Ears, Listening, NativeDetector, NativeDetectorOptions } from './native';

/** The class around the functions of a library. */
export function detectorOf(ears: Ears): new (options: NativeDetectorOptions) => NativeDetector {
  const { listen, hearFloat, hearInt16, hearBytes, finishListening } = ears;
  return class implements NativeDetector {
    readonly #listening: Listening;

    constructor(options: NativeDetectorOptions) {
      this.#listening = listen(options);
    }

    hearFloat(samples: Float32Array): Answer | null {
      return hearFloat(this.#listening, samples);
    }

    hearInt16(samples: Int16Array): Answer | null {
      return hearInt16(this.#listening, samples);
    }

    hearBytes(bytes: Uint8Array): Answer | null {
      return hearBytes(this.#listening, bytes);
    }

    finish(): Answer | null {
      return finishListening(this.#listening);
    }
  };
}
