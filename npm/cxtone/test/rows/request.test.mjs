// N17 and N18: what goes onto the wire, and what never does.

import assert from 'node:assert/strict';
import { onBoth, onEmulator, onPlain, rejection, until } from '../far_ends.mjs';

onPlain('N17: letters are in upper case on the wire, and the pause is a number', async (farEnd) => {
  const params = await farEnd.params({ dtmfString: '1ab#', interDigitPause: 75 });
  await farEnd.injector().injectDTMF(params);
  const [{ body, path, headers }] = await farEnd.posts();
  assert.deepEqual(JSON.parse(body), { dtmf: '1AB#', dtmfType: 'RFC2833', interDigitPause: 75 });
  const { telephonyProviderId, lineId, callId } = params;
  assert.equal(path, `/api/v2/telephony/providers/${telephonyProviderId}/lines/${lineId}/calls/${callId}/dtmf`);
  assert.equal(headers['content-type'], 'application/json');
  assert.equal(headers.accept, 'application/json');
  assert.match(headers.authorization, /^Bearer bearer-of-tests-1$/);
});

onEmulator('N17: letters in lower case are heard as what they are', async (farEnd) => {
  const params = await farEnd.params({ dtmfString: '1ab#' });
  await farEnd.injector().injectDTMF(params);
  await until(async () => (await farEnd.emulator.heard(params.callId)) === '1AB#', 'the digits are heard');
});

onBoth('N17: a pause that is no integer is refused, and nothing is sent', async (farEnd) => {
  const params = await farEnd.params();
  for (const interDigitPause of [Number.NaN, undefined, '200', [100], 99.5]) {
    const error = await rejection(farEnd.injector().injectDTMF({ ...params, interDigitPause }));
    assert.equal(error.code, 'InvalidPayload');
  }
  assert.equal((await farEnd.posts()).length, 0);
});

onBoth('N18: an id that would reach another path is refused before any request', async (farEnd) => {
  const params = await farEnd.params();
  const injector = farEnd.injector();
  for (const id of ['../../admin?x=1#', '..', '', 'a/b', 'a%2fb', 'a b', 'é', 'x'.repeat(129), undefined, 7, null]) {
    for (const field of ['callId', 'lineId', 'telephonyProviderId']) {
      const error = await rejection(injector.injectDTMF({ ...params, [field]: id }));
      assert.equal(error.code, 'InvalidId', `${field}: ${id}`);
    }
    assert.equal((await rejection(injector.acquireChannelLock(id))).code, 'InvalidId');
  }
  assert.equal((await farEnd.posts()).length, 0);
  assert.equal((await farEnd.tokens()).length, 0);
});
