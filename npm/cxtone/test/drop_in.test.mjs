// The pasted module's own ways of use: its main program, its classes extended, its methods replaced, loggers given.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inspect, promisify } from 'node:util';
import { test } from 'node:test';
import { CXoneAuthClient, DTMFInjector, injectWithRetry, startEmulator } from 'cxtone';
import { DIGITS, onBoth, onEmulator, onPlain, rejection, until } from './far_ends.mjs';

const run = promisify(execFile);

onPlain('the pasted module\'s main program works with the three lines changed', async (farEnd) => {
  const program = fileURLToPath(new URL('pasted_main.cjs', import.meta.url));
  const env = { ...process.env, TEST_URL: farEnd.server.url };
  const { stdout } = await run(process.execPath, [program], { env, timeout: 60_000 });
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"level"')).map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ level, message }) => [level, message]), [
    ['info', 'OAuth token refreshed successfully'],
    ['info', 'DTMF injection completed'],
  ]);
  assert.match(stdout, /CTI Monitor Event: dtmf\.injected call-of-main success/);
  assert.match(stdout, /Injection Result: true accepted success/);
  assert.equal((await farEnd.posts()).length, 1);
});

onBoth('a subclass that watches the locks and calls the class\'s own is honoured', async (farEnd) => {
  const seen = [];
  class Watching extends DTMFInjector {
    async acquireChannelLock(callId) {
      const release = await super.acquireChannelLock(callId);
      seen.push('acquired');
      return release;
    }

    async releaseChannelLock() {
      seen.push('released');
      return super.releaseChannelLock();
    }
  }
  const client = new CXoneAuthClient({ ...farEnd.authConfig, logger: null });
  const injector = new Watching(client, { ...farEnd.injectorConfig, logger: null });
  const params = await farEnd.params();
  await Promise.all([injector.injectDTMF(params), injector.injectDTMF(params)]);
  assert.deepEqual(seen, ['acquired', 'released', 'acquired', 'released']);
  await injectWithRetry(injector, await farEnd.params());
  assert.equal(seen.length, 6);
  await until(() => injector.channelLocks.size === 0, 'nothing is locked');
});

onBoth('locks of one\'s own in place of the class\'s are honoured, also when the injection fails', async (farEnd) => {
  const seen = [];
  const injector = farEnd.injector();
  injector.acquireChannelLock = async (callId) => {
    seen.push(`acquire ${callId}`);
  };
  injector.releaseChannelLock = async () => {
    seen.push('release');
  };
  const params = await farEnd.params();
  await farEnd.next('dtmf', 'conflict');
  await rejection(injector.injectDTMF(params));
  assert.deepEqual(seen, [`acquire ${params.callId}`, 'release']);
});

onPlain('a replaced getAccessToken is asked, in a subclass and on the object', async (farEnd) => {
  class Vault extends CXoneAuthClient {
    async getAccessToken() {
      return 'from-the-vault';
    }
  }
  const inherited = new CXoneAuthClient(farEnd.authConfig);
  inherited.getAccessToken = () => 'from-the-object';
  for (const client of [new Vault(farEnd.authConfig), inherited, { getAccessToken: () => 'from-anything' }]) {
    const injector = new DTMFInjector(client, { ...farEnd.injectorConfig, logger: null });
    await injector.injectDTMF(await farEnd.params());
  }
  const sent = (await farEnd.posts()).map(({ headers }) => headers.authorization);
  assert.deepEqual(sent, ['Bearer from-the-vault', 'Bearer from-the-object', 'Bearer from-anything']);
  assert.equal((await farEnd.tokens()).length, 0);
});

onPlain('a provider that fails is the cause, with its own answer; one that gives no token is refused', async (farEnd) => {
  const cause = Object.assign(new Error('the vault is sealed'), { response: { status: 418, headers: {}, data: 'tea' } });
  const failing = { getAccessToken: () => Promise.reject(cause) };
  for (const [provider, expected] of [[failing, cause], [{ getAccessToken: () => undefined }, undefined]]) {
    const injector = new DTMFInjector(provider, { ...farEnd.injectorConfig, logger: null });
    const error = await rejection(injector.injectDTMF(await farEnd.params()));
    assert.equal(error.code, 'Token');
    assert.equal(expected === undefined || error.cause === expected, true);
    assert.equal(error.response, expected?.response);
  }
  assert.equal((await farEnd.posts()).length, 0);
});

onPlain('the config may change: the next injection goes where it leads', async (farEnd) => {
  const injector = farEnd.injector({ apiUrl: 'http://127.0.0.1:1' });
  injector.config.apiUrl = farEnd.injectorConfig.apiUrl;
  await injector.injectDTMF(await farEnd.params());
  injector.authClient = { getAccessToken: () => 'another' };
  await injector.injectDTMF(await farEnd.params());
  assert.equal((await farEnd.posts()).at(-1).headers.authorization, 'Bearer another');
});

onPlain('a config that cannot be used is told when it is used', async (farEnd) => {
  for (const config of [{ apiUrl: 'http://example.com' }, { apiUrl: undefined }, { ca: 'no certificate' }, { proxy: '::' }, { requestTimeoutMs: -1 }, { timeoutMs: 'soon' }]) {
    const error = await rejection(farEnd.injector(config).injectDTMF(await farEnd.params()));
    assert.equal(error.code, 'InvalidOptions', JSON.stringify(config));
  }
  const error = await rejection(new CXoneAuthClient({ ...farEnd.authConfig, clientId: undefined }).getAccessToken());
  assert.deepEqual([error.code, /clientId/.test(error.message)], ['InvalidOptions', true]);
  assert.equal((await farEnd.posts()).length, 0);
});

onBoth('loggers are called as they want to be, and one that throws changes nothing', async (farEnd) => {
  const calls = [];
  const keep = (...call) => calls.push(call);
  const winston = { info: keep, warn: keep, error: keep };
  const pino = { ...winston, bindings: () => ({}) };
  for (const logger of [winston, pino]) {
    await farEnd.injector({ logger }).injectDTMF(await farEnd.params());
  }
  const [asWinston, asPino] = calls;
  assert.deepEqual([asWinston[0], asPino[1]], ['DTMF injection completed', 'DTMF injection completed']);
  assert.deepEqual([asWinston[1].status, asPino[0].status], ['success', 'success']);
  const broken = { ...winston, info: () => assert.fail('a full disk') };
  const { success } = await farEnd.injector({ logger: broken }).injectDTMF(await farEnd.params());
  assert.equal(success, true);
});

onEmulator('an agent\'s session takes digits, with the tone length that was asked for', async (farEnd) => {
  const callId = await farEnd.emulator.placeCall();
  const { accessKeyId, accessKeySecret } = farEnd.emulator.agent;
  const client = new CXoneAuthClient({
    ...farEnd.authConfig,
    authUrl: `${farEnd.emulator.url}/auth/token`,
    dialect: 'cxone-agent',
    accessKeyId,
    accessKeySecret,
    logger: null,
  });
  const injector = new DTMFInjector(client, { ...farEnd.injectorConfig, dialect: 'cxone-agent', logger: null });
  const params = { callId: `contact-${callId}`, sessionId: `session-${callId}`, dtmfString: '42#', dtmfType: 'RFC2833', interDigitPause: 100 };
  const { audit } = await injector.injectDTMF(params, { toneMs: 200 });
  assert.equal(audit.status, 'success');
  await until(async () => (await farEnd.emulator.heard(callId)) === '42#', 'the digits are heard');
  const refused = await rejection(farEnd.injector().injectDTMF(await farEnd.params(), { toneMs: 200 }));
  assert.equal(refused.code, 'InvalidPayload', 'the request of cxone-v2 carries no tone length');
});

onPlain('a proxy\'s password shows nowhere', (farEnd) => {
  const injector = farEnd.injector({ proxy: 'http://user:hunter2@127.0.0.1:1' });
  assert.equal(inspect(injector, { depth: 9, showHidden: true }).includes('hunter2'), false);
  assert.equal(JSON.stringify(injector).includes('hunter2'), false);
  assert.match(injector.config.proxy, /hunter2/);
});

onBoth('metrics count what was done, and name no call', async (farEnd) => {
  const injector = farEnd.injector();
  const params = await farEnd.params();
  await injector.injectDTMF(params);
  const text = injector.metrics();
  assert.match(text, /cxtone_injections_total\{outcome="delivered",type="RFC2833"\} 1/);
  assert.equal(text.includes(params.callId) || text.includes(DIGITS), false);
});

test('an emulator makes the same ids from the same seed, and ends when it is told to', async () => {
  const [one, two] = [await startEmulator({ seed: 7 }), await startEmulator({ seed: 7 })];
  assert.deepEqual(one.calls, two.calls);
  await one.stop();
  await one.stop();
  await rejection(one.requests());
  await two.stop();
  assert.equal((await rejection(startEmulator({ speed: 0 }))).code, 'InvalidOptions');
});
