// Single keys that work outside of fields, their list, and the switch that turns them off.

import { part } from '../dom/part';
import { keep, kept } from './kept';
import { openTab, type TabName } from './tabs';

/** What follows `g`. */
const TARGETS: Record<string, TabName> = { p: 'payload', k: 'keypad', l: 'listen', f: 'flow' };

/** How long after `g` the other key may come, in ms. */
const SECOND_KEY_MS = 1500;

let wentAt = -Infinity;

/** Follows the keys and fills the list's switch. */
export function setUpShortcuts(): void {
  const dialog = part('shortcuts', HTMLDialogElement);
  const switched = part('single-keys', HTMLInputElement);
  switched.checked = kept('single-keys') !== 'off';
  switched.addEventListener('change', () => keep('single-keys', switched.checked ? 'on' : 'off'));
  part('shortcuts-open', HTMLButtonElement).addEventListener('click', () => dialog.showModal());
  document.addEventListener('keydown', (event) => {
    const key = singleKey(event);
    if (key !== undefined) {
      follow(event, key, dialog);
    }
  });
}

/** The key, where single keys are on and it was pressed alone and outside of fields and dialogs. */
export function singleKey(event: KeyboardEvent): string | undefined {
  const target = event.target instanceof Element ? event.target : null;
  const isOurs =
    part('single-keys', HTMLInputElement).checked &&
    !(event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) &&
    target?.closest('input, textarea, select, dialog') == null;
  return isOurs ? event.key : undefined;
}

function follow(event: KeyboardEvent, key: string, dialog: HTMLDialogElement): void {
  const target = TARGETS[key];
  const isSecond = event.timeStamp - wentAt < SECOND_KEY_MS;
  wentAt = key === 'g' ? event.timeStamp : -Infinity;
  if (key === '?') {
    dialog.showModal();
  } else if (isSecond && target !== undefined) {
    event.preventDefault();
    openTab(target);
    part(`tab-${target}`, HTMLButtonElement).focus();
  }
}
