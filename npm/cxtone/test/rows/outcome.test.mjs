// N10 to N13, N16, N20 and N21: what is told of an injection, to whom, and what never is.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { injectWithRetry } from 'cxtone';
import { DIGITS, onBoth, onEmulator, onPlain, rejection } from '../far_ends.mjs';

/** A logger that keeps what it was given. */
function keeping() {
  const kept = [];
  const keep = (level) => (message, entry) => kept.push({ level, message, entry });
  return { kept, info: keep('info'), warn: keep('warn'), error: keep('error') };
}

onPlain('N10: latencyMs is what token and request took, also of a failure, and the stages stand beside it', async (farEnd) => {
  const logger = keeping();
  const injector = farEnd.injector({ logger });
  await farEnd.next('dtmf', 'usual', { delayMs: 250 });
  const { audit } = await injector.injectDTMF(await farEnd.params());
  await farEnd.next('dtmf', 'conflict', { delayMs: 250 });
  await rejection(injector.injectDTMF(await farEnd.params()));
  const failed = logger.kept.find(({ level }) => level === 'error').entry;
  for (const { latencyMs, latency } of [audit, failed]) {
    assert.equal(typeof latencyMs, 'number');
    assert.ok(latencyMs >= 240, `${latencyMs}`);
    assert.deepEqual(Object.keys(latency), ['lockWait', 'token', 'firstByte', 'total']);
    assert.ok(latency.firstByte >= 240 && latency.total >= latency.firstByte);
  }
});

onBoth('N10: the wait for the call\'s turn is a stage of its own', async (farEnd) => {
  const injector = farEnd.injector();
  const params = await farEnd.params();
  const release = await injector.acquireChannelLock(params.callId);
  const injection = injector.injectDTMF(params);
  setTimeout(release, 100);
  const { audit } = await injection;
  assert.ok(audit.latency.lockWait >= 90);
  assert.ok(audit.latencyMs < audit.latency.total);
});

onBoth('N11: every 2xx is a success in result, audit and event alike', async (farEnd) => {
  const injector = farEnd.injector();
  const events = [];
  injector.registerCTIMonitor((event) => events.push(event));
  for (const status of [201, 202, 204]) {
    await farEnd.next('dtmf', 'success', { status });
    const { success, data, audit } = await injector.injectDTMF(await farEnd.params());
    assert.deepEqual([success, data, audit.status, audit.httpStatus], [true, '', 'success', status]);
    assert.equal(audit.accepted, status === 202);
    assert.equal(audit.recognitionRate, 1);
    assert.deepEqual([events.at(-1).event, events.at(-1).auditEntry], ['dtmf.injected', audit]);
  }
});

onEmulator('N12: the recognition rate is measured from the call\'s audio', async (farEnd) => {
  const injector = farEnd.injector({ verify: true });
  const { audit } = await injector.injectDTMF(await farEnd.params());
  assert.deepEqual([audit.recognitionRate, audit.recognitionSource], [1, 'audio']);
  assert.deepEqual([audit.recognition.hits, audit.recognition.exact], [DIGITS.length, true]);
  const deaf = await farEnd.emulator.placeCall({ line: { packetLoss: 1 } });
  const params = { ...farEnd.emulator.address(deaf), dtmfString: DIGITS, dtmfType: 'INBAND', interDigitPause: 50 };
  const lost = await injector.injectDTMF(params);
  assert.deepEqual([lost.audit.recognitionRate, lost.audit.recognitionSource], [0, 'audio']);
});

onBoth('N12: without audio the rate is the source\'s, and says so', async (farEnd) => {
  const injector = farEnd.injector();
  const { audit } = await injector.injectDTMF(await farEnd.params());
  assert.deepEqual([audit.recognitionRate, audit.recognitionSource], [1, 'status']);
  const deaf = farEnd.injector({ recording: undefined });
  const refused = await rejection(deaf.injectDTMF(await farEnd.params(), { verify: true }));
  assert.equal(refused.code, 'InvalidOptions');
});

onBoth('N13: no log, event or error shows digits, frequencies, token or secret', async (farEnd) => {
  const logger = keeping();
  const injector = farEnd.injector({ logger }, { logger });
  const events = [];
  injector.registerCTIMonitor((event) => events.push(event));
  const errors = [];
  const params = await farEnd.params();
  await injector.injectDTMF(params);
  for (const kind of ['conflict', 'serverError', 'dropAfter', 'rateLimit']) {
    await farEnd.next('dtmf', kind, kind === 'rateLimit' ? { retryAfter: 3600 } : {});
    errors.push(await rejection(injectWithRetry(injector, await farEnd.params())));
  }
  errors.push(await rejection(injector.injectDTMF({ ...params, callId: DIGITS })));
  errors.push(await rejection(injector.injectDTMF({ ...params, dtmfType: DIGITS, dtmfString: `${DIGITS}x` })));
  const secret = injector.authClient.config.clientSecret;
  const { token } = injector.authClient;
  const printed = [logger.kept, events, errors, injector, injector.authClient].map(
    (it) => `${inspect(it, { depth: 20 })}${JSON.stringify(it)}`,
  );
  assert.ok(logger.kept.length >= 7 && events.length === 7 && typeof token === 'string');
  for (const canary of [DIGITS, DIGITS.slice(1, 5), secret, token, '[941', '941,1209']) {
    printed.forEach((text) => assert.equal(text.includes(canary), false, canary));
  }
  assert.equal(events[0].auditEntry.dtmfString, '[6 digits]');
  assert.deepEqual(events[0].auditEntry.validation, { frequencies: [], carrierCompatible: true, valid: true });
});

onPlain('N13: what the far end echoes can be read, and shows nowhere by itself', async (farEnd) => {
  const logger = keeping();
  const injector = farEnd.injector({ logger });
  const events = [];
  injector.registerCTIMonitor((event) => events.push(event));
  await farEnd.next('dtmf', 'echo');
  const { data } = await injector.injectDTMF(await farEnd.params());
  assert.equal(data.dtmf, DIGITS);
  assert.equal(events[0].payload.dtmf, DIGITS);
  await farEnd.next('dtmf', 'echo', { status: 400 });
  const error = await rejection(injector.injectDTMF(await farEnd.params()));
  assert.equal(error.response.data.dtmf, DIGITS);
  const printed = `${inspect([logger.kept, events, error], { depth: 20 })}${JSON.stringify([logger.kept, events, error])}`;
  assert.equal(printed.includes(DIGITS), false);
});

onBoth('N13: legacyAudit brings the digits back, and no secret', async (farEnd) => {
  const logger = keeping();
  const injector = farEnd.injector({ logger, legacyAudit: true });
  const { audit } = await injector.injectDTMF(await farEnd.params());
  assert.equal(audit.dtmfString, DIGITS);
  assert.deepEqual(audit.validation.frequencies[0], [941, 1209]);
  await farEnd.next('dtmf', 'conflict');
  await rejection(injector.injectDTMF(await farEnd.params()));
  assert.equal(logger.kept.at(-1).entry.dtmfString, DIGITS);
  assert.equal(JSON.stringify(logger.kept).includes(injector.authClient.token), false);
});

onBoth('N16: monitors are told in order before the promise settles, and those that fail change nothing', async (farEnd) => {
  const logger = keeping();
  const injector = farEnd.injector({ logger });
  const told = [];
  injector.registerCTIMonitor(() => {
    told.push('throws');
    throw new Error(`with ${DIGITS}`);
  });
  injector.registerCTIMonitor(async () => {
    told.push('rejects');
    throw new Error('later');
  });
  injector.registerCTIMonitor(() => {
    told.push('hangs');
    return new Promise(() => {});
  });
  const signOff = injector.registerCTIMonitor(({ event }) => told.push(event));
  const { success } = await injector.injectDTMF(await farEnd.params());
  assert.equal(success, true);
  assert.deepEqual(told, ['throws', 'rejects', 'hangs', 'dtmf.injected']);
  await new Promise((resolve) => setImmediate(resolve));
  const complaints = logger.kept.filter(({ level }) => level === 'warn');
  assert.deepEqual(complaints.map(({ message }) => message), ['CTI monitor failed', 'CTI monitor failed']);
  await farEnd.next('dtmf', 'conflict');
  const error = await rejection(injector.injectDTMF(await farEnd.params()));
  assert.equal(error.code, 'Conflict');
  assert.equal(told.at(-1), 'dtmf.failed');
  signOff();
  injector.ctiCallbacks.push(() => told.push('pushed'));
  await injector.injectDTMF(await farEnd.params());
  assert.deepEqual(told.slice(-4), ['throws', 'rejects', 'hangs', 'pushed']);
});

onBoth('N20: 409 is a conflict in the source\'s words, with cause and response', async (farEnd) => {
  const params = await farEnd.params();
  await farEnd.next('dtmf', 'conflict');
  const error = await rejection(injectWithRetry(farEnd.injector(), params));
  assert.equal(error.code, 'Conflict');
  assert.equal(error.message, `Channel conflict: call ${params.callId} is currently locked by another process`);
  assert.equal(error.response.status, 409);
  assert.equal(error.response.data.error, 'conflict');
  assert.equal(typeof error.response.headers['content-type'], 'string');
  assert.ok(error.cause instanceof Error);
  assert.equal((await farEnd.posts(params.callId)).length, 1);
});

onBoth('N21: what is not valid is refused before the call\'s turn, and every record has id and attempt', async (farEnd) => {
  const logger = keeping();
  const injector = farEnd.injector({ logger });
  const params = await farEnd.params();
  const release = await injector.acquireChannelLock(params.callId);
  const error = await rejection(injector.injectDTMF({ ...params, interDigitPause: 1 }));
  assert.equal(error.message, 'Inter-digit pause must be between 50 and 1000 milliseconds');
  release();
  await farEnd.next('dtmf', 'conflict');
  await rejection(injector.injectDTMF(params));
  await injector.injectDTMF(params);
  const entries = logger.kept.filter(({ message }) => message.startsWith('DTMF')).map(({ entry }) => entry);
  assert.deepEqual(entries.map(({ attempts }) => attempts), [0, 1, 1]);
  assert.equal(new Set(entries.map(({ injectionId }) => injectionId)).size, 3);
  for (const entry of entries) {
    assert.equal(entry.callId, params.callId);
    assert.equal(entry.dtmfType, 'RFC2833');
    assert.equal(typeof entry.interDigitPause, 'number');
    assert.match(entry.timestamp, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  }
});

test('N21: importing has no effect, and the process ends by itself', () => {
  const cwd = fileURLToPath(new URL('../..', import.meta.url));
  for (const script of ['require("cxtone")', 'import("cxtone")']) {
    const printed = execFileSync(process.execPath, ['-e', script], { cwd, encoding: 'utf8', timeout: 60_000 });
    assert.equal(printed, '');
  }
});
