// One detector within a module: samples are written into its memory, and heard there.
// What a digit is, is decided in the module.

import type { NativeDetectorOptions } from '../native';
import type { Exchange } from './exchange';

/** Detectors that nobody has any more leave the memory of their module. */
const forgotten = new FinalizationRegistry<() => void>((free) => free());

/** A detector. */
export class Listening {
  readonly #exchange: Exchange;
  readonly #number: number;
  readonly #samplesMax: number;
  readonly #floatsAt: number;
  readonly #int16At: number;
  #floats = new Float32Array(0);
  #int16 = new Int16Array(0);

  constructor(exchange: Exchange, options: NativeDetectorOptions) {
    const { sampleRate, profile, explain, channel, encoding } = options;
    const number = exchange.ask<number>('detector_new', sampleRate, profile, explain, channel, encoding);
    this.#exchange = exchange;
    this.#number = number;
    this.#samplesMax = exchange.number('samples_max');
    this.#floatsAt = exchange.number('float_room');
    this.#int16At = exchange.number('int16_room');
    forgotten.register(this, () => {
      if (!exchange.isBroken) {
        exchange.number('detector_free', number);
      }
    });
  }

  hearFloat(samples: Float32Array): object | null {
    return this.#inBlocks(samples, (block) => {
      const { buffer } = this.#exchange.memory;
      // Where the memory has grown, views of it have become empty.
      if (this.#floats.buffer !== buffer) {
        this.#floats = new Float32Array(buffer, this.#floatsAt, this.#samplesMax);
      }
      this.#floats.set(block);
      return this.#told('detector_float', block.length);
    });
  }

  hearInt16(samples: Int16Array): object | null {
    return this.#inBlocks(samples, (block) => {
      const { buffer } = this.#exchange.memory;
      if (this.#int16.buffer !== buffer) {
        this.#int16 = new Int16Array(buffer, this.#int16At, this.#samplesMax);
      }
      this.#int16.set(block);
      return this.#told('detector_int16', block.length);
    });
  }

  hearBytes(bytes: Uint8Array): object | null {
    this.#exchange.put(bytes);
    return this.#told('detector_bytes');
  }

  finish(): object | null {
    return this.#told('detector_finish');
  }

  /** The room in the module is as long as one block. */
  #inBlocks<T extends Float32Array | Int16Array>(samples: T, hear: (block: T) => object | null): object | null {
    if (samples.length <= this.#samplesMax) {
      return hear(samples);
    }
    const told: object[] = [];
    for (let at = 0; at < samples.length; at += this.#samplesMax) {
      told.push(...((hear(samples.subarray(at, at + this.#samplesMax) as T) ?? []) as object[]));
    }
    return told.length === 0 ? null : told;
  }

  #told(question: string, ...numbers: number[]): object | null {
    return (this.#exchange.call(question, this.#number, ...numbers) as object | undefined) ?? null;
  }
}
