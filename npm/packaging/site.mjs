// A folder served to a real browser, and what a page in it says.
// What the pages do is told in the tests.

import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

/** What the server calls the kinds of files. */
const KINDS = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** A page may take so long on a busy machine. */
const SAID_LIMIT_MS = 120_000;

/** Debian's; another one is named by the environment. */
const EXECUTABLE = process.env.CXTONE_CHROMIUM ?? '/usr/bin/chromium';

/** A browser, and a server of one folder. */
export class Site {
  static async of(folder) {
    if (!existsSync(EXECUTABLE)) {
      throw new Error(`${EXECUTABLE} is missing: install Debian's package chromium, or set CXTONE_CHROMIUM`);
    }
    const site = new Site(folder);
    await new Promise((resolve) => site.server.listen(0, '127.0.0.1', resolve));
    site.browser = await chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] });
    return site;
  }

  constructor(folder) {
    this.policy = undefined;
    this.server = createServer(({ url }, response) => {
      const path = join(folder, normalize(new URL(url, 'http://site').pathname));
      if (!existsSync(path) || !statSync(path).isFile()) {
        response.writeHead(404).end();
        return;
      }
      const policy = this.policy === undefined ? {} : { 'content-security-policy': this.policy };
      response.writeHead(200, { 'content-type': KINDS[extname(path)] ?? 'application/octet-stream', ...policy });
      createReadStream(path).pipe(response);
    });
  }

  /** What a page leaves in `globalThis.said`, under a Content-Security-Policy where one is given. */
  async said(path, policy) {
    this.policy = policy;
    const page = await this.browser.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(error));
    try {
      await page.goto(`http://127.0.0.1:${this.server.address().port}/${path}`);
      const said = page.waitForFunction(() => globalThis.said, undefined, { timeout: SAID_LIMIT_MS });
      const failed = page.waitForEvent('pageerror', { timeout: SAID_LIMIT_MS }).then((error) => Promise.reject(error));
      failed.catch(() => undefined);
      const handle = await Promise.race([said, errors.length > 0 ? Promise.reject(errors[0]) : failed]);
      return await handle.jsonValue();
    } finally {
      await page.close();
    }
  }

  async close() {
    await this.browser?.close();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
