// One detector within a module.
// What a digit is, is decided in the module; who is forgotten there is the bindings' business.

import type { NativeDetectorOptions } from '../native';
import type { dsp } from './bindings';
import type { Library } from './library';
import { flag, neededWhole, text, whole } from './options';

/** The most samples that go in at once, as the memory of a module never becomes smaller again. */
const BLOCK_MAX = 1 << 14;

/** A detector. */
export class Listening {
  readonly #library: Library<typeof dsp>;
  readonly #instance: number;
  readonly #detector: InstanceType<typeof dsp.Detector>;

  constructor(library: Library<typeof dsp>, options: NativeDetectorOptions) {
    const rate = neededWhole('sampleRate', options.sampleRate);
    const profile = text('profile', options.profile);
    const explain = flag('explain', options.explain) ?? false;
    const channel = whole('channel', options.channel);
    const encoding = text('encoding', options.encoding);
    this.#library = library;
    this.#detector = library.ask(({ Detector }) => new Detector(rate, profile, explain, channel, encoding));
    this.#instance = library.instances;
  }

  hearFloat(samples: Float32Array): object | null {
    return this.#inBlocks(samples, (block) => this.#detector.hearFloat(block));
  }

  hearInt16(samples: Int16Array): object | null {
    return this.#inBlocks(samples, (block) => this.#detector.hearInt16(block));
  }

  hearBytes(bytes: Uint8Array): object | null {
    return this.#inBlocks(bytes, (block) => this.#detector.hearBytes(block));
  }

  finish(): object | null {
    return this.#library.askIn(this.#instance, () => this.#detector.finish());
  }

  /** Gives its memory back at once; it hears nothing from then on. What an instance holds that is gone, is gone. */
  free(): void {
    if (this.#library.isOf(this.#instance)) {
      this.#detector.free();
    }
  }

  #inBlocks<T extends Float32Array | Int16Array | Uint8Array>(samples: T, hear: (block: T) => object | null) {
    const heard = (block: T) => this.#library.askIn(this.#instance, () => hear(block));
    if (samples.length <= BLOCK_MAX) {
      return heard(samples);
    }
    const told: object[] = [];
    for (let at = 0; at < samples.length; at += BLOCK_MAX) {
      told.push(...((heard(samples.subarray(at, at + BLOCK_MAX) as T) ?? []) as object[]));
    }
    return told.length === 0 ? null : told;
  }
}
