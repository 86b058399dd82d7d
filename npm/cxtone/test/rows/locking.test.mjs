// N1 to N5: one injection is one POST, one call is one at a time, and locks are given back.

import assert from 'node:assert/strict';
import { rejection, onBoth, onEmulator, onPlain, until } from '../far_ends.mjs';

onBoth('N1: one injection is exactly one POST, and it ends', async (farEnd) => {
  const injector = farEnd.injector();
  const { success, audit } = await injector.injectDTMF(await farEnd.params());
  assert.equal(success, true);
  assert.equal(audit.status, 'success');
  assert.equal((await farEnd.posts()).length, 1);
});

onBoth('N2: whatever the outcome, the call is free again and nothing is kept for it', async (farEnd) => {
  const injector = farEnd.injector();
  const params = await farEnd.params();
  await injector.injectDTMF(params);
  await farEnd.next('dtmf', 'conflict');
  await rejection(injector.injectDTMF(params));
  assert.equal(injector.channelLocks.has(params.callId), false, 'a certain failure frees it at once');
  await rejection(injector.injectDTMF({ ...params, dtmfString: 'no digits' }));
  await injector.injectDTMF(params);
  await until(() => injector.channelLocks.size === 0, 'the play-out ends');
  assert.equal(injector.channelLocks.get(params.callId), undefined);
});

onBoth('N3: injections into one call follow each other in order', async (farEnd) => {
  const injector = farEnd.injector();
  const params = await farEnd.params();
  const ended = [];
  const digits = ['11', '22', '33', '44'];
  const all = digits.map(async (dtmfString) => {
    await injector.injectDTMF({ ...params, dtmfString });
    ended.push(dtmfString);
  });
  await Promise.all(all);
  assert.deepEqual(ended, digits);
  assert.equal((await farEnd.posts(params.callId)).length, digits.length);
});

onPlain('N3: no two requests for one call are on their way at once', async (farEnd) => {
  const injector = farEnd.injector();
  const params = await farEnd.params();
  await farEnd.next('dtmf', 'usual', { delayMs: 20, times: 5 });
  await Promise.all(Array.from({ length: 5 }, () => injector.injectDTMF(params)));
  const posts = await farEnd.posts(params.callId);
  await until(() => posts.every(({ endedAt }) => endedAt !== null), 'all answers are out');
  posts.slice(1).forEach((post, index) => assert.ok(post.at >= posts[index].endedAt));
});

onEmulator('N3: tones of injections into one call do not overlap', async (farEnd) => {
  const injector = farEnd.injector();
  const params = await farEnd.params();
  await Promise.all(['12', '34', '56'].map((dtmfString) => injector.injectDTMF({ ...params, dtmfString })));
  const heardAll = async () => (await farEnd.emulator.heard(params.callId)).length === 6;
  await until(heardAll, 'all tones have played');
  const { heard } = await farEnd.emulator.call(params.callId);
  assert.deepEqual(heard.map(({ digits, overlaps }) => [digits, overlaps]), [
    ['12', false],
    ['34', false],
    ['56', false],
  ]);
});

onBoth('N4: two calls at once are both free again and do not wait for each other', async (farEnd) => {
  const injector = farEnd.injector();
  const [one, two] = [await farEnd.params(), await farEnd.params()];
  const release = await injector.acquireChannelLock(one.callId);
  await injector.injectDTMF(two);
  assert.equal(injector.channelLocks.has(one.callId), true);
  release();
  await Promise.all([injector.injectDTMF(one), injector.injectDTMF(two)]);
  await until(() => injector.channelLocks.size === 0, 'both are free');
});

onBoth('N5: it resolves at the answer, and the call stays locked until the tones have played out', async (farEnd) => {
  const injector = farEnd.injector({ speed: 1 });
  const params = await farEnd.params({ dtmfString: '12' });
  await injector.injectDTMF(params);
  assert.equal(injector.channelLocks.has(params.callId), true);
  const resolved = performance.now();
  await injector.channelLocks.get(params.callId);
  // Two digits of 100 ms, each with its pause of 50 ms; timers may be a little early.
  assert.ok(performance.now() - resolved > 2 * (100 + 50) - 50);
  assert.equal((await farEnd.posts(params.callId)).length, 1);
});

onBoth('N5: the call stays locked between attempts', async (farEnd) => {
  const injector = farEnd.injector();
  const params = await farEnd.params();
  await farEnd.next('dtmf', 'rateLimit', { retryAfter: 1 });
  const { injectWithRetry } = await import('cxtone');
  const first = injectWithRetry(injector, params).then(() => 'first');
  await until(async () => (await farEnd.posts(params.callId)).length === 1, 'the first attempt');
  const second = injector.injectDTMF(params).then(() => 'second');
  assert.equal(await Promise.race([first, second]), 'first');
  await second;
});

onBoth('N4: locks taken by hand keep injections out, each with a release of its own', async (farEnd) => {
  const injector = farEnd.injector();
  const params = await farEnd.params();
  const release = await injector.acquireChannelLock(params.callId);
  assert.equal(injector.channelLocks.has(params.callId), true);
  assert.deepEqual([...injector.channelLocks.keys()], [params.callId]);
  let isDone = false;
  const injection = injector.injectDTMF(params).then(() => {
    isDone = true;
  });
  const other = await farEnd.params();
  await injector.injectDTMF(other);
  assert.equal(isDone, false);
  assert.equal((await farEnd.posts(params.callId)).length, 0);
  release();
  await injection;
  await injector.acquireChannelLock(params.callId);
  await injector.releaseChannelLock();
  await injector.releaseChannelLock();
  await until(() => injector.channelLocks.size === 0, 'nothing is locked');
});
