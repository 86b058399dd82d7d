// A flow with a PIN: its recording is masked meanwhile, and hears again however the flow ends.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runFlow, startEmulator } from 'cxtone';

const FLOW = readFileSync(new URL('../../../fixtures/flows/account-number.yaml', import.meta.url), 'utf8');

/** Up to the PIN, which is as no other output holds it. */
const ACCOUNT = 'ends 2, wait 300, press 79927398713#, ends 3, wait 400';
const PIN = '7193';

/** How often it is looked whether something has come true, before that counts as never. */
const LOOKS_MAX = 2000;

/** A call with this caller, and what takes it through the flow. */
async function calling(acts, run) {
  const emulator = await startEmulator({ seed: 1, speed: 20 });
  try {
    const { callId, contactId } = await emulator.ask('POST', '/emulator/calls', {
      status: 'ringing',
      caller: `${ACCOUNT}, ${acts}`,
    });
    const { accessKeyId, accessKeySecret } = emulator.agent;
    const options = {
      ...emulator.authConfig,
      apiUrl: emulator.url,
      callId,
      promptHosts: ['https://prompts.example'],
      masking: { contactId, accessKeyId, accessKeySecret },
      countKeysAhead: true,
    };
    await run({ emulator, callId, options });
  } finally {
    await emulator.stop();
  }
}

/** Whether each stretch of the recording that was masked has ended. */
async function masked({ emulator, callId }) {
  const { masked } = await emulator.call(callId);
  return masked.map(({ to }) => to !== null && to !== undefined);
}

async function commands({ emulator, callId }) {
  const { commands } = await emulator.call(callId);
  return commands.map(({ command }) => command);
}

test('a PIN is entered while the recording is masked, and is told to nobody', async () => {
  await calling(`press ${PIN}#`, async (stage) => {
    const report = await runFlow(FLOW, stage.options);
    assert.deepEqual([report.outcome, report.step], ['finished', 'thanks']);
    assert.equal(report.entered, '');
    assert.equal(JSON.stringify(report).includes(PIN), false);
    assert.deepEqual(await masked(stage), [true]);
    assert.deepEqual(await commands(stage), ['play', 'collect', 'mask', 'collect', 'unmask', 'play']);
  });
});

test('a signal that aborts while a PIN is entered leaves no recording masked', async () => {
  await calling('wait 60000', async (stage) => {
    const aborting = new AbortController();
    const running = runFlow(FLOW, { ...stage.options, signal: aborting.signal });
    for (let looks = 0; (await masked(stage)).length === 0; looks += 1) {
      assert.ok(looks < LOOKS_MAX, 'it is never masked');
    }
    aborting.abort();
    const { outcome, mayBeMasked } = await running;
    assert.deepEqual([outcome, mayBeMasked], ['cancelled', undefined]);
    assert.deepEqual(await masked(stage), [true]);
  });
});

test('a recording that cannot be masked is asked for no PIN', async () => {
  await calling(`press ${PIN}#`, async (stage) => {
    await stage.emulator.fault({ on: 'interaction', kind: 'conflict' });
    const { outcome, ambiguous } = await runFlow(FLOW, stage.options);
    assert.deepEqual([outcome, ambiguous], ['mask-failed', false]);
    assert.equal((await commands(stage)).filter((name) => name === 'collect').length, 1);
  });
});

test('a mask whose answer is lost may have been put on, so it is taken off', async () => {
  await calling(`press ${PIN}#`, async (stage) => {
    await stage.emulator.fault({ on: 'interaction', kind: 'dropAfter', times: 3 });
    const { outcome, mayBeMasked } = await runFlow(FLOW, stage.options);
    assert.deepEqual([outcome, mayBeMasked], ['mask-failed', undefined]);
    assert.equal((await commands(stage)).at(-1), 'unmask');
    assert.ok((await masked(stage)).every(Boolean));
  });
});

test('where the caller hangs up, unmasking is tried all the same, and its refusal is told', async () => {
  await calling('press 12, hang-up', async (stage) => {
    const { outcome, mayBeMasked } = await runFlow(FLOW, stage.options);
    assert.equal(outcome, 'caller-hung-up');
    assert.equal((await commands(stage)).at(-1), 'unmask');
    assert.ok(mayBeMasked.length > 0);
  });
});

test('what cannot be masked is refused before anything is sent', async () => {
  await calling(`press ${PIN}#`, async (stage) => {
    const refused = (why, change) =>
      assert.rejects(runFlow(FLOW, { ...stage.options, ...change }), { code: 'InvalidOptions', message: why });
    await refused(/`pin` is `sensitive`, and nothing masks the recording/, { masking: undefined });
    await refused(/`type-ahead: false`, and cxone-v2 counts every key/, { countKeysAhead: false });
    const masking = stage.options.masking;
    await refused(/^masking.contactId: /, { masking: { ...masking, contactId: '../admin' } });
    await refused(/^masking.authUrl: /, { masking: { ...masking, authUrl: 'http://example.com' } });
    await refused(/the recording cannot be masked: /, { masking: { ...masking, accessKeySecret: 'wrong' } });
    assert.deepEqual(await commands(stage), []);
  });
});
