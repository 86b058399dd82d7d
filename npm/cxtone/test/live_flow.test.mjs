// A live call through a flow, in the emulator: the caller is scripted, the audio is real.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runFlow, startEmulator } from 'cxtone';

const FLOW = readFileSync(new URL('../../../fixtures/flows/outbound-code.yaml', import.meta.url), 'utf8');

const FIELDS = JSON.parse(
  readFileSync(new URL('../../../fixtures/flows/run-report.json', import.meta.url), 'utf8'),
);

/** An emulator with these callers on its lines, and how to reach each. */
async function calling(callers, run) {
  const emulator = await startEmulator({ seed: 1, speed: 10, calls: callers.length, callers });
  try {
    const { authUrl, clientId, clientSecret } = emulator.authConfig;
    const tenant = { apiUrl: emulator.url, authUrl, clientId, clientSecret };
    await run(emulator.calls, { ...tenant, promptHosts: ['https://storage.cxone.com'] });
  } finally {
    await emulator.stop();
  }
}

test('callers take the paths of their keys, and their digits are told to who asked', async () => {
  await calling(['ends 2, wait 400, press 100', 'ends 2, wait 400, press 000'], async (calls, tenant) => {
    const [right, agent] = await Promise.all(calls.map((callId) => runFlow(FLOW, { ...tenant, callId })));
    assert.deepEqual([right.outcome, right.step, right.entered], ['finished', 'success', '100']);
    assert.deepEqual([agent.outcome, agent.step, agent.entered], ['finished', 'agent', '000']);
    assert.deepEqual([right.digits, agent.digits], ['[3 digits]', '[3 digits]']);
    assert.equal(JSON.stringify(right).includes('"100"'), false);
  });
});

test('a run is told in the fields in which the command line tells it', async () => {
  await calling(['ends 2, wait 400, press 100', 'begins 1, wait 300, hang-up'], async (calls, tenant) => {
    for (const callId of calls) {
      const report = await runFlow(FLOW, { ...tenant, callId });
      const told = Object.keys(report);
      assert.deepEqual(told.filter((key) => !FIELDS.sometimes.includes(key)).sort(), [...FIELDS.always].sort());
      assert.ok(report.transcript.every((line) => Object.keys(line).join() === FIELDS.transcript.join()));
    }
  });
});

test('a caller who hangs up ends the flow', async () => {
  await calling(['begins 1, wait 300, hang-up'], async ([callId], tenant) => {
    const { outcome, ambiguous } = await runFlow(FLOW, { ...tenant, callId });
    assert.deepEqual([outcome, ambiguous], ['caller-hung-up', false]);
  });
});

test('a signal that aborts ends the flow', async () => {
  await calling(['wait 60000'], async ([callId], tenant) => {
    const { outcome } = await runFlow(FLOW, { ...tenant, callId, signal: AbortSignal.abort() });
    assert.equal(outcome, 'cancelled');
  });
});

test('what cannot be run is refused before anything is sent', async () => {
  await calling(['wait 60000'], async ([callId], tenant) => {
    const refused = (why, text, options) =>
      assert.rejects(runFlow(text, { ...tenant, callId, ...options }), { code: 'InvalidOptions', message: why });
    await refused(/^flow: line 1, /, 'stat: a\n');
    await refused(/^callId: /, FLOW, { callId: '../admin' });
    await refused(/cannot be played|host/, FLOW, { promptHosts: [] });
    await refused(/the tenant's dialect has no media commands/, FLOW, { dialect: 'cxone-agent' });
    await refused(/^the dialect is unknown/, FLOW, { dialect: 'latin' });
    await refused(/^dtmfType: /, FLOW, { sending: { telephonyProviderId: 'p', lineId: 'l', dtmfType: 'X' } });
  });
});
