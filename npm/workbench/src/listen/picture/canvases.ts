// Outline, waveform and spectrogram on their canvases. What they show is worked out elsewhere.

import { fitted } from '../../dom/fitted';
import { colour } from '../../shell/colour';
import { OUTLINE_COLUMNS } from '../ear/protocol';
import type { Heard, Opened } from '../ear/protocol';
import { ramp } from './ramp';
import type { Range } from './range';

/** Rows of a spectrogram. */
export const ROWS = 160;

/** Draws the outline of a channel, its digits below it, and the stretch that is looked at. */
export function drawOutline(
  canvas: HTMLCanvasElement,
  columns: Float32Array,
  { durationS }: Opened,
  heard: readonly Heard[],
  range: Range,
): void {
  const pen = fitted(canvas);
  const { clientWidth: width, clientHeight: height } = canvas;
  const x = (timeS: number): number => (timeS / durationS) * width;
  pen.fillStyle = colour('accent-soft');
  pen.fillRect(x(range.fromS), 0, Math.max(3, x(range.toS) - x(range.fromS)), height);
  pen.fillStyle = colour('dim');
  drawPeaks(pen, columns, OUTLINE_COLUMNS, width, height - 5);
  drawTicks(
    pen,
    heard.filter(({ type }) => type === 'digit').map(({ start }) => x(start)),
    'accent',
    height,
  );
  drawTicks(
    pen,
    heard.filter(({ type }) => type === 'near-miss').map(({ start }) => x(start)),
    'warn',
    height,
  );
}

/** Draws a tick at each place, but no two on the same one: there may be thousands. */
function drawTicks(pen: CanvasRenderingContext2D, places: readonly number[], name: string, height: number): void {
  pen.fillStyle = colour(name);
  for (const place of new Set(places.map(Math.round))) {
    pen.fillRect(place, height - 4, 1.5, 4);
  }
}

/** Draws the waveform of a stretch, scaled to its loudest sample. */
export function drawWave(canvas: HTMLCanvasElement, peaks: Float32Array): void {
  const pen = fitted(canvas);
  pen.fillStyle = colour('dim');
  drawPeaks(pen, peaks, peaks.length / 2, canvas.clientWidth, canvas.clientHeight);
}

/** Draws levels in the colours of the theme. */
export function drawSpectrogram(canvas: HTMLCanvasElement, levels: Uint8Array): void {
  const columns = levels.length / ROWS;
  const image = new ImageData(columns, ROWS);
  const colours = ramp();
  for (const [at, level] of levels.entries()) {
    image.data.set(colours.subarray(level * 4, level * 4 + 4), at * 4);
  }
  canvas.width = columns;
  canvas.height = ROWS;
  canvas.getContext('2d')?.putImageData(image, 0, 0);
}

function drawPeaks(
  pen: CanvasRenderingContext2D,
  peaks: Float32Array,
  columns: number,
  width: number,
  height: number,
): void {
  const loudest = peaks.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0.001);
  const middle = height / 2;
  const scale = (middle - 2) / loudest;
  const wide = width / columns;
  for (let column = 0; column < columns; column += 1) {
    const top = middle - (peaks[column * 2 + 1] ?? 0) * scale;
    const bottom = middle - (peaks[column * 2] ?? 0) * scale;
    pen.fillRect(column * wide, top, Math.max(wide, 0.75), Math.max(bottom - top, 0.75));
  }
}
