// N14, N15, N19, N22 and N23: tokens, their life and their scopes.

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { CXoneAuthClient, DTMFInjector } from 'cxtone';
import { onBoth, onEmulator, onPlain, rejection } from '../far_ends.mjs';

const silent = (farEnd, change = {}) => new CXoneAuthClient({ ...farEnd.authConfig, logger: null, ...change });

onBoth('N14: fifty callers fetch one token', async (farEnd) => {
  const client = silent(farEnd);
  const tokens = await Promise.all(Array.from({ length: 50 }, () => client.getAccessToken()));
  assert.equal(new Set(tokens).size, 1);
  assert.equal((await farEnd.tokens()).length, 1);
});

onPlain('N14: a token of short or unknown life is used again', async (farEnd) => {
  for (const fields of [{ expires_in: 60 }, { expires_in: '20' }, {}, { expires_in: null }]) {
    const client = silent(farEnd);
    await farEnd.next('token', 'grant', { fields });
    assert.equal(await client.getAccessToken(), await client.getAccessToken());
  }
  assert.equal((await farEnd.tokens()).length, 4);
});

onPlain('N14: a malformed answer is an error, and nothing is sent with it', async (farEnd) => {
  for (const fields of [{ access_token: undefined }, { access_token: '' }, { access_token: 7 }, { expires_in: 'x' }]) {
    await farEnd.next('token', 'grant', { fields });
    const error = await rejection(farEnd.injector().injectDTMF(await farEnd.params()));
    assert.equal(error.code, 'Token');
  }
  assert.equal((await farEnd.posts()).length, 0);
});

onBoth('N14: wrong credentials are told in the source\'s words', async (farEnd) => {
  await farEnd.next('token', 'unauthorized', { times: 2 });
  const message = 'OAuth authentication failed: invalid client credentials';
  const params = await farEnd.params();
  const refusals = [() => silent(farEnd).getAccessToken(), () => farEnd.injector().injectDTMF(params)];
  for (const refused of refusals) {
    const error = await rejection(refused());
    assert.deepEqual([error.message, error.code, error.response.status], [message, 'InvalidClient', 401]);
  }
});

onBoth('N15: a 401 renews the token once and is sent once more', async (farEnd) => {
  const params = await farEnd.params();
  await farEnd.next('dtmf', 'unauthorized');
  const { audit } = await farEnd.injector().injectDTMF(params);
  assert.equal(audit.status, 'success');
  assert.equal((await farEnd.posts(params.callId)).length, 2);
  assert.equal((await farEnd.tokens()).length, 2);
});

onBoth('N15: a second 401 is the end', async (farEnd) => {
  const params = await farEnd.params();
  await farEnd.next('dtmf', 'unauthorized', { times: 2 });
  const error = await rejection(farEnd.injector().injectDTMF(params));
  assert.deepEqual([error.code, error.response.status], ['Unauthorized', 401]);
  assert.equal((await farEnd.posts(params.callId)).length, 2);
});

onPlain('N15: the second request carries the new token and the whole body', async (farEnd) => {
  await farEnd.next('dtmf', 'unauthorized');
  await farEnd.injector().injectDTMF(await farEnd.params());
  const [first, second] = await farEnd.posts();
  assert.equal(second.body, first.body);
  assert.notEqual(second.headers.authorization, first.headers.authorization);
});

onPlain('N15: a provider in the source\'s shape has its refused token cleared and is asked again', async (farEnd) => {
  const provider = {
    token: null,
    fetched: 0,
    async getAccessToken() {
      if (this.token === null) {
        this.fetched += 1;
        this.token = `own-${this.fetched}`;
      }
      return this.token;
    },
  };
  const injector = new DTMFInjector(provider, { ...farEnd.injectorConfig, logger: null });
  await farEnd.next('dtmf', 'unauthorized');
  await injector.injectDTMF(await farEnd.params());
  const sent = (await farEnd.posts()).map(({ headers }) => headers.authorization);
  assert.deepEqual(sent, ['Bearer own-1', 'Bearer own-2']);
});

onBoth('N19: a base with or without /oauth gives the one right path', async (farEnd) => {
  const ends = ['', '/', '/oauth', '/oauth/', '/oauth/token'];
  for (const end of ends) {
    await silent(farEnd, { authUrl: farEnd.authConfig.authUrl + end }).getAccessToken();
  }
  assert.deepEqual((await farEnd.tokens()).map(({ path }) => path), ends.map(() => '/oauth/token'));
});

onPlain('N22: the source\'s scopes are asked for, and one that is not granted is named', async (farEnd) => {
  await farEnd.next('token', 'grant', { fields: { scope: 'telephony:call:control' } });
  const error = await rejection(silent(farEnd).getAccessToken());
  assert.deepEqual([error.code, error.missing], ['MissingScope', ['telephony:line:readwrite']]);
  const [{ body }] = await farEnd.tokens();
  const form = new URLSearchParams(body);
  assert.equal(form.get('scope'), 'telephony:call:control telephony:line:readwrite');
  await farEnd.next('dtmf', 'forbidden');
  const forbidden = await rejection(farEnd.injector().injectDTMF(await farEnd.params()));
  assert.deepEqual([forbidden.code, forbidden.response.status], ['Forbidden', 403]);
  assert.match(forbidden.message, /telephony:call:control/);
});

onEmulator(
  'N22: a scope that is not granted is named',
  async (farEnd) => {
    const error = await rejection(farEnd.injector().injectDTMF(await farEnd.params()));
    assert.deepEqual([error.code, error.missing], ['MissingScope', ['telephony:line:readwrite']]);
  },
  { scopes: ['telephony:call:control'] },
);

onBoth('N23: the token can be read and dropped, and neither it nor a secret shows', async (farEnd) => {
  const client = silent(farEnd);
  assert.deepEqual([client.token, client.tokenExpiry], [null, 0]);
  const token = await client.getAccessToken();
  assert.equal(client.token, token);
  assert.ok(client.tokenExpiry > Date.now());
  const shown = `${inspect(client, { showHidden: true, depth: 9 })}${JSON.stringify(client)}`;
  assert.equal(shown.includes(token), false);
  assert.equal(shown.includes(client.config.clientSecret), false);
  assert.ok(client.config.clientSecret.length > 0);
  client.token = null;
  assert.equal(client.token, null);
  assert.notEqual(await client.getAccessToken(), token);
  client.tokenExpiry = 0;
  await client.getAccessToken();
  assert.equal((await farEnd.tokens()).length, 3);
});

onBoth('N23: a token set by hand is used until its end, as in the source', async (farEnd) => {
  const fetched = await silent(farEnd).getAccessToken();
  const client = silent(farEnd);
  client.token = fetched;
  client.tokenExpiry = Date.now() + 60_000;
  assert.equal(await client.getAccessToken(), fetched);
  const injector = new DTMFInjector(client, { ...farEnd.injectorConfig, logger: null });
  await injector.injectDTMF(await farEnd.params());
  assert.equal((await farEnd.tokens()).length, 1);
});
