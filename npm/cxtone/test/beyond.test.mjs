// Beyond the pasted module: the sealed log, certificates and proxies.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CXoneAuthClient, DTMFInjector } from 'cxtone';
import { DIGITS, onBoth, rejection } from './far_ends.mjs';

const tls = (name) => readFileSync(new URL(`tls/${name}`, import.meta.url), 'utf8');

onBoth('the sealed log has what was intended before what came of it, and no digit', async (farEnd) => {
  const folder = mkdtempSync(join(tmpdir(), 'cxtone-'));
  try {
    const audit = { file: join(folder, 'calls.audit'), keyFile: join(folder, 'keys', 'audit.key') };
    const injector = farEnd.injector({ audit, legacyAudit: true });
    await injector.injectDTMF(await farEnd.params());
    // Another token source makes another native injector: the log stays open.
    const token = await injector.authClient.getAccessToken();
    injector.authClient = { getAccessToken: () => token };
    await injector.injectDTMF(await farEnd.params());
    const text = readFileSync(audit.file, 'utf8');
    const kinds = text.trim().split('\n').map((line) => JSON.parse(line).kind);
    assert.deepEqual(kinds, ['intended', 'observed', 'intended', 'observed']);
    assert.equal(text.includes(DIGITS), false);
    assert.match(readFileSync(audit.keyFile, 'utf8'), /^[0-9a-f]{64}\n$/);
    if (process.platform !== 'win32') {
      assert.equal(statSync(audit.keyFile).mode & 0o777, 0o600);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

onBoth('where the log cannot be opened, nothing is sent', async (farEnd) => {
  const folder = mkdtempSync(join(tmpdir(), 'cxtone-'));
  try {
    const audit = { file: join(folder, 'none', 'calls.audit'), keyFile: join(folder, 'audit.key') };
    const error = await rejection(farEnd.injector({ audit }).injectDTMF(await farEnd.params()));
    assert.equal(error.code, 'InvalidOptions');
    assert.equal((await farEnd.posts()).length, 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a CA of one\'s own is trusted where it is given, directly and over a proxy', async () => {
  const server = https.createServer({ key: tls('localhost.key'), cert: tls('localhost.pem') }, (_, response) => {
    response.end(JSON.stringify({ access_token: 'over-tls', expires_in: 60 }));
  });
  const proxy = connectProxy();
  await Promise.all([server, proxy].map((it) => once(it.listen(0, '127.0.0.1'), 'listening')));
  const url = `https://localhost:${server.address().port}`;
  const config = { authUrl: url, clientId: 'a', clientSecret: 'b', logger: null };
  try {
    const distrusting = await rejection(new CXoneAuthClient(config).getAccessToken());
    assert.equal(distrusting.code, 'Token');
    const ca = tls('ca.pem');
    assert.equal(await new CXoneAuthClient({ ...config, ca }).getAccessToken(), 'over-tls');
    assert.equal(proxy.connects.length, 0);
    const proxied = { ...config, ca, proxy: `http://127.0.0.1:${proxy.address().port}` };
    const client = new CXoneAuthClient(proxied);
    assert.equal(await client.getAccessToken(), 'over-tls');
    assert.deepEqual(proxy.connects, [`localhost:${server.address().port}`]);
    // The injector goes the client's way unless it has one of its own.
    const injector = new DTMFInjector(client, { apiUrl: url, logger: null });
    const { success } = await injector.injectDTMF({
      telephonyProviderId: 'p',
      lineId: 'l',
      callId: 'c',
      dtmfString: '1',
      dtmfType: 'INBAND',
      interDigitPause: 50,
    });
    assert.equal(success, true);
  } finally {
    for (const it of [server, proxy]) {
      it.closeAllConnections();
      it.close();
    }
  }
});

/** A proxy that carries bytes, and tells where to. */
function connectProxy() {
  const proxy = http.createServer();
  proxy.connects = [];
  proxy.on('connect', (request, socket, head) => {
    proxy.connects.push(request.url);
    const { hostname, port } = new URL(`http://${request.url}`);
    const onward = net.connect(port, hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  return proxy;
}
