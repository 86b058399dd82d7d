// The key that was pressed last and its two frequencies.

import { made } from '../dom/made';
import { part } from '../dom/part';
import type { Key } from './keys';

/** Shows a key. */
export function tell({ digit, lowHz, highHz }: Key): void {
  part('keypad-said', HTMLElement).replaceChildren(
    made('span', { class: 'digit' }, digit),
    made('span', { class: 'low' }, `${lowHz} Hz`),
    '+',
    made('span', { class: 'high' }, `${highHz} Hz`),
  );
}
