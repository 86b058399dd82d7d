// The pictures of a stretch: its outline and its spectrogram, as numbers. Colours are the page's.

import type { Picture } from './protocol';
import { Spectrum } from './spectrum';

/** Spectra in one column at most; a column of the longest stretch has four windows. */
const SPECTRA_MAX = 8;

/** Draws samples into columns and rows. */
export function picture(samples: Float32Array, sampleRateHz: number, columns: number, rows: number): Picture {
  const peaks = new Float32Array(columns * 2);
  const levels = new Uint8Array(columns * rows);
  const spectrum = new Spectrum(sampleRateHz);
  const wide = samples.length / columns;
  for (let column = 0; column < columns; column += 1) {
    const [from, to] = [column * wide, (column + 1) * wide];
    extremes(samples, from, to, peaks.subarray(column * 2));
    const heights = loudest(spectrum, samples, from, to, rows);
    heights.forEach((height, row) => (levels[row * columns + column] = spectrum.level(height)));
  }
  return { peaks, levels };
}

/** Writes the lowest and the highest sample. */
function extremes(samples: Float32Array, from: number, to: number, into: Float32Array): void {
  let [least, most] = [Infinity, -Infinity];
  for (let at = Math.floor(from); at < Math.max(to, Math.floor(from) + 1); at += 1) {
    const sample = samples[at] ?? 0;
    least = Math.min(least, sample);
    most = Math.max(most, sample);
  }
  into[0] = least;
  into[1] = most;
}

/** The loudest of the spectra within a column, so that no tone falls between two columns. */
function loudest(spectrum: Spectrum, samples: Float32Array, from: number, to: number, rows: number): Float64Array {
  const heights = new Float64Array(rows);
  const count = Math.min(SPECTRA_MAX, Math.max(1, Math.round((to - from) / spectrum.length)));
  for (let at = 0; at < count; at += 1) {
    spectrum.raise(samples, from + ((at + 0.5) / count) * (to - from), heights);
  }
  return heights;
}
