// What memory a million calls leave behind: four kinds of calls through the binding, each alone, then injections over
// loopback. After each part of a kind's calls the collector runs, and the process's memory is taken. Names of kinds as
// arguments run these alone.

import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { CXoneAuthClient, Detector, DTMFInjector, generate, score, validateDtmfPayload } from 'cxtone';

/** Calls of a kind that are measured; as many come first and do not count, until the allocator has settled. */
const CALLS = 330_000;

/** Of these, which take milliseconds. */
const SCORES = 10_000;

const INJECTIONS = 50_000;

/** Looks at the memory in that time. */
const PARTS = 10;

/** Injections at once. */
const AT_ONCE = 16;

/** How often the collector runs before a look. */
const COLLECTIONS = 4;

const MB = 1024 * 1024;
const DIGITS = '159#';
const TONES = generate(DIGITS);
const BLOCK = 160;

if (globalThis.gc === undefined) {
  console.error('the collector cannot be run: start this with `node --expose-gc`');
  process.exit(1);
}

const farEnd = fork(fileURLToPath(new URL('far_end.mjs', import.meta.url)));
const url = await new Promise((resolve) => farEnd.once('message', resolve));
const client = new CXoneAuthClient({ authUrl: url, clientId: 'bench', clientSecret: 'bench', logger: null });
const injector = new DTMFInjector(client, { apiUrl: url, logger: null, speed: 1000 });
injector.registerCTIMonitor(() => {});
const detector = new Detector({ sampleRate: 8000 });
let block = 0;
let placed = 0;

const KINDS = {
  validate: { calls: CALLS, run: sync(validated), about: 'validateDtmfPayload' },
  detect: { calls: CALLS, run: sync(heard), about: 'a block of 160 samples in a Detector' },
  generate: { calls: CALLS, run: sync(generated), about: 'generate' },
  score: { calls: SCORES, run: scored, about: 'score' },
  inject: { calls: INJECTIONS, run: injected, about: `injections, ${AT_ONCE} at once` },
};
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(KINDS);

console.log(`Measured ${new Date().toISOString().slice(0, 10)} on ${cpus().length} cores of ${cpus()[0].model}, Node ${process.version}.\n`);
console.log('| calls | of | first, MB | last, MB | grown, MB | plateau, MB | heap grown, MB |\n|---:|---|---:|---:|---:|---:|---:|');
let grown = 0;
let without = 0;
for (const { calls, run, about } of chosen.map((name) => KINDS[name])) {
  await run(calls);
  const looks = [await memory()];
  for (let part = 0; part < PARTS; part += 1) {
    await run(calls / PARTS);
    looks.push(await memory());
  }
  const [first, last] = [looks[0], looks.at(-1)];
  const late = looks.slice(PARTS / 2).map(({ rss }) => rss);
  const plateau = `${shown(Math.min(...late))} to ${shown(Math.max(...late))}`;
  grown += run === injected ? 0 : last.rss - first.rss;
  without += run === injected ? 0 : calls;
  console.log(
    `| ${calls} | ${about} | ${shown(first.rss)} | ${shown(last.rss)} | ${shown(last.rss - first.rss)} | ${plateau} | ${shown(last.heapUsed - first.heapUsed)} |`,
  );
}
console.log(`\nOver ${without} calls without the network the process grew by ${shown(grown)} MB.`);
farEnd.disconnect();

function sync(call) {
  return (calls) => {
    for (let index = 0; index < calls; index += 1) {
      call();
    }
  };
}

function validated() {
  assert.ok(validateDtmfPayload(DIGITS, 'INBAND', 50).valid);
}

/** The same tones again and again, so that digits are told. */
function heard() {
  const start = (block * BLOCK) % (TONES.length - BLOCK);
  block += 1;
  detector.push(TONES.subarray(start, start + BLOCK));
}

function generated() {
  assert.equal(generate(DIGITS).length, TONES.length);
}

async function scored(calls) {
  for (let index = 0; index < calls; index += 1) {
    assert.ok((await score(DIGITS, TONES)).exact);
  }
}

async function injected(calls) {
  let left = calls;
  const follow = async () => {
    while (left > 0) {
      left -= 1;
      placed += 1;
      const address = { telephonyProviderId: 'p', lineId: 'l', callId: `call-${placed}` };
      await injector.injectDTMF({ ...address, dtmfString: DIGITS, dtmfType: 'RFC2833', interDigitPause: 50 });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, follow));
  while (injector.channelLocks.size > 0) {
    await pause(5);
  }
}

async function memory() {
  for (let times = 0; times < COLLECTIONS; times += 1) {
    globalThis.gc();
    await pause(10);
  }
  return process.memoryUsage();
}

function shown(bytes) {
  return (bytes / MB).toFixed(2);
}
