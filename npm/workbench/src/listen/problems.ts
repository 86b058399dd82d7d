// What went wrong with what somebody gave or pressed, told under the drop zone.

import { made } from '../dom/made';
import { part } from '../dom/part';

/** Tells a problem, after those that are told already. */
export function complain(text: string): void {
  part('listen-problems', HTMLElement).append(made('li', {}, text));
}

/** Takes back all that was told. */
export function forgive(): void {
  part('listen-problems', HTMLElement).replaceChildren();
}

/** What an error says. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
