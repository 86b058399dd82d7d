// Moving about in the pictures: by buttons, keys, wheel, dragging, and clicks into the outline.

import { part } from '../../dom/part';
import { around, moved, type Range, zoomed } from './range';

/** How far one step goes, of what is seen. */
const STEP = 0.4;

/** How much closer one step comes. */
const CLOSER = 0.5;

/** How much one line of the wheel zooms. */
const WHEEL = 1.0015;

/** Where one is. */
interface Place {
  range: Range;
  durationS: number;
}

/** A step from one place to another range. */
type Step = (place: Place) => Range;

const earlier: Step = ({ range, durationS }) => moved(range, -STEP, durationS);
const later: Step = ({ range, durationS }) => moved(range, STEP, durationS);
const closer: Step = ({ range, durationS }) => zoomed(range, CLOSER, 0.5, durationS);
const wider: Step = ({ range, durationS }) => zoomed(range, 1 / CLOSER, 0.5, durationS);

const KEYS: Record<string, Step> = { ArrowLeft: earlier, ArrowRight: later, '+': closer, '=': closer, '-': wider };

/** Follows them all. */
export function followMoves(place: () => Place, go: (range: Range) => void): void {
  const view = part('listen-view', HTMLElement);
  for (const [name, step] of Object.entries({ earlier, later, closer, wider })) {
    part(`listen-${name}`, HTMLButtonElement).addEventListener('click', () => go(step(place())));
  }
  view.addEventListener('keydown', (event) => {
    const step = KEYS[event.key];
    if (step !== undefined) {
      event.preventDefault();
      go(step(place()));
    }
  });
  view.addEventListener('wheel', (event) => byWheel(event, view, place(), go), { passive: false });
  drags(view, place, go);
  points(part('listen-outline', HTMLCanvasElement), place, go);
}

/** With a key the wheel zooms; without one it scrolls the page, but sideways it moves. */
function byWheel(event: WheelEvent, view: HTMLElement, { range, durationS }: Place, go: (range: Range) => void): void {
  if (event.ctrlKey || event.shiftKey || event.altKey) {
    event.preventDefault();
    const by = event.deltaY || event.deltaX;
    go(zoomed(range, WHEEL ** by, event.offsetX / view.clientWidth, durationS));
  } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
    event.preventDefault();
    go(moved(range, event.deltaX / view.clientWidth, durationS));
  }
}

function drags(view: HTMLElement, place: () => Place, go: (range: Range) => void): void {
  view.addEventListener('pointerdown', (event) => event.button === 0 && view.setPointerCapture(event.pointerId));
  view.addEventListener('pointermove', (event) => {
    if (view.hasPointerCapture(event.pointerId) && event.movementX !== 0) {
      const { range, durationS } = place();
      go(moved(range, -event.movementX / view.clientWidth, durationS));
    }
  });
}

function points(outline: HTMLCanvasElement, place: () => Place, go: (range: Range) => void): void {
  const point = (event: PointerEvent): void => {
    const { range, durationS } = place();
    go(around(range, (event.offsetX / outline.clientWidth) * durationS, durationS));
  };
  outline.addEventListener('pointerdown', (event) => {
    outline.setPointerCapture(event.pointerId);
    point(event);
  });
  outline.addEventListener('pointermove', (event) => outline.hasPointerCapture(event.pointerId) && point(event));
}
