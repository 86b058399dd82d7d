// The tab Listen: real files, hours of sound, and what is said about digits and near misses.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { fixture, open, PICTURES, reads } from './browser.mjs';
import { bundled } from './source.mjs';

/** Samples in the fixture: 490 ms of 16 bits at 8 kHz. */
const DATA_BYTES = 7840;

/** Hours of the long recording. */
const HOURS = 2;

/**
 * The least of the page's own turns, 10 ms after one another at the soonest, while hours are heard: a busy machine takes
 * longer for both, and a page that listens itself has none.
 */
const TURNS_MIN = 50;

/** A level that one profile takes and another does not, in dBm0: AT&T's takes −50, NTT's −26.5 (Q.24). */
const QUIET_DBM0 = -35;

describe('listen', () => {
  let browser;
  before(async () => (browser = await open()));
  after(() => browser.end());

  /** Gives a file to the page and checks the digits of each channel. */
  async function check(name, expected) {
    const page = await browser.page({ tab: 'listen' });
    await page.setInputFiles('#listen-files', fixture(`wav/${name}`));
    await reads(page, '#listen-standing', 'heard in');
    const lines = await page.locator('#listen-digits .heard').allTextContents();
    assert.deepEqual(lines, expected);
    assert.deepEqual(page.problems, []);
    await page.context().close();
  }

  test('16 bits', () => check('pcm16.wav', ['159D']));
  test('µ-law', () => check('ulaw.wav', ['159D']));
  test('A-law', () => check('alaw.wav', ['159D']));
  test('A-law in the extensible form', () => check('alaw-extensible.wav', ['159D']));
  test('a file as a pipe leaves it', () => check('streamed.wav', ['159D']));
  test('a file that is cut off', () => check('truncated.wav', ['159D']));
  test('two channels of 24 bits, one of them silent', () =>
    check('stereo-pcm24.wav', ['Channel 1159D', 'Channel 2No digit was heard.']));

  test('what is no recording is told beside the drop zone', async () => {
    const page = await browser.page({ tab: 'listen' });
    await page.setInputFiles('#listen-files', fixture('wav/not-audio.wav'));
    await reads(page, '#listen-problems', 'not-audio.wav: this is no WAV file');
    assert.ok(await page.isVisible('#listen-empty'));
    await page.context().close();
  });

  test('a WAV file without a format is told in the package’s words', async () => {
    const page = await browser.page({ tab: 'listen' });
    const buffer = Buffer.from('RIFF\x04\0\0\0WAVE', 'latin1');
    await page.setInputFiles('#listen-files', { name: 'broken.wav', mimeType: 'audio/wav', buffer });
    await reads(page, '#listen-standing', 'broken.wav could not be read');
    await page.context().close();
  });

  test('each digit has its onset, length, level, twist, offsets and reasons', async () => {
    const page = await browser.page({ tab: 'listen' });
    await page.setInputFiles('#listen-files', fixture('wav/pcm16.wav'));
    await reads(page, '#listen-standing', 'heard in');
    const row = page.locator('#listen-table tr.heard-one').first();
    const cells = await row.locator('td').allTextContents();
    assert.deepEqual(
      cells.slice(0, 5),
      ['1', '0.010', '60', '−10.0', '0.0'].map((cell, at) => (at === 4 ? cells[4] : cell)),
    );
    assert.match(cells[4], /^−?0\.0$/);
    await row.getByRole('button', { name: 'Why' }).click();
    await reads(page, 'tr.reasons', 'It is a plain digit.');
    await reads(page, 'tr.reasons', 'frequency');
    await row.getByRole('button', { name: '1', exact: true }).click();
    await reads(page, '#listen-range', '–');
    await page.context().close();
  });

  test('the example has a near miss with the reason why it is none, which can be left out', async () => {
    const page = await browser.page({ tab: 'listen' });
    await page.click('#listen-example');
    await reads(page, '#listen-digits', '124#');
    await reads(page, '#listen-standing', 'heard in');
    const near = page.locator('#listen-table tr.near');
    await near.first().waitFor();
    assert.match(await near.first().locator('.because').textContent(), /length .* ms, at least/);
    await near.first().getByRole('button', { name: 'Why' }).click();
    await reads(page, 'tr.reasons', 'It is none');
    await page.screenshot({ path: `${PICTURES}/listen-near-miss.png`, fullPage: true });
    await page.uncheck('#listen-near');
    assert.equal(await near.count(), 0);
    await page.context().close();
  });

  test('the table is saved as it is shown', async () => {
    const page = await browser.page({ tab: 'listen' });
    await page.click('#listen-example');
    await reads(page, '#listen-standing', 'heard in');
    const saved = async () => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.click('#listen-save')]);
      return readFileSync(await download.path(), 'utf8')
        .split('\r\n')
        .map((line) => line.split(',').slice(0, 2).join());
    };
    const digits = ['"digit","1"', '"digit","2"', '"digit","4"', '"digit","#"'];
    assert.deepEqual(await saved(), [
      'kind,digit',
      ...digits.slice(0, 2),
      '"near-miss","3"',
      ...digits.slice(2),
      '"near-miss","5"',
      '',
    ]);
    await page.uncheck('#listen-near');
    assert.deepEqual(await saved(), ['kind,digit', ...digits, '']);
    await page.context().close();
  });

  test('what is heard in a worker’s first moment is told', async () => {
    const prepare = (page) =>
      page.route(/\/ear\.js/, async (route) => {
        const script = await (await route.fetch()).text();
        await route.fulfill({ contentType: 'text/javascript', body: `performance.now = () => 1;${script}` });
      });
    const page = await browser.page({ tab: 'listen', prepare });
    await page.setInputFiles('#listen-files', fixture('wav/pcm16.wav'));
    await reads(page, '#listen-standing', 'heard in 0.00 s');
    assert.deepEqual(await page.locator('#listen-digits .heard').allTextContents(), ['159D']);
    await page.context().close();
  });

  test('a file is dropped anywhere on the tab', async () => {
    const page = await browser.page({ tab: 'listen' });
    const bytes = readFileSync(fixture('wav/alaw.wav')).toString('base64');
    await page.evaluate((text) => {
      const given = new DataTransfer();
      given.items.add(new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], 'dropped.wav'));
      const target = document.querySelector('#listen-empty');
      target.dispatchEvent(new DragEvent('dragover', { dataTransfer: given, bubbles: true, cancelable: true }));
      target.dispatchEvent(new DragEvent('drop', { dataTransfer: given, bubbles: true, cancelable: true }));
    }, bytes);
    await reads(page, '#listen-digits', '159D');
    await page.context().close();
  });

  test('what is no WAV file is decoded by the browser where it can', async () => {
    const page = await browser.page({ tab: 'listen' });
    await page.evaluate(recorded, readFileSync(fixture('wav/pcm16.wav')).toString('base64'));
    await reads(page, '#listen-standing', 'heard in');
    await reads(page, '#listen-digits', '159D');
    await page.context().close();
  });

  test('a score against the right digits and against others', async () => {
    const page = await browser.page({ tab: 'listen' });
    await page.setInputFiles('#listen-files', fixture('wav/pcm16.wav'));
    await reads(page, '#listen-standing', 'heard in');
    const check = async (expected, rate, counts) => {
      await page.fill('#listen-expected', expected);
      await page.click('#listen-score');
      await reads(page, '#listen-scored', counts);
      await reads(page, '#listen-scored strong', rate);
    };
    await check('159D', '100.0 %', '4 of 4 heard · 0 missed · 0 heard as others · 0 that nobody expected');
    await check('1539D', '80.0 %', '4 of 5 heard · 1 missed');
    await check('158D', '75.0 %', '3 of 4 heard · 0 missed · 1 heard as others');
    await page.fill('#listen-expected', 'x');
    await page.click('#listen-score');
    await page.locator('#listen-scored .findings li').waitFor();
    await page.context().close();
  });

  test('recordings are kept side by side, and the profile counts for the one that is shown, its score included', async () => {
    const page = await browser.page({ tab: 'listen' });
    const file = (name, bytes) => ({ name, mimeType: 'audio/wav', buffer: Buffer.from(bytes) });
    await page.setInputFiles('#listen-files', [file('one.wav', await quiet('42')), file('two.wav', await quiet('77'))]);
    await reads(page, '#listen-digits', '77');
    await page.getByRole('button', { name: 'one.wav' }).click();
    await reads(page, '#listen-digits', '42');
    // A digit that one knows is found below a profile's limits; whether another one is heard is the profile's business.
    const scores = async (counts) => {
      await page.fill('#listen-expected', '4');
      await page.click('#listen-score');
      await reads(page, '#listen-scored', counts);
    };
    await scores('1 that nobody expected');
    await page.selectOption('#listen-profile', 'ntt');
    await reads(page, '#listen-digits', 'No digit was heard.');
    await scores('0 that nobody expected');
    await page.getByRole('button', { name: 'two.wav' }).click();
    await reads(page, '#listen-digits', '77');
    assert.equal(await page.inputValue('#listen-profile'), 'att');
    await page.getByRole('button', { name: 'one.wav' }).click();
    assert.equal(await page.inputValue('#listen-profile'), 'ntt');
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });

  test('a profile that is chosen while it listens counts as well', async () => {
    const page = await browser.page({ tab: 'listen' });
    await giveHours(page, HOURS / 2, Buffer.from(await quiet('42')));
    await page.locator('#listen-digits .heard:not(.none)').waitFor();
    await page.selectOption('#listen-profile', 'ntt');
    await reads(page, '#listen-standing', 'heard in');
    await reads(page, '#listen-digits', 'No digit was heard.');
    assert.match(await page.textContent('#listen-standing'), /^1:0/);
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });

  test('the picture moves and zooms by buttons, keys and a click into the outline', async () => {
    const page = await browser.page({ tab: 'listen' });
    await page.click('#listen-example');
    await reads(page, '#listen-standing', 'heard in');
    const range = () => page.textContent('#listen-range');
    const seen = [await range()];
    const changes = async (act) => {
      await act();
      const now = await range();
      assert.notEqual(now, seen.at(-1));
      seen.push(now);
    };
    await changes(() => page.click('#listen-closer'));
    await changes(() => page.locator('#listen-view').press('ArrowRight'));
    await changes(() => page.locator('#listen-view').press('+'));
    await changes(() => page.click('#listen-earlier'));
    await changes(() => page.click('#listen-outline', { position: { x: 5, y: 10 } }));
    await changes(() => page.locator('#listen-view').press('-'));
    await page.click('#listen-play');
    await reads(page, '#listen-play', 'Stop');
    await reads(page, '#listen-play', 'Play this');
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });

  test('the spectrogram is loud at the two frequencies of a digit and silent elsewhere', async () => {
    const page = await browser.page({ tab: 'listen' });
    await page.setInputFiles('#listen-files', fixture('wav/pcm16.wav'));
    await reads(page, '#listen-standing', 'heard in');
    // From 0.010 s on the file has a tone of 60 ms, of 697 and 1209 Hz.
    const brightest = () => page.evaluate(brightestRows, { timeShare: 0.04 / 0.49, apartHz: 200 });
    await page.waitForFunction((width) => document.querySelector('#listen-spectrogram').width !== width, 300);
    const [low, high] = (await brightest()).sort((one, other) => one - other);
    assert.ok(Math.abs(low - 697) < 30, `${low} Hz`);
    assert.ok(Math.abs(high - 1209) < 30, `${high} Hz`);
    await page.context().close();
  });

  test('two quick presses bring one example, and one sound that the next press stops', async () => {
    const page = await browser.page({ tab: 'listen' });
    const twice = (id) => page.evaluate((one) => [0, 1].forEach(() => document.getElementById(one).click()), id);
    await twice('listen-example');
    await reads(page, '#listen-standing', 'heard in');
    await page.locator('#listen-example:enabled').waitFor();
    assert.equal(await page.locator('#listen-takes button').count(), 0);
    await twice('listen-play');
    await reads(page, '#listen-play', 'Play this');
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });

  test('an example that cannot be made is told', async () => {
    const prepare = (page) => page.route(/part-dsp/, (route) => route.abort());
    const page = await browser.page({ tab: 'listen', prepare });
    await page.click('#listen-example');
    await reads(page, '#listen-problems', 'The example could not be made');
    assert.ok(await page.isEnabled('#listen-example'));
    await page.context().close();
  });

  test('hours of sound are heard while the page stays quick, with progress', async () => {
    const page = await browser.page({ tab: 'listen' });
    await giveHours(page, HOURS);
    await reads(page, '#listen-standing', `of ${HOURS}:0`);
    await page.click('#tab-payload');
    await page.fill('#payload-digits', '7');
    await reads(page, '#payload-verdict', '1 digit,');
    await page.click('#tab-listen');
    await reads(page, '#listen-standing', 'heard in');
    await reads(page, '#listen-digits', /digits\)/);
    assert.ok(await page.isHidden('#listen-near-choice'));
    const turns = await page.evaluate(() => window.turns);
    console.log(`${await page.textContent('#listen-standing')}; the page had ${turns} turns meanwhile`);
    assert.ok(turns >= TURNS_MIN, `${turns} turns`);
    await page.screenshot({ path: `${PICTURES}/listen-hours.png`, fullPage: true });
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });

  test('what is long is heard with reasons only when somebody asks for them', async () => {
    const page = await browser.page({ tab: 'listen' });
    await giveHours(page, 0.55);
    await reads(page, '#listen-standing', 'heard in');
    assert.equal(await page.locator('td.why button').count(), 0);
    await page.click('#listen-with-reasons');
    await page.locator('td.why button').first().waitFor();
    await reads(page, '#listen-standing', 'heard in');
    assert.ok(await page.isVisible('#listen-near-choice'));
    await page.context().close();
  });

  test('two recordings that are cancelled while the first is being opened are both cancelled', async () => {
    const page = await browser.page({ tab: 'listen' });
    const told = await page.evaluate(cancelledBoth, readFileSync(fixture('wav/pcm16.wav')).toString('base64'));
    assert.deepEqual(told, ['over 1 cancelled', 'over 2 cancelled', 'over 3 done']);
    await page.context().close();
  });

  test('cancelling keeps what was heard until then', async () => {
    const page = await browser.page({ tab: 'listen' });
    await giveHours(page, HOURS);
    await page.locator('#listen-digits .heard:not(.none)').waitFor();
    await page.click('#listen-cancel');
    await reads(page, '#listen-standing', 'Cancelled after');
    assert.ok((await page.locator('#listen-table tr.heard-one').count()) > 0);
    await page.click('#listen-example');
    await reads(page, '#listen-digits', '124#');
    await page.context().close();
  });
});

/** A WAV file of quiet digits, as long as the fixture. */
async function quiet(digits) {
  const { generateFloat, writeWav } = await bundled("export { generateFloat, writeWav } from 'cxtone/dsp';");
  const sampleRate = 8000;
  const samples = new Float32Array(DATA_BYTES / 2);
  samples.set(generateFloat(digits, { sampleRate, levelDbm0: QUIET_DBM0, toneMs: 80, gapMs: 80 }), sampleRate / 50);
  return writeWav({ sampleRate, channels: [samples] });
}

/** Gives the page a recording of hours: a file's samples every ten seconds, without holding them all. */
async function giveHours(page, hours, wav = readFileSync(fixture('wav/pcm16.wav'))) {
  await page.evaluate(
    async ({ bytes, hours, dataBytes }) => {
      window.turns = 0;
      const standing = document.querySelector('#listen-standing');
      const turn = () => {
        if (!standing.textContent.includes('heard in')) {
          window.turns += 1;
          setTimeout(turn, 10);
        }
      };
      setTimeout(turn, 10);
      const wav = Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0));
      const data = wav.subarray(wav.length - dataBytes);
      const head = new Uint8Array(44);
      const view = new DataView(head.buffer);
      head.set(new TextEncoder().encode('RIFF\0\0\0\0WAVEfmt '));
      [
        [16, 16],
        [24, 8000],
        [28, 16_000],
        [40, 0xffff_ffff],
      ].forEach(([at, value]) => view.setUint32(at, value, true));
      [
        [20, 1],
        [22, 1],
        [32, 2],
        [34, 16],
      ].forEach(([at, value]) => view.setUint16(at, value, true));
      head.set(new TextEncoder().encode('data'), 36);
      const period = [data, new Uint8Array(10 * 16_000 - dataBytes)];
      const pieces = Array.from({ length: hours * 360 }, () => period).flat();
      const given = new DataTransfer();
      given.items.add(new File([head, ...pieces], 'hours.wav', { type: 'audio/wav' }));
      const input = document.querySelector('#listen-files');
      input.files = given.files;
      input.dispatchEvent(new Event('change'));
    },
    { bytes: wav.toString('base64'), hours, dataBytes: DATA_BYTES },
  );
}

/** In the page: what a worker that listens tells of two recordings that are cancelled at once, and of a third. */
async function cancelledBoth(text) {
  const wav = new Blob([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))]);
  const worker = new Worker('ear.js', { type: 'module' });
  const told = [];
  const ended = new Promise((resolve) => {
    worker.onmessage = ({ data: { kind, id, how } }) => {
      if (kind !== 'opened' && kind !== 'progress') {
        told.push(`${kind} ${id} ${how}`);
      }
      if (told.length === 3) {
        resolve();
      }
    };
  });
  const listen = (id) => worker.postMessage({ kind: 'listen', id, wav, profile: 'att', withReasons: 'always' });
  listen(1);
  worker.postMessage({ kind: 'cancel', id: 1 });
  worker.postMessage({ kind: 'cancel', id: 2 });
  listen(2);
  listen(3);
  await ended;
  worker.terminate();
  return told.sort();
}

/** In the page: gives it what a browser's recorder makes of a file's sound, which is WebM with Opus. */
async function recorded(text) {
  const context = new AudioContext();
  const bytes = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const source = new AudioBufferSourceNode(context, { buffer: await context.decodeAudioData(bytes.buffer) });
  const target = context.createMediaStreamDestination();
  source.connect(target);
  const recorder = new MediaRecorder(target.stream, { audioBitsPerSecond: 128_000 });
  const pieces = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  const stopped = new Promise((resolve) => (recorder.onstop = resolve));
  await new Promise((resolve) => {
    recorder.onstart = resolve;
    recorder.start();
  });
  const ended = new Promise((resolve) => (source.onended = resolve));
  source.start(context.currentTime + 0.2);
  await ended;
  recorder.stop();
  await stopped;
  const given = new DataTransfer();
  given.items.add(new File(pieces, 'call.webm', { type: 'audio/webm' }));
  const input = document.querySelector('#listen-files');
  input.files = given.files;
  input.dispatchEvent(new Event('change'));
}

/** In the page: the frequencies of the two brightest rows of a column, which lie apart. */
function brightestRows({ timeShare, apartHz }) {
  const canvas = document.querySelector('#listen-spectrogram');
  const ground = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const column = Math.round(timeShare * canvas.width);
  const quiet = [0, 1, 2].map((part) => ground.data[part]);
  const rows = Array.from({ length: canvas.height }, (_, row) => {
    const at = (row * canvas.width + column) * 4;
    const far = quiet.reduce((sum, part, index) => sum + Math.abs(part - ground.data[at + index]), 0);
    return { hz: 1900 * (600 / 1900) ** ((row + 0.5) / canvas.height), far };
  });
  rows.sort((one, other) => other.far - one.far);
  const second = rows.find(({ hz }) => Math.abs(hz - rows[0].hz) > apartHz);
  return [rows[0].hz, second.hz];
}
