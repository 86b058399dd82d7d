// What the page keeps from one visit to the next: how it looks and how its keys work, never what was worked on.

/** What is kept. */
export type Kept = 'theme' | 'single-keys';

/** The value kept, or nothing where there is none or the browser keeps nothing. */
export function kept(name: Kept): string | null {
  try {
    return localStorage.getItem(`cxtone-workbench:${name}`);
  } catch {
    return null;
  }
}

/** Keeps a value, where the browser does. */
export function keep(name: Kept, value: string): void {
  try {
    localStorage.setItem(`cxtone-workbench:${name}`, value);
  } catch {
    // The page works the same; it only has to be told again.
  }
}
