// A canvas as sharp as the screen.

/** The most pixels of a canvas for one of the page: more is not seen and costs time. */
const DENSITY_MAX = 2;

/** A cleared pen in pixels of the page, on a canvas with as many dots as the screen has there. */
export function fitted(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const density = Math.min(devicePixelRatio, DENSITY_MAX);
  canvas.width = Math.max(1, Math.round(canvas.clientWidth * density));
  canvas.height = Math.max(1, Math.round(canvas.clientHeight * density));
  const pen = canvas.getContext('2d');
  if (pen === null) {
    throw new Error('this browser draws on no canvas');
  }
  pen.scale(density, density);
  return pen;
}
