// What was heard, marked over the pictures, and the keypad's frequencies beside them.

import { made } from '../../dom/made';
import { part } from '../../dom/part';
import { HIGH_HZ, LOW_HZ } from '../../keypad/keys';
import { type Heard, shareOf } from '../ear/protocol';
import type { Range } from './range';

/** Marks in one view at most: more cannot be told apart. */
const MARKS_MAX = 300;

/** Marks what lies in the range. */
export function mark(heard: readonly Heard[], { fromS, toS }: Range): void {
  const seen = heard.filter(({ start, end }) => end > fromS && start < toS).slice(0, MARKS_MAX);
  const share = (timeS: number): string => `${((timeS - fromS) / (toS - fromS)) * 100}%`;
  const marks = seen.map(({ type, digit, start, end }) => {
    const name = made('b', {}, digit);
    const element = made('span', { class: type === 'digit' ? 'digit' : 'near' }, name);
    element.style.left = share(start);
    element.style.right = `calc(100% - ${share(end)})`;
    return element;
  });
  part('listen-marks', HTMLElement).replaceChildren(...marks);
}

/** Writes the keypad's frequencies where the spectrogram has them. */
export function markAxis(): void {
  const labels = [...LOW_HZ, ...HIGH_HZ].map((hz) => {
    const label = made('span', {}, String(hz));
    label.style.top = `${shareOf(hz) * 100}%`;
    return label;
  });
  part('listen-axis', HTMLElement).replaceChildren(...labels);
}
