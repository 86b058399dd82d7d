// Campaigns from Node on PostgreSQL: two workers on one store, and what is told where it cannot be used.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { campaignStatus, exportCampaign, runCampaign } from 'cxtone-campaign';
import { descendants, Field, pin } from './field.mjs';
import { absent, Postgres } from './postgres.mjs';

const PASSWORD = 's3cret-word';

describe('on PostgreSQL', { skip: absent }, () => {
  let [postgres, ground] = [];
  before(async () => {
    postgres = new Postgres();
    ground = await Field.with(6);
  });
  after(() => {
    ground?.remove();
    postgres?.remove();
  });

  test('two workers take each call once, and the address stands in no process list', async () => {
    const store = postgres.store(PASSWORD);
    const list = [];
    async function* calls() {
      yield* ground.calls;
      list.push(...(await descendants()));
    }
    await runCampaign(ground.worker({ store, calls: calls(), loadOnly: true }));
    assert.ok(list.some((args) => args.includes('campaign run --json')), 'the worker is not in the list');
    assert.ok(list.every((args) => !args.includes(PASSWORD)));
    const workers = ['one', 'two'].map((worker) => runCampaign(ground.worker({ store, worker, concurrent: 2 })));
    for (const { outcome } of await Promise.all(workers)) {
      assert.equal(outcome, 'done');
    }
    const { outcomes, workers: told } = await campaignStatus({ ...ground.place, store });
    assert.deepEqual(outcomes, { finished: 6 });
    assert.deepEqual(told.map(({ name }) => name).sort(), ['one', 'two']);
    const exported = [];
    for await (const { callId } of exportCampaign({ ...ground.place, store })) {
      exported.push(callId);
    }
    assert.deepEqual(exported, ground.hello.calls);
    for (const [index, callId] of exported.entries()) {
      assert.equal(await ground.heard(callId), pin(index));
    }
  });

  test('a database that is not there is a store that is away, and its password is not told', async () => {
    const store = postgres.store(PASSWORD, 'none');
    await assert.rejects(campaignStatus({ ...ground.place, store }), (error) => {
      assert.equal(error.code, 'StoreAway', `${error.message} ${error.details}`);
      assert.ok(!JSON.stringify(error).includes(PASSWORD));
      return true;
    });
  });
});
