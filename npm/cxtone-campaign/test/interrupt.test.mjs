// Ctrl-C, which reaches a process that runs a campaign and its worker alike: the worker's calls end as they would.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { campaignStatus } from 'cxtone-campaign';
import { Field } from './field.mjs';

/** How long anything may take before it counts as stuck. */
const PATIENCE_MS = 240_000;

const STARTER = fileURLToPath(new URL('starter.mjs', import.meta.url));

/** A flow that goes on for longer than anybody waits, unless its caller hangs up. */
const WAITS = `start: code
steps:
  code:
    send-digits: { digits: "\${pin}", next: a-while }
  a-while:
    wait: { wait-ms: 600000 }
`;

describe('Ctrl-C', { skip: process.platform === 'win32' }, () => {
  /** Starts a process with a worker that stays, and sends Ctrl-C to both while a call runs. */
  async function interrupted({ signal }, isAbortable, act) {
    const ground = await Field.with(1, { flow: WAITS, speed: 1, isDrawn: true });
    // A group of its own, as a terminal's foreground job is.
    const child = spawn(process.execPath, [STARTER], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
    const closed = new Promise((resolve) => child.on('close', (...how) => resolve(how)));
    const end = () => killed(child.pid);
    // What has taken too long waits still.
    signal.addEventListener('abort', end);
    try {
      child.stdin.end(JSON.stringify({ ...ground.worker({ calls: ground.calls, stay: true }), isAbortable }));
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      const next = async () => (await lines.next()).value;
      assert.equal(await next(), 'running');
      process.kill(-child.pid, 'SIGINT');
      await act({ ground, next, closed });
    } finally {
      end();
      await closed;
      ground.remove();
    }
  }

  test('with a signal that it aborts is one asking', { timeout: PATIENCE_MS }, (context) =>
    interrupted(context, true, async ({ ground, next, closed }) => {
      assert.equal(await next(), 'asked');
      await ground.hangUp(ground.hello.calls[0]);
      const { outcome, status } = JSON.parse(await next());
      assert.deepEqual([outcome, status.outcomes], ['done', { 'caller-hung-up': 1 }]);
      assert.deepEqual(await closed, [0, null]);
    }));

  test('without one ends the process, and drains the worker', { timeout: PATIENCE_MS }, (context) =>
    interrupted(context, false, async ({ ground, closed }) => {
      assert.deepEqual(await closed, [null, 'SIGINT']);
      assert.equal((await campaignStatus(ground.place)).running, 1);
      await ground.hangUp(ground.hello.calls[0]);
      let status;
      do {
        assert.ok(!context.signal.aborted);
        status = await campaignStatus(ground.place);
      } while (status.workers[0].state !== 'ended');
      assert.deepEqual(status.outcomes, { 'caller-hung-up': 1 });
    }));
});

/** Ends a group, if there is any of it left. */
function killed(group) {
  try {
    process.kill(-group, 'SIGKILL');
  } catch (error) {
    assert.equal(error.code, 'ESRCH');
  }
}
