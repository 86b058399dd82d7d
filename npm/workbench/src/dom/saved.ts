// Saves files and copies text, where somebody asked for it.

import { made } from './made';

/** How long a button says that it has copied, in ms. */
const SAID_MS = 1500;

/** Offers bytes or text as a download. */
export function save(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  made('a', { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}

/** Has a button copy what a function gives, and say that it did. */
export function copies(button: HTMLButtonElement, text: () => string): void {
  const label = button.textContent;
  button.addEventListener('click', async () => {
    button.textContent = (await isCopied(text())) ? 'Copied' : 'Not allowed to copy';
    setTimeout(() => (button.textContent = label), SAID_MS);
  });
}

/** Over plain http there is no clipboard at all. */
async function isCopied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
