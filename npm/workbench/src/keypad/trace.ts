// The first milliseconds of a tone as a line.

import { part } from '../dom/part';
import { colour } from '../shell/colour';
import { fitted } from '../dom/fitted';

/** How much of the tone is drawn, in ms. */
const SHOWN_MS = 20;

/** Amplitude below which the line grows no larger, of full scale. */
const FLOOR = 0.02;

/** Draws samples, full scale ±1. */
export function drawTrace(samples: Float32Array, sampleRateHz: number): void {
  const canvas = part('keypad-trace', HTMLCanvasElement);
  const pen = fitted(canvas);
  const { clientWidth: width, clientHeight: height } = canvas;
  const count = Math.min(samples.length, (sampleRateHz * SHOWN_MS) / 1000);
  const peak = Math.max(FLOOR, ...samples.subarray(0, count).map(Math.abs));
  const room = (height / 2 - 6) * Math.sqrt(Math.min(1, peak));
  pen.strokeStyle = colour('line');
  pen.beginPath();
  pen.moveTo(0, height / 2);
  pen.lineTo(width, height / 2);
  pen.stroke();
  pen.strokeStyle = colour('accent');
  pen.lineWidth = 2;
  pen.lineJoin = 'round';
  pen.beginPath();
  for (let at = 0; at < count; at += 1) {
    pen.lineTo((at / ((sampleRateHz * SHOWN_MS) / 1000)) * width, height / 2 - ((samples[at] ?? 0) / peak) * room);
  }
  pen.stroke();
}
