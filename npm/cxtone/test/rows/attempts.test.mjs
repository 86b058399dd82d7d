// N6 to N9: what is sent again, after how long, and when it is given up.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CXoneAuthClient, CxtoneError, DTMFInjector, injectWithRetry } from 'cxtone';
import { onBoth, onPlain, rejection, until } from '../far_ends.mjs';

onBoth('N6: a 5xx is posted once and ambiguous', async (farEnd) => {
  const params = await farEnd.params();
  await farEnd.next('dtmf', 'serverError', { status: 503 });
  const error = await rejection(injectWithRetry(farEnd.injector(), params));
  assert.ok(error instanceof CxtoneError);
  assert.deepEqual([error.code, error.retryable, error.response.status], ['Ambiguous', false, 503]);
  assert.equal((await farEnd.posts(params.callId)).length, 1);
});

onBoth('N6: a lost connection is posted once and ambiguous', async (farEnd) => {
  const params = await farEnd.params();
  await farEnd.next('dtmf', 'dropAfter');
  const error = await rejection(injectWithRetry(farEnd.injector(), params));
  assert.deepEqual([error.code, error.response], ['Ambiguous', undefined]);
  assert.equal((await farEnd.posts(params.callId)).length, 1);
});

test('N6: a refused connection provably sent nothing and is tried again', async () => {
  const farEnd = await closedPort();
  const tokens = { getAccessToken: async () => 'a-token' };
  const warned = [];
  const logger = { info() {}, error() {}, warn: (message) => warned.push(message) };
  const injector = new DTMFInjector(tokens, { apiUrl: farEnd, logger });
  const params = {
    telephonyProviderId: 'p',
    lineId: 'l',
    callId: 'c',
    dtmfString: '1',
    dtmfType: 'INBAND',
    interDigitPause: 50,
  };
  const error = await rejection(injectWithRetry(injector, params, 2));
  assert.deepEqual([error.code, error.retryable, error.attempts], ['NotSent', true, 2]);
  assert.equal(warned.length, 1);
  assert.match(warned[0], /^Not sent\. Retrying in [\d.]+s \(attempt 1\/2\)$/);
});

onBoth('N7: Retry-After in seconds is waited for', async (farEnd) => {
  await waitedFor(farEnd, 1, 1000);
});

onBoth('N7: Retry-After as a date is waited for', async (farEnd) => {
  // A date has whole seconds, so that of two seconds may be one and a bit.
  await waitedFor(farEnd, { dateInS: 2 }, 900);
});

async function waitedFor(farEnd, retryAfter, waitMs) {
  const params = await farEnd.params();
  await farEnd.next('dtmf', 'rateLimit', { retryAfter });
  const started = performance.now();
  const { audit } = await injectWithRetry(farEnd.injector(), params);
  assert.equal(audit.attempts, 2);
  assert.ok(performance.now() - started >= waitMs);
  assert.equal((await farEnd.posts(params.callId)).length, 2);
}

onBoth('N7: each retry is logged before its wait, in the source\'s words', async (farEnd) => {
  const logged = [];
  const note = (message) => logged.push(message);
  const logger = { info: note, warn: note, error: note };
  await farEnd.next('dtmf', 'rateLimit', { retryAfter: 1 });
  await farEnd.next('dtmf', 'unauthorized');
  const injection = injectWithRetry(farEnd.injector({ logger }), await farEnd.params());
  await until(async () => logged.length > 0, 'the first retry');
  assert.deepEqual(logged, ['Rate limit hit. Retrying in 1s (attempt 1/3)']);
  await injection;
  assert.deepEqual(logged.slice(1), ['Token refused. Retrying once with a new one', 'DTMF injection completed']);
});

onBoth('N7: a Retry-After that is garbage is backed off from', async (farEnd) => {
  for (const retryAfter of ['soon', '-5', '1.5e1', '']) {
    await farEnd.next('dtmf', 'rateLimit', { retryAfter });
    const { audit } = await injectWithRetry(farEnd.injector(), await farEnd.params());
    assert.deepEqual([audit.status, audit.attempts], ['success', 2]);
  }
});

onBoth('N7: a wait above a minute fails at once', async (farEnd) => {
  const params = await farEnd.params();
  await farEnd.next('dtmf', 'rateLimit', { retryAfter: 3600 });
  const error = await rejection(injectWithRetry(farEnd.injector(), params));
  assert.deepEqual([error.code, error.attempts], ['RateLimited', 1]);
  assert.equal((await farEnd.posts(params.callId)).length, 1);
});

onBoth('N8: 429 to the end rejects with the attempts and the last answer', async (farEnd) => {
  const params = await farEnd.params();
  await farEnd.next('dtmf', 'rateLimit', { retryAfter: 0, times: 3 });
  const error = await rejection(injectWithRetry(farEnd.injector(), params));
  assert.deepEqual([error.code, error.attempts, error.retryable], ['RateLimited', 3, true]);
  assert.equal(error.last.status, 429);
  assert.equal(error.response.headers['retry-after'], '0');
  assert.equal((await farEnd.posts(params.callId)).length, 3);
});

onBoth('N9: maxRetries counts attempts, and nothing is waited for after the last', async (farEnd) => {
  const params = await farEnd.params();
  await farEnd.next('dtmf', 'rateLimit', { retryAfter: 30 });
  const error = await rejection(injectWithRetry(farEnd.injector(), params, 1));
  assert.deepEqual([error.code, error.attempts], ['RateLimited', 1]);
  assert.equal((await farEnd.posts(params.callId)).length, 1);
  for (const wrong of [0, -1, Number.NaN, Infinity]) {
    const refused = await rejection(injectWithRetry(farEnd.injector(), params, wrong));
    assert.equal(refused.code, 'InvalidOptions');
  }
});

onBoth('N9: an AbortSignal ends a wait at once, with nothing sent after it', async (farEnd) => {
  const params = await farEnd.params();
  await farEnd.next('dtmf', 'rateLimit', { retryAfter: 30 });
  const giving = new AbortController();
  const reason = new Error('the caller hung up');
  const injection = rejection(injectWithRetry(farEnd.injector(), params, 3, { signal: giving.signal }));
  await until(async () => (await farEnd.posts(params.callId)).length === 1, 'the first attempt');
  giving.abort(reason);
  const error = await injection;
  assert.deepEqual([error.code, error.cause], ['Cancelled', reason]);
  assert.equal((await farEnd.posts(params.callId)).length, 1);
});

onBoth('N9: a signal that has aborted before sends nothing', async (farEnd) => {
  const params = await farEnd.params();
  const signal = AbortSignal.abort(new Error('too late'));
  const error = await rejection(farEnd.injector().injectDTMF(params, { signal }));
  assert.deepEqual([error.code, error.cause.message], ['Cancelled', 'too late']);
  assert.equal((await farEnd.posts()).length, 0);
});

onBoth('N9: aborted in flight it is ambiguous', async (farEnd) => {
  const params = await farEnd.params();
  await farEnd.next('dtmf', 'stall');
  const giving = new AbortController();
  const injection = rejection(farEnd.injector().injectDTMF(params, { signal: giving.signal }));
  await until(async () => (await farEnd.posts(params.callId)).length === 1, 'the request is there');
  giving.abort();
  assert.equal((await injection).code, 'Ambiguous');
});

onBoth('N9: the total deadline is kept, in waits and in the call\'s queue', async (farEnd) => {
  const injector = farEnd.injector();
  const params = await farEnd.params();
  await farEnd.next('dtmf', 'rateLimit', { retryAfter: 30 });
  const waiting = await rejection(injectWithRetry(injector, params, 3, { timeoutMs: 2_000 }));
  assert.equal(waiting.code, 'RateLimited', 'a wait beyond the deadline is not begun');
  const release = await injector.acquireChannelLock(params.callId);
  const queued = await rejection(injector.injectDTMF(params, { timeoutMs: 50 }));
  assert.deepEqual([queued.code, queued.retryable], ['DeadlineExceeded', true]);
  release();
  await farEnd.next('dtmf', 'stall');
  const stalled = await rejection(farEnd.injector({ timeoutMs: 100 }).injectDTMF(await farEnd.params()));
  assert.equal(stalled.code, 'Ambiguous');
});

onPlain('N9: a replaced injectDTMF is tried again by the same rules', async (farEnd) => {
  const answers = [429, 503];
  const client = new CXoneAuthClient(farEnd.authConfig);
  const injector = new DTMFInjector(client, { ...farEnd.injectorConfig, logger: null });
  let calls = 0;
  injector.injectDTMF = async () => {
    const status = answers[calls];
    calls += 1;
    throw Object.assign(new Error(`status ${status}`), { response: { status, headers: { 'retry-after': '0' } } });
  };
  const error = await rejection(injectWithRetry(injector, await farEnd.params()));
  assert.equal(error.message, 'status 503');
  assert.equal(calls, 2);
  calls = 0;
  answers[0] = 409;
  const params = await farEnd.params();
  const conflict = await rejection(injectWithRetry(injector, params));
  assert.equal(conflict.message, `Channel conflict: call ${params.callId} is currently locked by another process`);
  calls = 0;
  answers.splice(0, 2, 429, 429, 429);
  const limited = await rejection(injectWithRetry(injector, params, 2));
  assert.deepEqual([limited.code, limited.attempts, calls], ['RateLimited', 2, 2]);
});

/** The URL of a port that nobody listens at. */
async function closedPort() {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}
