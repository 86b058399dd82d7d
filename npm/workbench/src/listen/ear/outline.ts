// The outline of a whole recording: the lowest and highest sample in each of some columns.

import { OUTLINE_COLUMNS } from './protocol';

/** An outline that grows with the recording. */
export class Outline {
  readonly #columns: Float32Array;
  readonly #frames: number;
  #at = 0;

  /** For so many channels of so many samples. */
  constructor(channels: number, frames: number) {
    this.#columns = new Float32Array(channels * OUTLINE_COLUMNS * 2);
    this.#frames = Math.max(frames, 1);
  }

  /** The next samples of each channel. */
  push(channels: readonly Float32Array[]): void {
    for (const [channel, samples] of channels.entries()) {
      this.#draw(channel * OUTLINE_COLUMNS * 2, samples);
    }
    this.#at += channels[0]?.length ?? 0;
  }

  /** The columns so far, channel by channel. */
  copy(): Float32Array {
    return this.#columns.slice();
  }

  #draw(base: number, samples: Float32Array): void {
    const columns = this.#columns;
    const scale = OUTLINE_COLUMNS / this.#frames;
    for (let index = 0; index < samples.length; index += 1) {
      const place = base + 2 * Math.min(OUTLINE_COLUMNS - 1, Math.floor((this.#at + index) * scale));
      const sample = samples[index] ?? 0;
      if (sample < (columns[place] ?? 0)) {
        columns[place] = sample;
      } else if (sample > (columns[place + 1] ?? 0)) {
        columns[place + 1] = sample;
      }
    }
  }
}
