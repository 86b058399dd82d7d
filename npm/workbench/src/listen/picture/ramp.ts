// The colours of a spectrogram: from the ground through the accent to the ink.

import { colour } from '../../shell/colour';

/** Levels for which there is a colour. */
const LEVELS = 256;

/** Where the accent stands between ground (0) and ink (1): quiet sound is to be seen. */
const ACCENT_AT = 0.68;

/** Red, green, blue and opacity of each level, for image data. */
export function ramp(): Uint8ClampedArray {
  const pen = new OffscreenCanvas(LEVELS, 1).getContext('2d', { willReadFrequently: true });
  if (pen === null) {
    throw new Error('this browser draws on no canvas');
  }
  const gradient = pen.createLinearGradient(0, 0, LEVELS, 0);
  gradient.addColorStop(0.08, colour('sunk'));
  gradient.addColorStop(ACCENT_AT, colour('accent'));
  gradient.addColorStop(1, colour('ink'));
  pen.fillStyle = gradient;
  pen.fillRect(0, 0, LEVELS, 1);
  return pen.getImageData(0, 0, LEVELS, 1).data;
}
