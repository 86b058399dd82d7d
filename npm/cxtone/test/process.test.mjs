// What the native part never does to its process: end it, keep it alive, or fill its memory.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { test } from 'node:test';
import { validateDtmfPayload } from 'cxtone';
import { onPlain, rejection } from './far_ends.mjs';

const run = promisify(execFile);
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Workers that are started and stopped. */
const WORKERS = 150;

/** How many of them there are at once. */
const AT_ONCE = 3;

test('a panic in the native part is an error and not the end of the process', async (context) => {
  const native = library();
  if (native?.panicNow === undefined) {
    context.skip('this build has no exports that panic: CXTONE_PROFILE=dev npm run build makes one that has');
    return;
  }
  for (let times = 0; times < 3; times += 1) {
    assert.throws(() => native.panicNow(), /provoked by a test/);
    const error = await rejection(native.panicLater());
    assert.match(error.message, /provoked by a test/);
  }
  assert.equal(validateDtmfPayload('1', 'INBAND', 50).valid, true);
});

onPlain('the process ends by itself when the work is done, and waits for no tones', async (farEnd) => {
  const { stdout } = await run(process.execPath, [here('process/one_injection.cjs'), farEnd.server.url], { timeout: 60_000 });
  assert.deepEqual(stdout.trim().split('\n'), ['told dtmf.injected', 'injected', 'ends while the call is locked: true']);
});

test('an emulator keeps no process alive', async () => {
  const script = 'require("cxtone").startEmulator().then(({ url }) => console.log(url))';
  const { stdout } = await run(process.execPath, ['-e', script], { cwd: here('.'), timeout: 60_000 });
  assert.match(stdout, /^http:\/\/127\.0\.0\.1:\d+\n$/);
});

onPlain(`${WORKERS} workers start, inject and stop, half of them with an injection on its way`, async (farEnd) => {
  let started = 0;
  const follow = async () => {
    while (started < WORKERS) {
      started += 1;
      await worked(farEnd.server.url, started);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, follow));
  assert.ok((await farEnd.posts()).length >= WORKERS / 2);
  await farEnd.injector().injectDTMF(await farEnd.params());
});

onPlain('ten thousand injections with a monitor leave nothing behind', async (farEnd) => {
  const options = { timeout: 300_000 };
  const { stdout } = await run(process.execPath, ['--expose-gc', here('process/many_injections.cjs'), farEnd.server.url], options);
  const { told, locked, heapGrowthMb, memoryGrowthMb } = JSON.parse(stdout);
  assert.deepEqual([told, locked], [12_000, 0]);
  assert.ok(heapGrowthMb < 1, `the heap grew by ${heapGrowthMb} MB`);
  // The collector alone moves the process by some 30 MB up and down; 4 kB left by each injection would show.
  assert.ok(memoryGrowthMb < 40, `the memory grew by ${memoryGrowthMb} MB`);
});

test('calls by the hundred thousand leave nothing behind', async () => {
  const options = { timeout: 300_000 };
  const { stdout } = await run(process.execPath, ['--expose-gc', here('process/many_calls.cjs')], options);
  const { grownMb } = JSON.parse(stdout);
  // What is left by each call is left in each round: 16 bytes, the least that is ever taken, are 1.6 MB. What the
  // collector moves up in one round is not there in another.
  assert.ok(Math.min(...grownMb) < 1, `the memory grew in each round, by ${grownMb.join(', ')} MB`);
});

/** The library that the facade loads in a checkout. */
function library() {
  const platforms = here('../../platforms');
  const [place] = readdirSync(platforms)
    .map((platform) => join(platforms, platform))
    .filter((folder) => readdirSync(folder).includes('cxtone.node'));
  return place && createRequire(import.meta.url)(join(place, 'cxtone.node'));
}

/** One worker: by turns it ends by itself, or is stopped once its injection is on its way. */
async function worked(url, number) {
  const isStopped = number % 2 === 0;
  const worker = new Worker(here('process/worker.cjs'), { workerData: { url, isStopped } });
  await new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', (message) => (isStopped ? resolve(worker.terminate()) : assert.equal(message, 'injected')));
    worker.once('exit', resolve);
  });
}
