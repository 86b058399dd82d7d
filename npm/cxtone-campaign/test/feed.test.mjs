// Calls on their way into the program, without the program: what is kept of them, and how feeding ends.

import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { source } from './source.mjs';

/** A longer run asks for more of them. */
const CALLS = Number(process.env.CXTONE_FED_CALLS ?? 20_000);

/** Of so many calls one is watched. */
const WATCHED = 100;

const { Feed } = await source('feed.ts');

/** A program that reads a line a turn. */
function reader() {
  const child = { lines: 0, drains: 0, drain: () => (child.drains += 1) };
  const stdin = new Writable({
    highWaterMark: 1,
    write(_, encoding, done) {
      child.lines += 1;
      setImmediate(done);
    },
  });
  return Object.assign(child, { process: { stdin } });
}

test('calls that were fed are kept nowhere, however long the feed goes on', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc');
  const watched = [];
  let isFed;
  const fed = new Promise((resolve) => (isFed = resolve));
  async function* calls() {
    for (let index = 0; index < CALLS; index += 1) {
      const call = { callId: `call-${index}`, pin: `*${index}#` };
      if (index % WATCHED === 0) {
        watched.push(new WeakRef(call));
      }
      yield call;
    }
    isFed();
    await new Promise(() => {});
  }
  const [feed, child] = [new Feed(calls()), reader()];
  const feeding = feed.into(child);
  await fed;
  await new Promise(setImmediate);
  collect();
  const kept = watched.filter((call) => call.deref() !== undefined).length;
  // The last ones may still be on somebody's stack.
  assert.ok(kept <= 2, `${kept} of ${watched.length} are kept`);
  feed.stop();
  await feeding;
  assert.deepEqual([child.lines, child.drains, feed.failed], [CALLS, 0, false]);
});

test('a stopped feed waits neither for its source nor for its reader', async () => {
  const child = reader();
  child.process.stdin = new Writable({ highWaterMark: 1, write() {} });
  const unread = new Feed([{ callId: 'a' }, { callId: 'b' }]);
  const feeding = unread.into(child);
  unread.stop();
  await feeding;
  assert.equal(child.drains, 0);
});

test('where the source throws, the program is drained and what was thrown is kept', async () => {
  const child = reader();
  async function* calls() {
    yield { callId: 'a' };
    throw new Error('the feed broke');
  }
  const feed = new Feed(calls());
  await feed.into(child);
  assert.deepEqual([feed.failed, feed.failure.message, child.lines, child.drains], [true, 'the feed broke', 1, 1]);
});
