// Calls listened to by RTP, and tenants found by their issuer, in the emulator.

import assert from 'node:assert/strict';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { CXoneAuthClient, discoverTenant, DTMFInjector, listenRtp, startEmulator } from 'cxtone';
import { DIGITS, rejection } from './far_ends.mjs';

/** How much quicker than in real time a call passes. */
const SPEED = 4;

async function emulated(run) {
  const emulator = await startEmulator({ seed: 1, speed: SPEED, calls: 2 });
  try {
    await run(emulator);
  } finally {
    await emulator.stop();
  }
}

/** Parameters of an injection into a call. */
function into(emulator, callId) {
  return { ...emulator.address(callId), dtmfString: DIGITS, dtmfType: 'RFC2833', interDigitPause: 50 };
}

test('what is heard in a call\'s RTP is measured', async () => {
  await emulated(async (emulator) => {
    const [callId, other] = emulator.calls;
    const tap = await listenRtp({ callId });
    try {
      await emulator.ask('POST', `/emulator/calls/${callId}/rtp`, { to: `${tap.host}:${tap.port}`, payload: 'audio' });
      const warned = [];
      const logger = { info() {}, error() {}, warn: (message) => warned.push(message) };
      const injector = new DTMFInjector(new CXoneAuthClient({ ...emulator.authConfig, logger }), {
        apiUrl: emulator.url,
        speed: SPEED,
        logger,
      });
      const options = { tap, verify: true };
      const { audit } = await injector.injectDTMF(into(emulator, callId), options);
      assert.deepEqual([audit.recognitionSource, audit.recognitionRate, audit.recognition.exact], ['audio', 1, true]);
      assert.deepEqual(warned, []);
      // Another call is not heard there, and nobody says it was.
      const elsewhere = await injector.injectDTMF(into(emulator, other), options);
      assert.equal(elsewhere.audit.recognitionSource, 'status');
      assert.equal(warned.length, 1);
      tap.stop();
      tap.stop();
    } finally {
      tap.stop();
    }
  });
});

test('of a type that a recording need not hold silence is measured only where the config says that it does', async () => {
  await emulated(async (emulator) => {
    const line = { noiseDbm0: -50, packetLoss: 1, seed: 1 };
    const { callId } = await emulator.ask('POST', '/emulator/calls', { line });
    const logger = { info() {}, error() {}, warn() {} };
    const listening = (recordingRenders) => new DTMFInjector(new CXoneAuthClient({ ...emulator.authConfig, logger }), {
      ...emulator.injectorConfig,
      recordingRenders,
      verify: true,
      logger,
    });
    for (const [renders, source] of [[undefined, 'status'], [['RFC2833'], 'audio']]) {
      const { audit } = await listening(renders).injectDTMF(into(emulator, callId));
      assert.equal(audit.recognitionSource, source);
    }
    const wrong = await rejection(listening(['DTMF']).injectDTMF(into(emulator, callId)));
    assert.deepEqual([wrong.code, wrong.message], ['InvalidOptions', 'recordingRenders: give a list of RFC2833, SIPINFO and INBAND']);
  });
});

test('a place where nobody can listen is refused', async () => {
  const refused = async (options, why) => {
    const error = await rejection(listenRtp({ callId: 'c', ...options }));
    assert.deepEqual([error.code, why.test(error.message)], ['InvalidOptions', true], error.message);
  };
  await refused({ port: 70_000 }, /^port must be/);
  await refused({ port: 1.5 }, /^port must be/);
  await refused({ host: 'localhost' }, /^host: /);
  await refused({ callId: '../admin' }, /^callId: /);
  await refused({ payloadType: 8 }, /^payloadType must be/);
  await refused({ renders: ['DTMF'] }, /^renders: give a list of/);
  const taken = dgram.createSocket('udp4').bind(0, '127.0.0.1');
  await once(taken, 'listening');
  await refused({ port: taken.address().port }, /^port: /);
  taken.close();
  const injector = new DTMFInjector({ getAccessToken: () => 'token' }, { apiUrl: 'http://127.0.0.1:1', logger: null });
  const params = { telephonyProviderId: 'p', lineId: 'l', callId: 'c', dtmfString: '1', dtmfType: 'INBAND' };
  const error = await rejection(injector.injectDTMF({ ...params, interDigitPause: 50 }, { tap: {} }));
  assert.deepEqual([error.code, /^tap must be/.test(error.message)], ['InvalidOptions', true]);
});

test('a tenant is found by its issuer, and takes digits where it was found', async () => {
  await emulated(async (emulator) => {
    const { tenantId, accessKeyId, accessKeySecret, sessions, contacts } = emulator.agent;
    const { authUrl, apiUrl } = await discoverTenant({ issuer: emulator.url, tenantId });
    const { clientId, clientSecret } = emulator.authConfig;
    const dialect = 'cxone-agent';
    const login = { dialect, authUrl, clientId, clientSecret, accessKeyId, accessKeySecret, logger: null };
    const injector = new DTMFInjector(new CXoneAuthClient(login), { apiUrl, dialect, speed: SPEED, logger: null });
    const params = { sessionId: sessions[0], callId: contacts[0], dtmfString: DIGITS, interDigitPause: 50 };
    const { success } = await injector.injectDTMF({ ...params, dtmfType: 'RFC2833' });
    assert.equal(success, true);
  });
});

test('an issuer that is not trusted is not asked, and one that is not there is told', async () => {
  const failed = async (options, code, retryable) => {
    const error = await rejection(discoverTenant({ tenantId: 't', ...options }));
    assert.deepEqual([error.code, error.retryable], [code, retryable], error.message);
  };
  await failed({ issuer: 'https://example.com' }, 'Discovery', false);
  await failed({ issuer: 'http://127.0.0.1:1' }, 'Discovery', true);
  await failed({ issuer: 'http://example.com' }, 'InvalidOptions', false);
  await failed({ issuer: 'https://example.com', trust: ['no domain'] }, 'InvalidOptions', false);
  await failed({ issuer: 'https://example.com', tenantId: '../t' }, 'InvalidOptions', false);
});
