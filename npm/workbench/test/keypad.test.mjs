// The tab Keypad: keys by pointer and keyboard, and their tones as a file that the tab Listen hears.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { open, openTab, reads } from './browser.mjs';
import { bundled } from './source.mjs';

describe('keypad', () => {
  let browser;
  before(async () => (browser = await open()));
  after(() => browser.end());

  test('the keys and frequencies are those of the package', async () => {
    const { KEYS, DTMF_FREQUENCIES } = await bundled(
      "export { KEYS } from './keypad/keys'; export { DTMF_FREQUENCIES } from 'cxtone';",
    );
    const ours = Object.fromEntries(KEYS.map(({ digit, lowHz, highHz }) => [digit, [lowHz, highHz]]));
    assert.deepEqual(ours, { ...DTMF_FREQUENCIES });
  });

  test('a key tells both frequencies, however it is pressed', async () => {
    const page = await browser.page({ tab: 'keypad' });
    const check = async (press, digit, low, high) => {
      await press();
      await reads(page, '#keypad-said', `${digit}${low} Hz+${high} Hz`);
    };
    await check(() => page.click('[data-key="5"]'), '5', 770, 1336);
    await check(() => page.locator('[data-key="9"]').press('Enter'), '9', 852, 1477);
    await check(() => page.keyboard.press('1'), '1', 697, 1209);
    await check(() => page.keyboard.press('#'), '#', 941, 1477);
    await check(() => page.keyboard.press('d'), 'D', 941, 1633);
    assert.equal(await page.inputValue('#keypad-sequence'), '591#D');
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });

  test('a key lights up its row and its column', async () => {
    const page = await browser.page({ tab: 'keypad' });
    await page.locator('[data-key="6"]').dispatchEvent('click', { detail: 0 });
    const lit = await page.locator('.matrix .on').allTextContents();
    assert.deepEqual(lit, ['1477', '770', '6']);
    await page.context().close();
  });

  test('what is typed into a field presses no key', async () => {
    const page = await browser.page({ tab: 'keypad' });
    await page.locator('#keypad-sequence').pressSequentially('77');
    assert.equal(await page.inputValue('#keypad-sequence'), '77');
    assert.equal(await page.locator('#keypad-said .digit').count(), 0);
    await page.context().close();
  });

  test('tones that would clip are refused beside the sliders, and mending them is enough', async () => {
    const page = await browser.page({ tab: 'keypad' });
    await page.click('[data-key="1"]');
    await slide(page, 'level', 0);
    await page.locator('#keypad-findings li').waitFor();
    await slide(page, 'level', -10);
    await page.locator('#keypad-findings li').waitFor({ state: 'detached' });
    await page.context().close();
  });

  test('the saved file has the digits with the level, twist, tone and gap that were asked for', async () => {
    const page = await browser.page({ tab: 'keypad' });
    await slide(page, 'level', -14);
    await slide(page, 'twist', 3);
    await slide(page, 'tone', 80);
    await slide(page, 'gap', 60);
    await page.fill('#keypad-sequence', '42#');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#keypad-save')]);
    await openTab(page, 'listen');
    await page.setInputFiles('#listen-files', await download.path());
    await reads(page, '#listen-digits', '42#');
    await reads(page, '#listen-standing', 'heard in');
    const rows = await page.locator('#listen-table tr.heard-one').all();
    assert.equal(rows.length, 3);
    let before;
    for (const row of rows) {
      const [, onset, length, level, twist] = (await row.locator('td').allTextContents()).map((text) =>
        Number(text.replace('−', '-')),
      );
      assert.ok(Math.abs(length - 80) <= 3, `${length} ms`);
      assert.ok(Math.abs(level + 14) <= 0.3, `${level} dBm0`);
      assert.ok(Math.abs(twist - 3) <= 0.3, `${twist} dB`);
      assert.ok(before === undefined || Math.abs(onset - before - 0.14) <= 0.003, `${onset} s`);
      before = onset;
    }
    await page.context().close();
  });
});

/** Moves a slider, as dragging it does. */
async function slide(page, name, value) {
  await page.locator(`#keypad-${name}`).fill(String(value));
}
