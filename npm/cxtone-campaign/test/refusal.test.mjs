// What a program means that has ended without an answer, by how it ended and what it said.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { source } from './source.mjs';

const { refusal } = await source('campaign_error.ts');

const SAID = ['warning: slow', 'error: one', 'error: it is so', 'help: do this'];

for (const [ended, code, message] of [
  [{ code: 1, told: SAID }, 'Refused', 'it is so'],
  [{ code: 2, told: SAID }, 'InvalidOptions', 'it is so'],
  [{ code: 6, told: SAID }, 'StoreAway', 'it is so'],
  [{ code: 1, told: [] }, 'Broken', 'the program ended with 1 and said nothing'],
  [{ code: null, signal: 'SIGKILL', told: SAID }, 'Broken', 'the program was ended by SIGKILL'],
]) {
  test(`${ended.code ?? ended.signal} with ${ended.told.length} lines is ${code}`, () => {
    const { name, ...facts } = refusal(ended).toJSON();
    assert.deepEqual([name, facts], ['CampaignError', { message, code, details: ended.told }]);
  });
}
