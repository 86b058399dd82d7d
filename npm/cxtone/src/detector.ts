// `Detector`, `detect`: samples in, digits out.
// What a digit is, is decided in the native library.

import type { DetectorEvent, DetectorOptions, Samples } from '../types/sound';
import { type Answer, valueOf } from './answer';
import { invalidOptions, made } from './failure';
import { kindOf } from './kinds';
import { native, type NativeDetector } from './native';
import { withRate } from './rate';

/** Nearly every block decides nothing: no array is made for that. */
const NOTHING: DetectorEvent[] = Object.freeze([]) as unknown as DetectorEvent[];

/** Listens to one channel. */
export class Detector {
  readonly #native: NativeDetector;

  constructor(options: DetectorOptions = {}) {
    this.#native = made(() => new native.NativeDetector(withRate(options)));
  }

  /** Takes the next samples; what they decide. */
  push(samples: Samples): DetectorEvent[] {
    return eventsOf(this.#heard(samples));
  }

  /** What is still open at the end of the stream; the next samples begin another one. */
  finish(): DetectorEvent[] {
    return eventsOf(this.#native.finish());
  }

  #heard(samples: Samples): Answer | null {
    if (samples instanceof Int16Array) {
      return this.#native.hearInt16(samples);
    }
    if (samples instanceof Float32Array) {
      return this.#native.hearFloat(samples);
    }
    if (samples instanceof Uint8Array) {
      return this.#native.hearBytes(samples);
    }
    return this.#heardOfElsewhere(samples);
  }

  /** Arrays of another realm, as those of a frame or of a test runner, are of no class that is known here. */
  #heardOfElsewhere(samples: unknown): Answer | null {
    switch (kindOf(samples)) {
      case 'Int16Array':
        return this.#native.hearInt16(samples as Int16Array);
      case 'Float32Array':
        return this.#native.hearFloat(samples as Float32Array);
      case 'Uint8Array':
        return this.#native.hearBytes(samples as Uint8Array);
      default:
        throw invalidOptions('samples must be an Int16Array, a Float32Array, or a Buffer of bytes');
    }
  }
}

/** Listens to chunks as they come. */
export async function* detect(
  chunks: AsyncIterable<Samples> | Iterable<Samples>,
  options: DetectorOptions = {},
): AsyncGenerator<DetectorEvent, void, undefined> {
  const detector = new Detector(options);
  for await (const samples of chunks) {
    yield* detector.push(samples);
  }
  yield* detector.finish();
}

function eventsOf(told: Answer | null): DetectorEvent[] {
  return told === null ? NOTHING : valueOf<DetectorEvent[]>(told);
}
