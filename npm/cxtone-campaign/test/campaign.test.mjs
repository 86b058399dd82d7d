// Campaigns from Node, through the built package and the built program, against the emulator.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import {
  CampaignError,
  campaignStatus,
  cancelCampaign,
  drainCampaign,
  exportCampaign,
  pauseCampaign,
  resumeCampaign,
  runCampaign,
} from 'cxtone-campaign';
import { descendants, Field, pin } from './field.mjs';

/** How long anything may take before it counts as stuck. */
const PATIENCE_MS = 240_000;

const fields = [];

after(() => fields.forEach((field) => field.remove()));

async function field(calls, options) {
  const made = await Field.with(calls, options);
  fields.push(made);
  return made;
}

async function all(iterable) {
  const items = [];
  for await (const item of iterable) {
    items.push(item);
  }
  return items;
}

/** Waits until so many calls have ended. */
async function ended(ground, calls) {
  const deadline = Date.now() + PATIENCE_MS;
  while ((await campaignStatus(ground.place).catch(() => undefined))?.ended !== calls) {
    assert.ok(Date.now() < deadline, 'they never ended');
  }
}

test('a file of calls is taken through a flow, and each hears its own digits once', async () => {
  const ground = await field(5);
  const rows = ground.calls.map(({ callId, pin: digits }) => `${callId},${digits}\n`);
  const calls = ground.write('calls.csv', `callId,pin\n${rows.join('')}`);
  const seen = [];
  const { outcome, status, warnings } = await runCampaign(
    ground.worker({ calls, worker: 'one', verify: true, onProgress: (one) => seen.push(one) }),
  );
  assert.deepEqual([outcome, status.ended, status.outcomes, warnings], ['done', 5, { finished: 5 }, []]);
  assert.equal(status.recognitionRate, 1);
  assert.deepEqual(status.workers.map(({ name, state }) => [name, state]), [['one', 'ended']]);
  for (const [index, { callId }] of ground.calls.entries()) {
    assert.equal(await ground.heard(callId), pin(index));
  }
  const exported = await all(exportCampaign(ground.place));
  assert.deepEqual(exported.map(({ callId }) => callId), ground.hello.calls);
  assert.deepEqual(exported[0].effects.map(({ kind, name, status }) => [kind, name, status]), [['digits', 'code', 'done']]);
  const shown = JSON.stringify([status, seen, exported]);
  assert.ok(ground.calls.every(({ pin: digits }) => !shown.includes(digits)));
  // Whoever has seen enough stops reading.
  for await (const { outcome: first } of exportCampaign(ground.place)) {
    assert.equal(first, 'finished');
    break;
  }
});

test('calls of an iterable are fed as they are asked for, and one that is none is told', async () => {
  const ground = await field(3);
  async function* calls() {
    yield { ...ground.calls[0], priority: 5 };
    yield { callId: 'no-pin' };
    yield ground.calls[1];
  }
  const async = await runCampaign(ground.worker({ calls: calls() }));
  assert.deepEqual([async.outcome, async.status.calls], ['failed', 2]);
  assert.deepEqual(async.loaded, { added: 2, known: 0, differing: 0, badRows: 1 });
  assert.ok(!('loaded' in async.status));
  assert.equal(async.warnings.length, 1);
  assert.match(async.warnings[0], /line 2.*`pin`/);
  const again = await runCampaign(ground.worker({ calls: ground.calls }));
  assert.deepEqual([again.outcome, again.status.calls, again.status.outcomes], ['done', 3, { finished: 3 }]);
  assert.deepEqual(again.loaded, { added: 1, known: 2, differing: 0, badRows: 0 });
  assert.equal((await runCampaign(ground.worker())).loaded, undefined);
});

test('a signal drains the worker, also while it waits for calls that never come', async () => {
  const ground = await field(1);
  const stop = new AbortController();
  let ended = false;
  async function* calls() {
    try {
      yield ground.calls[0];
      await new Promise(() => {});
    } finally {
      ended = true;
    }
  }
  const onProgress = ({ ended: calls }) => calls === 1 && stop.abort();
  const { outcome, status } = await runCampaign(ground.worker({ calls: calls(), signal: stop.signal, onProgress }));
  assert.deepEqual([outcome, status.ended, ended], ['done', 1, false]);
  const late = runCampaign(ground.worker({ signal: AbortSignal.abort('why') }));
  await assert.rejects(late, { name: 'CampaignError', code: 'Cancelled', cause: 'why' });
  // Before the program has begun, or after: no call is taken.
  const soon = new AbortController();
  const running = runCampaign(ground.worker({ calls: [], stay: true, signal: soon.signal }));
  soon.abort('soon');
  const told = await running.catch(({ code, cause }) => `${code} ${cause}`);
  assert.ok(told === 'Cancelled soon' || told.outcome === 'done', JSON.stringify(told));
});

test('where a campaign is drained from elsewhere, it is told how far an iterable was read', async () => {
  const ground = await field(1);
  async function* calls() {
    yield ground.calls[0];
    await ended(ground, 1);
    await drainCampaign(ground.place);
    await new Promise(() => {});
  }
  const { outcome, loaded, warnings } = await runCampaign(ground.worker({ calls: calls() }));
  assert.deepEqual([outcome, loaded.added, loaded.readToLine, warnings.length], ['done', 1, 1, 1]);
});

test('calls are loaded and not run where that is asked for', async () => {
  const ground = await field(2);
  const { outcome, status, loaded } = await runCampaign(ground.worker({ calls: ground.calls, loadOnly: true }));
  assert.deepEqual([outcome, status.waiting, status.workers, loaded.added], ['done', 2, [], 2]);
});

test('a campaign is paused, resumed, drained and cancelled', async () => {
  const ground = await field(2);
  await assert.rejects(campaignStatus(ground.place), { code: 'Refused' });
  const begun = await runCampaign(ground.worker({ calls: [] }));
  assert.equal(begun.status.calls, 0);
  assert.equal(await pauseCampaign(ground.place), 'paused');
  assert.equal((await campaignStatus(ground.place)).state, 'paused');
  assert.equal(await resumeCampaign(ground.place), 'running');
  assert.equal(await drainCampaign(ground.place), 'draining');
  const drained = await runCampaign(ground.worker({ calls: ground.write('calls.jsonl', `${JSON.stringify(ground.calls[0])}\n`) }));
  assert.deepEqual([drained.outcome, drained.status.waiting], ['stopped', 1]);
  assert.equal(await cancelCampaign(ground.place), 'cancelled');
  assert.deepEqual((await campaignStatus(ground.place)).outcomes, { cancelled: 1 });
  assert.equal((await runCampaign(ground.worker())).outcome, 'stopped');
  await assert.rejects(resumeCampaign(ground.place), ({ code, message }) => code === 'Refused' && /cancelled/.test(message));
});

test('what cannot be done is told by code, with all bad rows, and without what is secret', async () => {
  const ground = await field(1);
  const calls = ground.write('bad.csv', 'callId,pin\n,47110815\ncall-1,x47110815\n');
  await assert.rejects(runCampaign(ground.worker({ calls })), (error) => {
    assert.ok(error instanceof CampaignError);
    assert.equal(error.code, 'Refused');
    assert.equal(error.details.filter((line) => /line [23]/.test(line)).length, 2);
    assert.ok(!JSON.stringify(error).includes('47110815'));
    return true;
  });
  const many = ground.write('many.csv', `callId,pin\n${',1\n'.repeat(1001)}`);
  await assert.rejects(runCampaign(ground.worker({ calls: many })), ({ message, details }) => {
    assert.match(message, /1001 bad rows/);
    const told = details.flatMap((line) => /line (\d+)/.exec(line)?.[1] ?? []);
    return told.length === 1000 && told[0] === '2' && told.at(-1) === '1001';
  });
  for (const [options, code] of [
    [{ flow: '' }, 'InvalidOptions'],
    [{ store: '' }, 'InvalidOptions'],
    [{ store: 'nowhere:s3cret-word' }, 'InvalidOptions'],
    [{ store: 'postgres://user:s3cret-word@' }, 'InvalidOptions'],
    [{ store: `sqlite:${ground.path('none/campaign.db')}` }, 'Refused'],
    [{ concurrent: -1 }, 'InvalidOptions'],
    [{ flow: ground.path('none.yaml') }, 'Refused'],
    [{ program: ground.path('none') }, 'NoProgram'],
  ]) {
    await assert.rejects(runCampaign(ground.worker(options)), (error) => {
      assert.match(error.code, new RegExp(code), `${JSON.stringify(options)}: ${error.message} ${error.details}`);
      assert.ok(!JSON.stringify(error).includes('s3cret-word'));
      return true;
    });
  }
});

test('where the iterable throws, the worker is drained and what was thrown is the cause', async () => {
  const ground = await field(1);
  async function* calls() {
    yield ground.calls[0];
    await ended(ground, 1);
    throw new Error('the feed broke');
  }
  await assert.rejects(runCampaign(ground.worker({ calls: calls() })), ({ code, cause }) => {
    assert.deepEqual([code, cause.message], ['Calls', 'the feed broke']);
    return true;
  });
  assert.equal((await campaignStatus(ground.place)).running, 0);
});

test('what onProgress throws changes nothing, and is told', async () => {
  const ground = await field(1);
  const stop = new AbortController();
  let told = 0;
  const onProgress = ({ ended: calls }) => {
    told += 1;
    if (told > 1 && calls === 1) {
      stop.abort();
    }
    if (told === 1) {
      throw new Error('*1000#');
    }
    return Promise.reject(new Error('*1000#'));
  };
  const { outcome, warnings } = await runCampaign(
    ground.worker({ calls: ground.calls, stay: true, signal: stop.signal, onProgress }),
  );
  assert.deepEqual([outcome, warnings.length], ['done', 1]);
  assert.match(warnings[0], /^onProgress failed \d+ times; the worker did not$/);
});

test('no secret and no store stands in the process list', { skip: process.platform === 'win32' }, async () => {
  const ground = await field(1, { isDrawn: true });
  const stop = new AbortController();
  let list;
  async function* calls() {
    yield ground.calls[0];
    await ended(ground, 1);
    list = await descendants();
    stop.abort();
  }
  await runCampaign(ground.worker({ calls: calls(), signal: stop.signal }));
  assert.ok(list.some((args) => args.includes('campaign run --json')), 'the worker is not in the list');
  for (const secret of [ground.tenant.clientSecret, ground.place.store]) {
    assert.ok(!list.join('\n').includes(secret));
  }
});

test('it is required as well as imported, with the same classes', () => {
  const required = createRequire(import.meta.url)('cxtone-campaign');
  assert.equal(required.CampaignError, CampaignError);
});
