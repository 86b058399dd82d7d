// The recordings of this visit, to choose one.

import { button } from '../dom/made';
import { part } from '../dom/part';
import type { Takes } from './takes';

/** Shows them, where there is more than one. */
export function showTakes(takes: Takes): void {
  const buttons = takes.all.map((take) =>
    button(take.name, () => takes.show(take), { 'aria-pressed': String(take === takes.shown) }),
  );
  part('listen-takes', HTMLElement).replaceChildren(...(buttons.length > 1 ? buttons : []));
}
