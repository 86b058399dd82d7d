// The microphone's last seconds as a running waveform.

import { fitted } from '../../dom/fitted';
import { colour } from '../../shell/colour';

/** Columns that are kept: one a block, some eight seconds. */
const COLUMNS = 200;

/** The loudness at which the trace fills its height, of full scale, so that quiet sound is seen. */
const FULL = 0.5;

/** A trace that runs from right to left. */
export class Trace {
  readonly #peaks: number[] = [];

  constructor(private readonly canvas: HTMLCanvasElement) {}

  /** Adds a block of samples. */
  push(samples: Float32Array): void {
    this.#peaks.push(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0));
    this.#peaks.splice(0, this.#peaks.length - COLUMNS);
  }

  /** Draws what there is. */
  draw(): void {
    const pen = fitted(this.canvas);
    const { clientWidth: width, clientHeight: height } = this.canvas;
    const wide = width / COLUMNS;
    pen.fillStyle = colour('accent');
    for (const [at, peak] of this.#peaks.entries()) {
      const tall = Math.max(1, Math.min(1, Math.sqrt(peak / FULL)) * (height - 8));
      pen.fillRect(width - (this.#peaks.length - at) * wide, (height - tall) / 2, Math.max(1, wide - 1), tall);
    }
  }
}
