// The tab Flow: findings in place, the graph, and calls that are led by clicking keys.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fixture, open, PICTURES, reads } from './browser.mjs';
import { bundled } from './source.mjs';

/** A number that the example takes, with its check digit. */
const ACCOUNT = '79927398713#';

const PIN = '4096#';

describe('flow', () => {
  let browser;
  before(async () => (browser = await open()));
  after(() => browser.end());

  test('each example can run and is drawn', async () => {
    const page = await browser.page({ tab: 'flow' });
    const names = await page.locator('#flow-examples option:enabled').allTextContents();
    assert.ok(names.length >= 3);
    for (const name of names) {
      await page.selectOption('#flow-examples', name);
      // What stands there before this is the last example's.
      await page.waitForFunction(isDrawn);
      await reads(page, '#flow-verdict', 'It can run');
    }
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });

  test('a fault is marked where it is, in the gutter and in a list that leads there', async () => {
    const page = await browser.page({ tab: 'flow' });
    await reads(page, '#flow-verdict', 'It can run');
    const text = (await page.inputValue('#flow-text')).replace('next: account }', 'next: acount }');
    await page.fill('#flow-text', text);
    await reads(page, '#flow-verdict', 'It cannot run');
    await reads(page, '#flow-findings', 'there is no step `acount`');
    await reads(page, '#flow-findings', 'did you mean `account`?');
    await reads(page, '#flow-under mark', 'acount');
    const line = text.split('\n').findIndex((one) => one.includes('acount }')) + 1;
    assert.equal(await page.locator('#flow-gutter .error').first().textContent(), String(line));
    await page.locator('#flow-findings .place').first().click();
    const at = await page.$eval('#flow-text', (field) => field.value.slice(0, field.selectionStart));
    assert.equal(at.split('\n').length, line);
    assert.ok(await page.isDisabled('#flow-next'));
    await page.screenshot({ path: `${PICTURES}/flow-faults.png`, fullPage: true });
    await page.context().close();
  });

  test('a caller who clicks comes to the end, and a sensitive step’s keys are not shown', async () => {
    const page = await browser.page({ tab: 'flow' });
    await lead(page);
    const shown = await page.textContent('#flow-transcript');
    assert.ok(shown.includes('caller presses 7') && shown.includes('caller presses 9'));
    assert.equal(shown.split('a hidden key').length - 1, PIN.length);
    assert.ok(!shown.includes('presses 4') && !shown.includes('presses 0') && !shown.includes('presses 6'));
    await reads(page, '#flow-now', 'finished in thanks');
    await reads(page, '#flow-export-note', 'also those that are hidden');
    assert.equal(await page.locator('#flow-graph .now-box').count(), 1);
    assert.equal(await page.locator('#flow-graph .been').count(), 4);
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: `${PICTURES}/flow-call.png`, fullPage: true });
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });

  test('the saved test is that of the same call, and happens again', async () => {
    const page = await browser.page({ tab: 'flow' });
    await lead(page);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#flow-export')]);
    const saved = JSON.parse(readFileSync(await download.path(), 'utf8'));
    const lines = await page.locator('#flow-transcript li:not(.caller) span').allTextContents();
    assert.deepEqual(saved.transcript, lines);
    const { replayFlow } = await bundled("export { replayFlow } from 'cxtone/flow';");
    const flow = readFileSync(fixture('flows/account-number.yaml'), 'utf8');
    replayFlow(flow, saved);
    assert.throws(() => replayFlow(flow.replace('digits-min: 4', 'digits-min: 5'), saved), { code: 'FlowDiffers' });
    await page.context().close();
  });

  test('time passes only when it is told to, and undo takes it back', async () => {
    const page = await browser.page({ tab: 'flow' });
    await reads(page, '#flow-now', 'In welcome');
    await reads(page, '#flow-clock', '0.0 s');
    await page.click('#flow-wait');
    await reads(page, '#flow-clock', '1.0 s');
    await page.click('#flow-next');
    await reads(page, '#flow-clock', '2.0 s');
    await reads(page, '#flow-now', 'In account');
    await page.click('#flow-undo');
    await reads(page, '#flow-clock', '1.0 s');
    await reads(page, '#flow-now', 'In welcome');
    await page.click('#flow-hang-up');
    await reads(page, '#flow-now', 'caller-hung-up');
    assert.ok(await page.isDisabled('#flow-keys button >> nth=0'));
    await page.click('#flow-restart');
    await reads(page, '#flow-clock', '0.0 s');
    await page.context().close();
  });

  test('a file that is opened replaces the text, and what is saved is the text', async () => {
    const page = await browser.page({ tab: 'flow' });
    const path = fixture('flows/date-of-birth.yaml');
    await page.setInputFiles('#flow-open', path);
    await reads(page, '#flow-verdict', 'It can run');
    assert.equal(await page.inputValue('#flow-text'), readFileSync(path, 'utf8'));
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#flow-save')]);
    assert.equal(readFileSync(await download.path(), 'utf8'), readFileSync(path, 'utf8'));
    await page.context().close();
  });

  test('what was written is taken back after an example or a file has replaced it', async () => {
    const page = await browser.page({ tab: 'flow' });
    const example = await page.inputValue('#flow-text');
    const holds = (text) => page.waitForFunction((one) => document.querySelector('#flow-text').value === one, text);
    assert.ok(await page.isHidden('#flow-back'));
    await page.selectOption('#flow-examples', 'Main menu');
    assert.ok(await page.isHidden('#flow-back'), 'an example is there to be chosen again');
    await page.fill('#flow-text', 'start: mine\n');
    await page.selectOption('#flow-examples', 'Account number and PIN');
    await holds(example);
    await page.fill('#flow-text', 'start: other\n');
    await page.selectOption('#flow-examples', 'Account number and PIN');
    await holds(example);
    await page.fill('#flow-text', 'start: third\n');
    await page.setInputFiles('#flow-open', fixture('flows/date-of-birth.yaml'));
    await holds(readFileSync(fixture('flows/date-of-birth.yaml'), 'utf8'));
    for (const name of ['third', 'other', 'mine']) {
      await page.click('#flow-back');
      await holds(`start: ${name}\n`);
    }
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });

  test('what was written since is not lost by taking another text back', async () => {
    const page = await browser.page({ tab: 'flow' });
    await page.fill('#flow-text', 'start: first\n');
    await page.selectOption('#flow-examples', 'Main menu');
    await page.fill('#flow-text', 'start: second\n');
    await page.click('#flow-back');
    assert.equal(await page.inputValue('#flow-text'), 'start: first\n');
    await page.click('#flow-back');
    assert.equal(await page.inputValue('#flow-text'), 'start: second\n');
    await page.context().close();
  });

  test('the browser asks before it leaves what is unsaved, and only then', async () => {
    const page = await browser.page({ tab: 'flow' });
    const asked = [];
    page.on('dialog', async (dialog) => {
      asked.push(dialog.type());
      await dialog.accept();
    });
    await page.click('#flow-text');
    await page.reload();
    assert.deepEqual(asked, []);
    await page.locator('#panel-flow:not([inert])').waitFor();
    await page.locator('#flow-text').press('x');
    await page.reload();
    assert.deepEqual(asked, ['beforeunload']);
    await page.locator('#panel-flow:not([inert])').waitFor();
    await page.locator('#flow-text').press('x');
    await Promise.all([page.waitForEvent('download'), page.click('#flow-save')]);
    await page.reload();
    assert.deepEqual(asked, ['beforeunload']);
    await page.context().close();
  });

  test('a file that is too large for a flow is told and changes nothing', async () => {
    const page = await browser.page({ tab: 'flow' });
    const before = await page.inputValue('#flow-text');
    const buffer = Buffer.alloc(256 * 1024 + 1, '#');
    await page.setInputFiles('#flow-open', { name: 'large.yaml', mimeType: 'text/yaml', buffer });
    await reads(page, '#flow-problem', 'large.yaml could not be opened: it has 262,145 bytes');
    assert.equal(await page.inputValue('#flow-text'), before);
    await page.context().close();
  });

  test('what goes wrong with one text is told as that, and the next one is checked', async () => {
    const prepare = (page) => page.addInitScript(() => (window.parse = DOMParser.prototype.parseFromString));
    const page = await browser.page({ tab: 'flow', prepare });
    await reads(page, '#flow-verdict', 'It can run');
    await page.evaluate(() => {
      DOMParser.prototype.parseFromString = () => {
        throw new Error('nothing is drawn');
      };
    });
    await page.selectOption('#flow-examples', 'Main menu');
    await reads(page, '#flow-verdict', 'This flow could not be shown: nothing is drawn');
    await page.evaluate(() => (DOMParser.prototype.parseFromString = window.parse));
    await page.selectOption('#flow-examples', 'Main menu');
    await reads(page, '#flow-verdict', 'It can run');
    await page.context().close();
  });

  test('a checker that cannot be loaded is told as that', async () => {
    const prepare = (page) => page.route(/flow\.wasm/, (route) => route.abort());
    const page = await browser.page({ tab: 'flow', prepare });
    await reads(page, '#flow-verdict', 'The checker could not be loaded');
    await page.context().close();
  });

  test('a key is hidden by the entry that takes it, also when it was pressed before', async () => {
    const { isHidden } = await bundled("export { isHidden } from './flow/call/hidden_keys';");
    const lines = [
      [0, 'step a'],
      [10, 'collected [1 digit], terminator'],
      [20, 'step pin'],
      [20, 'mask'],
      [30, 'collect x'],
      [90, 'collected [4 digits], terminator'],
      [90, 'unmask'],
      [95, 'step b'],
      [120, 'collected [1 digit], timeout'],
    ];
    const transcript = lines.map(([atMs, line]) => ({ atMs, line }));
    const check = (atMs, after, expected) =>
      assert.equal(isHidden({ atMs, what: '1', after }, transcript), expected, `${atMs} ms, ${after} lines`);
    check(5, 1, false);
    check(10, 1, false);
    check(15, 2, true);
    check(20, 2, true);
    check(25, 4, true);
    check(90, 5, true);
    check(90, 7, false);
    check(100, 8, false);
    check(200, 9, false);
    assert.equal(isHidden({ atMs: 25, what: 'hang-up', after: 4 }, transcript), false);
  });
});

/** Leads the first example's caller to the end, by clicks alone. */
async function lead(page) {
  await reads(page, '#flow-now', 'In welcome');
  const press = async (keys) => {
    for (const key of keys) {
      await page.locator('#flow-keys').getByRole('button', { name: key, exact: true }).click();
    }
  };
  await page.click('#flow-next');
  await reads(page, '#flow-now', 'In account');
  await press(ACCOUNT);
  await reads(page, '#flow-now', 'In pin');
  await press(PIN);
  while (await page.isEnabled('#flow-next')) {
    await page.click('#flow-next');
  }
}

/** In the page: whether the graph is that of the text, all of whose steps have a name there. */
function isDrawn() {
  const steps = [...document.querySelectorAll('#flow-graph text.name')].map((name) => `\n  ${name.textContent}:`);
  return steps.length > 2 && steps.every((step) => document.querySelector('#flow-text').value.includes(step));
}
