// Colours of the style for pictures, which know nothing of styles.

import { made } from '../dom/made';

/** What resolves colours: the style's own values depend on the theme. */
const probe = made('i', { hidden: true });

/** A colour of the style by its name, such as `accent`, as a canvas understands it. */
export function colour(name: string): string {
  if (!probe.isConnected) {
    document.body.append(probe);
  }
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}
