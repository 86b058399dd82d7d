// A Chromium with the workbench in it, and what every test of the page asks of it.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { serve } from '../scripts/serve.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Where Debian's package `chromium` puts it; `CXTONE_CHROMIUM` names another. */
const CHROMIUM = process.env.CXTONE_CHROMIUM ?? '/usr/bin/chromium';

/** Without what a browser does on its own, and without what a container does not have. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--autoplay-policy=no-user-gesture-required',
];

/** How long a page may take to show what is expected, in ms: a limit, not a measure. */
const PATIENCE_MS = 20_000;

/** A desk's window and a phone's. */
export const DESK = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** The pictures that the tests leave behind. */
export const PICTURES = join(ROOT, 'target/workbench');

/** A file of the project. */
export function fixture(path) {
  return join(ROOT, 'fixtures', path);
}

/** A browser, the server of the page, and pages of it; `end` closes them all. */
export async function open(more = []) {
  mkdirSync(PICTURES, { recursive: true });
  const { server, url } = await serve();
  server.unref();
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS, ...more] });
  const end = async () => {
    await browser.close();
    server.closeAllConnections();
    server.close();
  };
  return { url, browser, end, page: (options) => pageOf(browser, url, options) };
}

/** A page with a tab open, ready for clicks unless it is to be loading still. `problems` is what it reports as errors. */
async function pageOf(
  browser,
  url,
  { tab = 'payload', size = DESK, colours = 'light', prepare, isLoading = false } = {},
) {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: colours,
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write', 'microphone'],
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && page.problems.push(message.text()));
  await prepare?.(page);
  await page.goto(`${url}#${tab}`);
  if (!isLoading) {
    await page.locator(`#panel-${tab}:not([inert])`).waitFor();
  }
  return page;
}

/** Opens a tab that may not have been open before: until its code is there nobody follows what happens in it. */
export async function openTab(page, name) {
  await page.click(`#tab-${name}`);
  await page.locator(`#panel-${name}:not([inert])`).waitFor();
}

/** Waits until an element's text fits. */
export async function reads(page, selector, expected) {
  await page.locator(selector).filter({ hasText: expected }).first().waitFor();
}
