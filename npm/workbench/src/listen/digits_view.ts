// The digits heard, as a line for each channel.

import { made } from '../dom/made';
import { part } from '../dom/part';
import type { Take } from './take';

/** Digits in one line at most: the table has the rest. */
const SHOWN_MAX = 400;

/** Shows the digits. */
export function showDigits(take: Take): void {
  const channels = take.opened?.channels ?? 0;
  const lines = Array.from({ length: channels }, (_, at) => line(take, at + 1, channels));
  part('listen-digits', HTMLElement).replaceChildren(...lines);
}

function line(take: Take, channel: number, channels: number): HTMLElement {
  const digits = take.digits(channel);
  const whose = channels > 1 ? [made('span', { class: 'whose' }, `Channel ${channel}`)] : [];
  if (digits === '') {
    const said = take.standing === 'listening' ? 'Nothing yet.' : 'No digit was heard.';
    return made('p', { class: 'heard none' }, ...whose, said);
  }
  const more = digits.length > SHOWN_MAX ? `… (${digits.length.toLocaleString('en')} digits)` : '';
  return made('p', { class: 'heard', 'data-channel': channel }, ...whose, digits.slice(0, SHOWN_MAX) + more);
}
