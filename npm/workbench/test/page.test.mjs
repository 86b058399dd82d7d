// The page as a whole: how large it is, what it may reach, and that everybody can use it.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { DESK, fixture, open, PHONE, PICTURES, reads } from './browser.mjs';

const SITE = fileURLToPath(new URL('../dist', import.meta.url));

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The most bytes of the page itself, as they are transferred, gzipped. */
const OWN_BYTES_MAX = 52_500;

/** The most bytes of the page with all the package's modules, of which a visit fetches those of the tabs it opens. */
const TRANSFER_BYTES_MAX = 365_000;

const TABS = ['payload', 'keypad', 'listen', 'flow'];

/** A tab is worth looking at once there is something in it. */
const FILLED = {
  payload: (page) => reads(page, '#payload-verdict', 'May be sent'),
  keypad: async (page) => {
    await page.click('[data-key="5"]');
    await reads(page, '#keypad-said', '1336 Hz');
  },
  listen: async (page) => {
    await page.click('#listen-example');
    await reads(page, '#listen-standing', 'heard in');
    await page.locator('tr.near').getByRole('button', { name: 'Why' }).first().click();
    await page.fill('#listen-expected', '1234#');
    await page.click('#listen-score');
    await reads(page, '#listen-scored', 'heard');
    await page.waitForFunction(() => document.querySelector('#listen-spectrogram').width !== 300);
  },
  flow: async (page) => {
    await reads(page, '#flow-verdict', 'It can run');
    await page.click('#flow-next');
    await page.locator('#flow-keys button').first().click();
  },
};

/** Another server, which takes requests from any page. */
async function welcomingServer() {
  let asked = 0;
  const server = createServer((_, response) => {
    asked += 1;
    response.writeHead(200, { 'Access-Control-Allow-Origin': '*' }).end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}/`, asked: () => asked, close };
}

describe('page', () => {
  let browser;
  before(async () => (browser = await open()));
  after(() => browser.end());

  test('it is as small as it is said to be', () => {
    const files = readdirSync(SITE);
    const bytes = (form) =>
      files.filter((name) => form.test(name)).reduce((sum, name) => sum + statSync(join(SITE, name)).size, 0);
    const [own, all] = [bytes(/(html|css|js)\.gz$/), bytes(/\.gz$/)];
    const [raw, brotli] = [bytes(/\.(html|css|js|wasm)$/), bytes(/\.br$/)];
    console.log(`the page: ${own} bytes gzipped; with all modules ${all}, ${brotli} with brotli, ${raw} as they are`);
    assert.ok(own <= OWN_BYTES_MAX, `${own} bytes`);
    assert.ok(all <= TRANSFER_BYTES_MAX, `${all} bytes`);
  });

  test('a part with WebAssembly is fetched only when its tab is opened', async () => {
    const page = await browser.page();
    const fetched = () =>
      page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .map(({ name }) => name.match(/[a-z]+\.wasm/)?.[0])
          .filter(Boolean)
          .sort(),
      );
    const check = async (tab, expected) => {
      await page.click(`#tab-${tab}`);
      await FILLED[tab](page);
      assert.deepEqual(await fetched(), expected);
    };
    await check('payload', ['request.wasm', 'validator.wasm']);
    await check('flow', ['flow.wasm', 'request.wasm', 'validator.wasm']);
    await check('keypad', ['dsp.wasm', 'flow.wasm', 'request.wasm', 'validator.wasm', 'wav.wasm']);
    await page.context().close();
  });

  test('it can be used before any WebAssembly is there', async () => {
    let release;
    const held = new Promise((resolve) => (release = resolve));
    const prepare = (page) =>
      page.route(/\.wasm$/, async (route) => {
        await held;
        await route.continue();
      });
    const page = await browser.page({ prepare });
    await page.fill('#payload-digits', '12x');
    await reads(page, '#payload-verdict', 'being loaded');
    await page.click('#tab-keypad');
    await page.click('[data-key="8"]');
    await reads(page, '#keypad-said', '852 Hz');
    await page.click('#tab-flow');
    await page.fill('#flow-text', 'start: nowhere\n');
    await reads(page, '#flow-verdict', 'being loaded');
    await page.click('#theme');
    release();
    await reads(page, '#flow-verdict', 'cannot run');
    await page.click('#tab-payload');
    await reads(page, '#payload-digits-findings', 'Invalid DTMF character: x');
    await page.context().close();
  });

  test('a tab that cannot be fetched says so, and can be opened again', async () => {
    let isDown = true;
    const prepare = (page) => page.route(/part-tab/, (route) => (isDown ? route.abort() : route.continue()));
    const page = await browser.page({ tab: 'keypad', prepare, isLoading: true });
    await reads(page, '#tab-problem', 'could not be loaded');
    isDown = false;
    await page.click('#tab-payload');
    await reads(page, '#payload-verdict', 'May be sent');
    assert.equal(await page.textContent('#tab-problem'), '');
    await page.click('#tab-keypad');
    await page.click('[data-key="5"]');
    await page.context().close();
  });

  test('it asks nobody but its own server, and could not reach anybody else', async () => {
    const page = await browser.page({ tab: 'listen' });
    const hosts = new Set();
    page.on('request', (request) =>
      hosts.add(new URL(request.url()).protocol.startsWith('http') ? new URL(request.url()).origin : 'local'),
    );
    await page.setInputFiles('#listen-files', fixture('wav/pcm16.wav'));
    await reads(page, '#listen-standing', 'heard in');
    for (const tab of TABS) {
      await page.click(`#tab-${tab}`);
      await FILLED[tab](page);
    }
    assert.deepEqual(
      [...hosts].filter((host) => host !== 'local'),
      [new URL(browser.url).origin],
    );
    assert.deepEqual(page.problems, []);
    const other = await welcomingServer();
    const reach = (url) =>
      fetch(url).then(
        () => 'reached',
        () => 'refused',
      );
    assert.equal(await reach(other.url), 'reached');
    assert.equal(await page.evaluate(reach, other.url), 'refused');
    assert.equal(await page.workers()[0].evaluate(reach, other.url), 'refused');
    assert.equal(await page.evaluate(reach, browser.url), 'reached');
    assert.equal(other.asked(), 1);
    other.close();
    await page.context().close();
  });

  test('nothing that was worked on is kept', async () => {
    const page = await browser.page();
    await page.fill('#payload-digits', '987654');
    await page.click('#theme');
    await page.click('#tab-flow');
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]),
    );
    assert.ok(kept.includes('theme') && !kept.includes('987654'), kept);
    await page.reload();
    assert.equal(await page.getAttribute('html', 'data-theme'), 'light');
    await page.context().close();
  });

  for (const tab of TABS) {
    for (const [name, size, colours] of [
      ['light', DESK, 'light'],
      ['dark', DESK, 'dark'],
      ['phone', PHONE, 'light'],
    ]) {
      test(`${tab} in ${name}: nothing serious for axe, and nothing is wider than the window`, async () => {
        const page = await browser.page({ tab, size, colours });
        await FILLED[tab](page);
        await page.evaluate(() => scrollTo(0, 0));
        await page.screenshot({ path: `${PICTURES}/${tab}-${name}.png`, fullPage: true });
        const { violations } = await page.evaluate(`(() => { ${AXE}; return axe.run(); })()`);
        const told = violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(
            ({ id, nodes }) =>
              `${id}: ${nodes
                .map(({ html }) => html)
                .slice(0, 3)
                .join(' ')}`,
          );
        assert.deepEqual(told, []);
        const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(wide <= window, `${wide} of ${window}`);
        assert.deepEqual(page.problems, []);
        await page.context().close();
      });
    }
  }

  test('everything is reached by keyboard, and shows where it is', async () => {
    for (const tab of TABS) {
      const page = await browser.page({ tab });
      await FILLED[tab](page);
      await page.evaluate(() => document.activeElement?.blur());
      const wanted = await page.evaluate((name) => {
        const tabbable = document.querySelectorAll(
          `#panel-${name} :is(button, input, select, textarea, summary, [tabindex="0"])`,
        );
        const seen = [...tabbable].filter((one) => !one.disabled && one.checkVisibility() && one.tabIndex >= 0);
        seen.forEach((one, at) => (one.dataset.wanted = String(at)));
        return seen.length;
      }, tab);
      const reached = new Set();
      await page.focus('#theme');
      for (let presses = 0; presses < wanted + 12; presses += 1) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
          const one = document.activeElement;
          const around = one?.closest('.editor, .drop, .row') ?? one;
          const isShown = [one, around, one?.previousElementSibling, one?.parentElement?.querySelector('.file')].some(
            (each) => each && getComputedStyle(each).outlineStyle !== 'none',
          );
          return { wanted: one?.dataset.wanted, isShown, name: one?.id || one?.textContent };
        });
        if (at.wanted !== undefined) {
          assert.ok(at.isShown, `${at.name} does not show that it has the focus`);
          reached.add(at.wanted);
        }
      }
      assert.equal(reached.size, wanted, `${tab}: ${reached.size} of ${wanted}`);
      await page.context().close();
    }
  });

  test('the link to the work leads there by keyboard, and leaves the tab open that is', async () => {
    for (const tab of ['flow', 'payload']) {
      const page = await browser.page({ tab });
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.activeElement.id === 'main');
      await page.waitForFunction((name) => location.hash === `#${name}`, tab);
      assert.ok(await page.isVisible(`#panel-${tab}`));
      assert.equal(await page.getAttribute(`#tab-${tab}`, 'aria-selected'), 'true');
      await page.context().close();
    }
  });

  test('an arrow with another key is left to the browser', async () => {
    const page = await browser.page();
    for (const keys of ['Alt+ArrowRight', 'Control+End', 'Shift+ArrowRight', 'Meta+ArrowLeft']) {
      await page.focus('#tab-payload');
      await page.keyboard.press(keys);
      assert.equal(await page.getAttribute('#tab-payload', 'aria-selected'), 'true', keys);
    }
    await page.context().close();
  });

  test('tabs by arrow keys, shortcuts and their switch', async () => {
    const page = await browser.page();
    const isOpen = (tab) => page.locator(`#tab-${tab}[aria-selected=true]`).waitFor();
    await page.focus('#tab-payload');
    await page.keyboard.press('ArrowRight');
    await isOpen('keypad');
    await page.keyboard.press('End');
    await isOpen('flow');
    await page.keyboard.press('ArrowRight');
    await isOpen('payload');
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await isOpen('listen');
    assert.equal(new URL(page.url()).hash, '#listen');
    await page.keyboard.press('?');
    await page.locator('#shortcuts[open]').waitFor();
    await page.screenshot({ path: `${PICTURES}/shortcuts.png` });
    await page.uncheck('#single-keys');
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('f');
    await isOpen('listen');
    await page.context().close();
  });
});
