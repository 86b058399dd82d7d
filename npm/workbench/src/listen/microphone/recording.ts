// What the microphone gave so far, in 16 bits, up to a limit.

/** The longest recording, in seconds. */
export const RECORDING_S_MAX = 600;

/** Blocks of samples. */
export class Recording {
  readonly #blocks: Int16Array[] = [];
  #length = 0;

  constructor(readonly sampleRateHz: number) {}

  /** Its length in seconds. */
  get lengthS(): number {
    return this.#length / this.sampleRateHz;
  }

  /** Adds samples, full scale ±1; gives whether there is room for more. */
  push(samples: Float32Array): boolean {
    this.#blocks.push(Int16Array.from(samples, (sample) => Math.round(Math.min(1, Math.max(-1, sample)) * 32_767)));
    this.#length += samples.length;
    return this.lengthS < RECORDING_S_MAX;
  }

  /** All of it as one. */
  samples(): Int16Array {
    const all = new Int16Array(this.#length);
    let at = 0;
    for (const block of this.#blocks) {
      all.set(block, at);
      at += block.length;
    }
    return all;
  }
}
