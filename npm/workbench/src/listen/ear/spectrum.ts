// The levels of a spectrum from samples. The transform is that of `fourier-transform`.

import rfft from 'fourier-transform';

import { frequencyHz } from './protocol';

/** Length of the window in seconds at least: long enough to tell two rows of the keypad apart. */
const WINDOW_S = 0.03;

/** The level of a black point, in dBFS. */
const FLOOR_DBFS = -70;

/**
 * The magnitude of a sine of full scale. The transform gives it 1; here half of its points are silent, and the window
 * halves the rest.
 */
const FULL_SCALE = 0.25;

/** A window that slides over samples. */
export class Spectrum {
  /** Samples of the window. */
  readonly length: number;
  readonly #window: Float64Array;
  readonly #input: Float64Array;
  readonly #bins: Float64Array;
  readonly #sampleRateHz: number;

  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
    this.length = 2 ** Math.ceil(Math.log2(WINDOW_S * sampleRateHz));
    // Twice as many points as samples: the bins between come for free, and the picture is smooth.
    this.#input = new Float64Array(this.length * 2);
    this.#bins = new Float64Array(this.length);
    this.#window = Float64Array.from({ length: this.length }, (_, at) => hann(at, this.length));
  }

  /** Adds the levels around a sample to a column, from the top row to the bottom: the loudest counts. */
  raise(samples: Float32Array, centre: number, column: Float64Array): void {
    const first = Math.round(centre - this.length / 2);
    for (let at = 0; at < this.length; at += 1) {
      this.#input[at] = (samples[first + at] ?? 0) * (this.#window[at] ?? 0);
    }
    const bins = rfft(this.#input, this.#bins);
    const binHz = this.#sampleRateHz / this.#input.length;
    for (let row = 0; row < column.length; row += 1) {
      const bin = frequencyHz((row + 0.5) / column.length) / binHz;
      const magnitude = Math.max(bins[Math.floor(bin)] ?? 0, bins[Math.ceil(bin)] ?? 0);
      column[row] = Math.max(column[row] ?? 0, magnitude);
    }
  }

  /** A magnitude as a level of 0 to 255. */
  level(magnitude: number): number {
    const dbfs = 20 * Math.log10(magnitude / FULL_SCALE + 1e-9);
    return Math.round(255 * Math.min(1, Math.max(0, 1 - dbfs / FLOOR_DBFS)));
  }
}

function hann(at: number, length: number): number {
  return 0.5 - 0.5 * Math.cos((2 * Math.PI * (at + 0.5)) / length);
}
