// The tab Listen with a microphone: Chromium's fake one, into which a fixture is fed over and over.

import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fixture, open, PICTURES, reads } from './browser.mjs';

const MICROPHONE = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-audio-capture=${plain('wav/pcm16.wav')}`,
];

/** A fixture without the note that stands before its format: not every Chromium reads over one of odd length. */
function plain(name) {
  const wav = readFileSync(fixture(name));
  const rest = wav.subarray(wav.indexOf('fmt '));
  const head = Buffer.from('RIFF    WAVE');
  head.writeUInt32LE('WAVE'.length + rest.length, 'RIFF'.length);
  const path = `${PICTURES}/microphone.wav`;
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(path, Buffer.concat([head, rest]));
  return path;
}

describe('microphone', () => {
  let browser;
  before(async () => (browser = await open(MICROPHONE)));
  after(() => browser.end());

  test('digits are shown while they are heard, and the recording can be looked into afterwards', async () => {
    const page = await browser.page({ tab: 'listen' });
    await page.click('#listen-microphone');
    await reads(page, '#listen-live-digits', '159D159D');
    await page.screenshot({ path: `${PICTURES}/listen-microphone.png` });
    await page.click('#listen-stop');
    await reads(page, '#listen-standing', 'heard in');
    await reads(page, '#listen-digits', '159D');
    assert.ok((await page.locator('#listen-table tr.heard-one').count()) >= 8);
    assert.ok(await page.isHidden('#listen-live'));
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });

  test('a host that does not say what a module is will do, and what fails in the audio thread is told', async () => {
    const prepare = async (page) => {
      const plain = { contentType: 'application/octet-stream' };
      await page.route(/dsp\.wasm/, async (route) => route.fulfill({ response: await route.fetch(), ...plain }));
      await page.addInitScript(keepNodes);
    };
    const page = await browser.page({ tab: 'listen', prepare });
    await page.click('#listen-microphone');
    await reads(page, '#listen-live-digits', '159D');
    await page.evaluate(() => {
      const data = [{ type: 'failed', code: 'Internal', message: 'it broke' }];
      window.nodes['cxtone-detector'].port.dispatchEvent(new MessageEvent('message', { data }));
    });
    await reads(page, '#listen-problems', 'No digits are told any more: it broke');
    await page.click('#listen-stop');
    await reads(page, '#listen-digits', '159D');
    await page.context().close();
  });

  test('a second time begins anew', async () => {
    const page = await browser.page({ tab: 'listen' });
    for (const count of [1, 2]) {
      await page.click('#listen-microphone');
      await reads(page, '#listen-live-digits', '159D');
      await page.click('#listen-stop');
      await page
        .locator('#listen-takes button')
        .nth(count === 1 ? 0 : 1)
        .waitFor({ state: count === 1 ? 'detached' : 'visible' });
      await reads(page, '#listen-standing', 'heard in');
    }
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
});

describe('no microphone', () => {
  let browser;
  before(async () => (browser = await open()));
  after(() => browser.end());

  test('that there is none is told', async () => {
    const page = await browser.page({ tab: 'listen' });
    await page.click('#listen-microphone');
    await reads(page, '#listen-problems', /^There is no microphone\.$/);
    assert.ok(await page.isEnabled('#listen-microphone'));
    await page.context().close();
  });
});

/** In the page: keeps the nodes of the audio graph, by the names of their processors. */
function keepNodes() {
  window.nodes = {};
  const Node = window.AudioWorkletNode;
  window.AudioWorkletNode = class extends Node {
    constructor(context, name, options) {
      super(context, name, options);
      window.nodes[name] = this;
    }
  };
}
