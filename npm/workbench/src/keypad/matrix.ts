// The keys in their rows and columns, with the frequencies at the rims. Sound is left to who is told of a key.

import { made } from '../dom/made';
import { part } from '../dom/part';
import { openOne } from '../shell/tabs';
import { singleKey } from '../shell/shortcuts';
import { HIGH_HZ, KEYS, type Key, LOW_HZ } from './keys';

/** How long a key and its frequencies stay lit, in ms. */
const LIT_MS = 220;

/** Puts the keys on the page and tells of each that is pressed, by pointer or keyboard. */
export function setUpMatrix(pressed: (key: Key) => void): void {
  const matrix = part('keypad-matrix', HTMLElement);
  const columns = HIGH_HZ.map((hz) => rim(hz, 'column'));
  matrix.append(made('span', { class: 'hz' }, 'Hz'), ...columns);
  for (const [row, lowHz] of LOW_HZ.entries()) {
    const low = rim(lowHz, 'row-hz');
    const keys = KEYS.slice(row * 4, row * 4 + 4);
    matrix.append(low, ...keys.map((key, column) => keyOf(key, [low, columns[column] ?? low], pressed)));
  }
  document.addEventListener('keydown', (event) => byKeyboard(event, matrix));
}

function rim(hz: number, kind: string): HTMLElement {
  return made('span', { class: `hz ${kind}` }, `${hz}`);
}

function keyOf(key: Key, rims: HTMLElement[], pressed: (key: Key) => void): HTMLButtonElement {
  const kind = /[A-D]/.test(key.digit) ? 'letter' : 'usual';
  const label = `${key.digit}, ${key.lowHz} and ${key.highHz} Hz`;
  const element = made(
    'button',
    { type: 'button', class: kind, 'aria-label': label, 'data-key': key.digit },
    key.digit,
  );
  const press = (): void => {
    light([element, ...rims]);
    pressed(key);
  };
  // A key sounds when it goes down. A click without a pointer is one by Enter, Space or a screen reader.
  element.addEventListener('pointerdown', (event) => event.button === 0 && press());
  element.addEventListener('click', (event) => event.detail === 0 && press());
  return element;
}

function light(elements: HTMLElement[]): void {
  for (const element of elements) {
    const turn = String(performance.now());
    element.dataset['turn'] = turn;
    element.classList.add('on');
    setTimeout(() => element.dataset['turn'] === turn && element.classList.remove('on'), LIT_MS);
  }
}

function byKeyboard(event: KeyboardEvent, matrix: HTMLElement): void {
  const key = openOne() === 'keypad' ? singleKey(event)?.toUpperCase() : undefined;
  const isKey = key !== undefined && KEYS.some(({ digit }) => digit === key);
  const element = isKey ? matrix.querySelector<HTMLButtonElement>(`[data-key="${key}"]`) : null;
  element?.click();
}
