// The tones and pauses of a request, drawn to scale.

import { made } from '../dom/made';
import { part } from '../dom/part';

/** The most digits in one request, for the count beside the field. */
const DIGITS_MAX = 16;

/** How long it takes. */
export interface Timing {
  /** All of it. */
  playOutMs: number;
  /** The pause after each digit. */
  pauseMs: number;
}

/** Draws the digits, or an empty line where they may not be sent. */
export function lineUp(digits: string, timing: Timing | undefined): void {
  const line = part('payload-line-up', HTMLElement);
  line.classList.toggle('none', timing === undefined);
  line.replaceChildren(
    ...(timing === undefined ? [] : Array.from(digits.toUpperCase(), (digit) => tone(digit, digits, timing)).flat()),
  );
  part('payload-length', HTMLElement).textContent = timing === undefined ? '' : `${timing.playOutMs / 1000} s`;
  part('payload-count', HTMLElement).textContent = `${digits.length} of at most ${DIGITS_MAX}`;
}

/** The length of each tone: what the play-out has beside the pauses. */
export function toneMs(digits: string, { playOutMs, pauseMs }: Timing): number {
  return playOutMs / digits.length - pauseMs;
}

function tone(digit: string, digits: string, timing: Timing): HTMLElement[] {
  const sound = made('span', { class: 'tone' }, digit);
  sound.style.flex = String(toneMs(digits, timing));
  const silence = made('span');
  silence.style.flex = String(timing.pauseMs);
  return [sound, silence];
}
