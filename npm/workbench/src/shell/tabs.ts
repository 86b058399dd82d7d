// The four tabs: which is open, how one gets to another, and that a tab's code is fetched when it is first opened.

import { fetched } from '../dom/fetched';
import { part } from '../dom/part';

/** The tabs in their order, each with what fetches its code. */
const TABS = {
  payload: () => import('../payload/tab'),
  keypad: () => import('../keypad/tab'),
  listen: () => import('../listen/tab'),
  flow: () => import('../flow/tab'),
} as const;

/** What a tab's code does. */
interface Tab {
  setUp(): void;
}

/** A tab. */
export type TabName = keyof typeof TABS;

const NAMES = Object.keys(TABS) as TabName[];

/** Which key leads from a tab to another one, and how far. */
const STEPS: Record<string, number> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

const opened = new Set<TabName>();

/** Opens the tab that the address names, the first without one, and follows clicks, arrow keys and the address. */
export function setUpTabs(): void {
  for (const name of NAMES) {
    const tab = tabOf(name);
    tab.addEventListener('click', () => openTab(name));
    tab.addEventListener('keydown', (event) => step(event, name));
  }
  window.addEventListener('hashchange', followAddress);
  show(named() ?? 'payload');
}

/** Opens a tab. */
export function openTab(name: TabName): void {
  history.replaceState(null, '', `#${name}`);
  show(name);
}

/** The tab that is open. */
export function openOne(): TabName {
  return NAMES.find((name) => !panelOf(name).hidden) ?? 'payload';
}

/** What names no tab, such as the link to the work, leaves the tab open that is. */
function followAddress(): void {
  const name = named();
  if (name === undefined) {
    history.replaceState(null, '', `#${openOne()}`);
  } else {
    show(name);
  }
}

function show(name: TabName): void {
  for (const other of NAMES) {
    const isOpen = other === name;
    const tab = tabOf(other);
    tab.setAttribute('aria-selected', String(isOpen));
    tab.tabIndex = isOpen ? 0 : -1;
    panelOf(other).hidden = !isOpen;
  }
  document.title = `${tabOf(name).textContent} · cxtone workbench`;
  void begin(name);
}

/** A panel takes no clicks before there is somebody who follows them. */
async function begin(name: TabName): Promise<void> {
  if (opened.has(name)) {
    return;
  }
  opened.add(name);
  const problem = part('tab-problem', HTMLElement);
  try {
    const { setUp } = await fetched<Tab>(TABS[name]);
    setUp();
    panelOf(name).inert = false;
    problem.textContent = '';
  } catch {
    opened.delete(name);
    problem.textContent = 'This tab could not be loaded. Open it again, or reload the page.';
  }
}

/** With another key an arrow is the browser's, such as for the page before. */
function step(event: KeyboardEvent, from: TabName): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  const at = NAMES.indexOf(from);
  const to = event.key === 'Home' ? 0 : event.key === 'End' ? NAMES.length - 1 : at + (STEPS[event.key] ?? 0);
  const name = NAMES.at(to % NAMES.length);
  if (name !== undefined && name !== from) {
    event.preventDefault();
    openTab(name);
    tabOf(name).focus();
  }
}

function named(): TabName | undefined {
  const wanted = location.hash.slice(1);
  return NAMES.find((name) => name === wanted);
}

function tabOf(name: TabName): HTMLButtonElement {
  return part(`tab-${name}`, HTMLButtonElement);
}

function panelOf(name: TabName): HTMLElement {
  return part(`panel-${name}`, HTMLElement);
}
