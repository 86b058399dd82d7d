// The tab Payload: what is typed, what is said about it, and the request that comes of it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { open, PICTURES, reads } from './browser.mjs';

const run = promisify(execFile);

/** A token that is none. */
const TOKEN = 'a-token';

/** A request that plays out for about as long as a page may take to show anything. */
const LONG = { digits: '1234567890123456', pause: '1000' };

describe('payload', () => {
  let browser;
  before(async () => (browser = await open()));
  after(() => browser.end());

  /** Fills the fields in and checks the findings beside each. */
  async function check({ digits = '1234#', type = 'RFC2833', pause = '200' }, expected) {
    const page = await browser.page();
    await page.fill('#payload-digits', digits);
    await page.fill('#payload-type', type);
    await page.fill('#payload-pause', pause);
    await reads(page, '#payload-verdict', Object.keys(expected).length === 0 ? 'May be sent' : 'May not be sent');
    for (const name of ['digits', 'type', 'pause']) {
      const told = await page.locator(`#payload-${name}-findings li`).allTextContents();
      const wanted = expected[name] ?? [];
      assert.equal(told.length, wanted.length, `${name}: ${told}`);
      wanted.forEach((text, at) => assert.ok(told[at].includes(text), `${told[at]} holds ${text}`));
      assert.equal(await page.getAttribute(`#payload-${name}`, 'aria-invalid'), String(wanted.length > 0));
    }
    assert.deepEqual(page.problems, []);
    await page.context().close();
  }

  test('digits that may be sent have no findings', () => check({}, {}));
  test('a wrong character is told with its place', () =>
    check({ digits: '12x4' }, { digits: ['Invalid DTMF character: x'] }));
  test('each wrong character is told', () => check({ digits: 'x1y' }, { digits: ['x', 'y'] }));
  test('too many digits', () => check({ digits: '12345678901234567' }, { digits: ['16'] }));
  test('a type that is written otherwise is told with the right one', () =>
    check({ type: 'sip-info' }, { type: ['write SIPINFO'] }));
  test('a pause that is too short', () => check({ pause: '20' }, { pause: ['50'] }));
  test('a pause that is no number', () => check({ pause: 'long' }, { pause: ['50'] }));
  test('no pause', () => check({ pause: '' }, { pause: ['undefined'] }));
  test('all three at once', () =>
    check({ digits: '', type: '?', pause: '5000' }, { digits: [''], type: [''], pause: ['1000'] }));

  test('how long it plays out follows the pause', async () => {
    const page = await browser.page();
    await reads(page, '#payload-verdict', '5 digits, 1.5 s to play out');
    await page.fill('#payload-pause', '400');
    await reads(page, '#payload-verdict', '2.5 s to play out');
    assert.equal(await page.locator('#payload-line-up .tone').count(), 5);
    await page.context().close();
  });

  test('playing ends by itself, and by its button', async () => {
    const page = await browser.page();
    await page.click('#payload-play:enabled');
    await reads(page, '#payload-play', 'Stop');
    await reads(page, '#payload-play', 'Play it');
    await page.click('#payload-play');
    await reads(page, '#payload-play', 'Stop');
    await page.click('#payload-play');
    await reads(page, '#payload-play', 'Play it');
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });

  test('two quick presses play nothing, and a third one plays once', async () => {
    const prepare = (page) => page.addInitScript(countSounds);
    const page = await browser.page({ prepare });
    // Longer than anything here takes.
    await page.fill('#payload-digits', LONG.digits);
    await page.fill('#payload-pause', LONG.pause);
    await reads(page, '#payload-verdict', `${LONG.digits.length} digits`);
    await page.locator('#payload-play:enabled').waitFor();
    const press = (times) =>
      page.evaluate((count) => {
        for (let at = 0; at < count; at += 1) {
          document.querySelector('#payload-play').click();
        }
      }, times);
    await press(1);
    await reads(page, '#payload-played', 'Playing.');
    await press(1);
    await page.waitForFunction(() => window.sounding === 0);
    await press(3);
    await reads(page, '#payload-played', 'Playing.');
    assert.equal(await page.evaluate(() => window.sounding), 1);
    await press(1);
    await page.waitForFunction(() => window.sounding === 0);
    await reads(page, '#payload-play', 'Play it');
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });

  test('a sound that cannot be fetched is told beside the button', async () => {
    const prepare = (page) => page.route(/dsp\.wasm/, (route) => route.abort());
    const page = await browser.page({ prepare });
    await page.click('#payload-play:enabled');
    await reads(page, '#payload-played', 'could not be played');
    await reads(page, '#payload-play', 'Play it');
    assert.ok(page.problems.every((problem) => problem.startsWith('Failed to load resource')), page.problems.join());
    await page.context().close();
  });

  test('where the browser has no clipboard the button says so', async () => {
    const hide = () => Object.defineProperty(navigator, 'clipboard', { value: undefined });
    const page = await browser.page({ prepare: (one) => one.addInitScript(hide) });
    await page.click('#payload-copy:enabled');
    await reads(page, '#payload-copy', 'Not allowed to copy');
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });

  test('the address opens when something is first wrong with it, and stays closed when it is closed', async () => {
    const page = await browser.page();
    const isOpen = () => page.$eval('#payload-address', (one) => one.open);
    await page.click('#payload-address summary');
    await page.fill('#payload-line', '');
    await page.fill('#payload-call', '');
    await reads(page, '#payload-address-findings', 'the line id is empty');
    await reads(page, '#payload-address-findings', 'the call id is empty');
    const marked = await page.locator('#payload-address [aria-invalid=true]').evaluateAll((all) => all.map(({ id }) => id));
    assert.deepEqual(marked, ['payload-line', 'payload-call']);
    assert.equal(await page.getAttribute('#payload-line', 'aria-describedby'), 'payload-address-findings');
    await page.click('#payload-address summary');
    assert.equal(await isOpen(), false);
    await page.fill('#payload-digits', '77x');
    await reads(page, '#payload-digits-findings', 'Invalid DTMF character');
    assert.equal(await isOpen(), false);
    await page.context().close();
  });

  test('an id that fits no path is told with the address', async () => {
    const page = await browser.page();
    await page.click('#payload-address summary');
    await page.fill('#payload-call', '');
    await reads(page, '#payload-address-findings', 'the call id is empty');
    await reads(page, '#payload-request', 'mended first');
    await page.context().close();
  });

  test('the other dialect asks for a session and gives another request', async () => {
    const page = await browser.page();
    await page.selectOption('#payload-dialect', 'cxone-agent');
    await reads(page, '#payload-request', 'agent-sessions/session-4/send-dtmf');
    await page.click('#payload-address summary');
    assert.ok(await page.isVisible('#payload-session'));
    assert.ok(!(await page.isVisible('#payload-line')));
    await page.screenshot({ path: `${PICTURES}/payload-agent.png`, fullPage: true });
    await page.context().close();
  });

  test('what is copied as curl and as Node sends the request that is shown', async () => {
    const page = await browser.page();
    const far = await farEnd();
    await page.click('#payload-address summary');
    await page.fill('#payload-api', far.url);
    await page.fill('#payload-digits', '12*#');
    await reads(page, '#payload-request', '12*#');
    const shown = await page.textContent('#payload-request');
    const env = { ...process.env, CXONE_TOKEN: TOKEN };
    await run('sh', ['-c', await copied(page, 'curl')], { env });
    await run(process.execPath, ['--input-type=module', '--eval', await copied(page, 'node')], { env });
    far.close();
    const [byCurl, byNode] = far.requests;
    assert.equal(far.requests.length, 2);
    for (const request of [byCurl, byNode]) {
      assert.ok(shown.startsWith(`POST ${request.path} HTTP/1.1\n`), request.path);
      assert.ok(shown.endsWith(`\n\n${request.body}`), request.body);
      assert.equal(request.headers.authorization, `Bearer ${TOKEN}`);
      assert.equal(request.headers['content-type'], 'application/json');
      assert.deepEqual(JSON.parse(request.body), { dtmf: '12*#', dtmfType: 'RFC2833', interDigitPause: 200 });
    }
    await page.context().close();
  });

  test('as Rust it is a request of reqwest with the body as a raw string', async () => {
    const page = await browser.page();
    await reads(page, '#payload-request', 'POST');
    const text = await copied(page, 'rust');
    assert.match(text, /reqwest::Method::POST, "https:\/\/api-us-01\.nicecxone\.com\/api\/v2\/telephony/);
    const body = (digits) => `{"dtmf":"${digits}","dtmfType":"RFC2833","interDigitPause":200}`;
    assert.ok(text.includes(`.body(r#"${body('1234#')}"#)`), text);
    await page.fill('#payload-digits', '#12');
    await reads(page, '#payload-request', '#12');
    const marked = await page.textContent('#payload-request');
    assert.ok(marked.includes(`.body(r##"${body('#12')}"##)`), marked);
    await page.context().close();
  });
});

/** In the page: counts the sounds that have begun, and have neither ended nor been stopped. */
function countSounds() {
  const sounds = new Set();
  Object.defineProperty(window, 'sounding', { get: () => sounds.size });
  const { start, stop } = AudioBufferSourceNode.prototype;
  AudioBufferSourceNode.prototype.start = function (...given) {
    sounds.add(this);
    this.addEventListener('ended', () => sounds.delete(this));
    start.apply(this, given);
  };
  AudioBufferSourceNode.prototype.stop = function (...given) {
    sounds.delete(this);
    stop.apply(this, given);
  };
}

/** The text that is copied in a form. */
async function copied(page, form) {
  await page.click(`#payload-forms [data-form=${form}]`);
  await page.click('#payload-copy');
  await reads(page, '#payload-copy', 'Copied');
  await reads(page, '#payload-copy', 'Copy');
  return page.evaluate(() => navigator.clipboard.readText());
}

/** A far end that writes down what it is asked. */
async function farEnd() {
  const requests = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) {
      body += piece;
    }
    requests.push({ path: request.url, headers: request.headers, body });
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${server.address().port}`, requests, close };
}
