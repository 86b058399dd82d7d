// Light or dark: as the system has it, or as somebody chose.

import { part } from '../dom/part';
import { keep, kept } from './kept';

/** What one can choose, in the order in which the button offers it. */
const THEMES = ['system', 'light', 'dark'] as const;

type Theme = (typeof THEMES)[number];

/** The event on `window` after the colours have changed: pictures draw themselves anew. */
export const RECOLOURED = 'recoloured';

/** Sets the theme that was kept, and has the button change it. */
export function setUpTheme(): void {
  const button = part('theme', HTMLButtonElement);
  let theme = THEMES.find((one) => one === kept('theme')) ?? 'system';
  show(button, theme);
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
    keep('theme', theme);
    show(button, theme);
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell);
}

function show(button: HTMLButtonElement, theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  button.textContent = `Theme: ${theme}`;
  tell();
}

function tell(): void {
  window.dispatchEvent(new Event(RECOLOURED));
}
