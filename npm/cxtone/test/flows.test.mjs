// Flow files: findings, calls in virtual time, tests of them, drawings.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkFlow, drawFlow, replayFlow, simulateFlow } from 'cxtone';

const FLOW = readFileSync(new URL('../../../fixtures/flows/outbound-code.yaml', import.meta.url), 'utf8');

test('a flow without fault has no findings, one with faults all of them', () => {
  assert.deepEqual(checkFlow(FLOW), []);
  const findings = checkFlow('start: a\nsteps: { a: { play: { prompt: x, next: b } } }\n');
  const codes = findings.map(({ code, severity, line }) => [code, severity, line]);
  assert.deepEqual(codes, [
    ['flow::unknown-prompt', 'error', 2],
    ['flow::unknown-step', 'error', 2],
  ]);
  assert.ok(findings.every(({ message, help, column }) => message && help && column > 0));
});

test('what a dialect lacks is told, and what a session beside the call makes up for', () => {
  const codes = (name, options) => {
    const text = readFileSync(new URL(`../../../fixtures/flows/${name}.yaml`, import.meta.url), 'utf8');
    return checkFlow(text, options).map(({ code, severity }) => `${severity} ${code}`);
  };
  const [masks, ahead] = ['warning flow::dialect-mask', 'warning flow::dialect-type-ahead'];
  const lacks = 'error flow::dialect-step';
  assert.deepEqual(codes('outbound-code', { dialect: 'cxone-v2' }), []);
  assert.deepEqual(codes('account-number', { dialect: 'cxone-v2' }).sort(), [masks, ahead]);
  assert.deepEqual(codes('account-number', { dialect: 'cxone-v2', agent: true }), [ahead]);
  assert.deepEqual(codes('main-menu', { dialect: 'cxone-v2' }), [lacks, lacks, lacks]);
  assert.ok(codes('outbound-code', { dialect: 'cxone-agent' }).every((code) => code === lacks));
  const unknown = { code: 'InvalidOptions', message: /^the dialect is unknown/ };
  assert.throws(() => checkFlow(FLOW, { dialect: 'latin' }), unknown);
});

test('a caller takes the path of the digits', () => {
  const call = simulateFlow(FLOW, { acts: 'ends 2, wait 400, press 100' });
  assert.deepEqual([call.outcome, call.step, call.path.at(-1)], ['finished', 'success', 'success']);
  assert.ok(call.transcript.every(({ line }) => !line.includes('100')));
  const script = { acts: [{ ends: 2 }, { wait: 400 }, { press: '000' }] };
  assert.equal(simulateFlow(FLOW, { caller: script }).path.at(-1), 'agent');
});

test('a dialect with one timer collects with it, and who asks now and then knows later', () => {
  // Between two digits there is more time than the flow allows, unless the total is the one timer.
  const hasty = FLOW.replace('inter-digit-ms: 15000', 'inter-digit-ms: 2000');
  const acts = 'ends 2, wait 400, press 1, wait 4000, press 00';
  const path = (options) => simulateFlow(hasty, { acts, ...options }).path.join();
  assert.equal(path({ dialect: 'cxone-v2' }), path({ oneTimer: true }));
  assert.notEqual(path({ dialect: 'cxone-v2' }), path({}));
  assert.equal(path({ dialect: 'cxone-v2', oneTimer: false }), path({}));
  const atMs = (options) => simulateFlow(FLOW, { acts: 'ends 2, wait 400, press 100', ...options }).durationMs;
  assert.ok(atMs({ pollsMs: 250 }) > atMs({ pollsMs: 0 }));
  assert.equal(atMs({ pollsMs: 0 }), atMs({}));
  const { test: recorded } = simulateFlow(hasty, { acts, pollsMs: 250, dialect: 'cxone-v2' });
  replayFlow(hasty, recorded);
});

test('the same seed gives the same call, another seed another', () => {
  const call = simulateFlow(FLOW, { seed: 7 });
  assert.deepEqual(simulateFlow(FLOW, { seed: 7 }), call);
  assert.notDeepEqual(simulateFlow(FLOW, { seed: 8 }).transcript, call.transcript);
});

test('a call is its own test, and another call is told apart', () => {
  const { test: recorded } = simulateFlow(FLOW, { acts: 'ends 2, wait 400, press 100' });
  replayFlow(FLOW, recorded);
  replayFlow(FLOW, JSON.stringify(recorded));
  const other = { ...recorded, caller: { acts: ['hang-up'] } };
  assert.throws(() => replayFlow(FLOW, other), { code: 'FlowDiffers', message: /^line \d+ of the transcript/ });
});

test('a flow is drawn', () => {
  assert.match(drawFlow(FLOW), /^<svg [\s\S]*greeting[\s\S]*<\/svg>\s*$/);
});

test('what is no flow or no caller is refused', () => {
  const refused = (why, act) => assert.throws(act, { code: 'InvalidOptions', message: why });
  refused(/^flow: line 1, /, () => simulateFlow('stat: a\n'));
  refused(/^caller: /, () => simulateFlow(FLOW, { acts: 'dance' }));
  refused(/^caller: give a script or acts, not both$/, () => simulateFlow(FLOW, { acts: 'hang-up', caller: {} }));
  refused(/^seed: 1.5 is no whole number$/, () => simulateFlow(FLOW, { seed: 1.5 }));
  refused(/^pollsMs: 1.5 is no whole number$/, () => simulateFlow(FLOW, { pollsMs: 1.5 }));
  refused(/^dialect: cxone-agent has no media commands/, () => simulateFlow(FLOW, { dialect: 'cxone-agent' }));
  refused(/^test: /, () => replayFlow(FLOW, '{}'));
});
