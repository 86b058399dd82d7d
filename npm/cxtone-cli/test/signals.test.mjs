// What asks the program to end reaches it by way of Node, and Node ends as it ended.
// What the program does then is tested where it is written.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { thisPlatform } from '../../../scripts/platforms.mjs';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

/** How long a signal may be on its way before it counts as lost. */
const PATIENCE_MS = 120_000;

/** Tells who started it and each signal; SIGTERM ends it, and so does the end of its input. */
const PROGRAM = `
const say = (line) => process.stdout.write(line + '\\n');
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => say(signal));
process.on('SIGTERM', () => { say('SIGTERM'); process.exitCode = 3; process.stdin.destroy(); });
process.stdin.resume();
say([process.pid, process.ppid].join(' '));
`;

describe('signals', { skip: process.platform === 'win32' }, () => {
  let folder;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cxtone-cli-'));
    cpSync(PACKAGE, join(folder, 'cxtone-cli'), { recursive: true });
    const home = join(folder, 'node_modules/@cxtone', `cli-${thisPlatform().name}`);
    mkdirSync(home, { recursive: true });
    // The program is Node, and what it runs its first word: nothing in the folder itself needs to be executable.
    symlinkSync(process.execPath, join(home, 'cxtone'));
    writeFileSync(join(folder, 'program.cjs'), PROGRAM);
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Starts the program by way of Node, waits until it is ready for signals, and ends both whatever happens. */
  async function started({ signal }, act) {
    const words = [join(folder, 'cxtone-cli/bin/cxtone.js'), join(folder, 'program.cjs')];
    const child = spawn(process.execPath, words, { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => child.on('close', (...how) => resolve(how)));
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async () => (await lines.next()).value;
    const end = () => {
      child.stdin.destroy();
      child.kill('SIGKILL');
    };
    // What has taken too long waits still.
    signal.addEventListener('abort', end);
    try {
      const [program, parent] = (await next()).split(' ').map(Number);
      assert.equal(parent, child.pid);
      await act({ child, program, next, ended });
    } finally {
      end();
      await ended;
    }
  }

  test('each is handed on, as often as it comes, and the program’s exit code is Node’s', { timeout: PATIENCE_MS }, (context) =>
    started(context, async ({ child, next, ended }) => {
      for (const signal of ['SIGINT', 'SIGINT', 'SIGHUP', 'SIGTERM']) {
        child.kill(signal);
        assert.equal(await next(), signal);
      }
      assert.equal(await next(), undefined);
      assert.deepEqual(await ended, [3, null]);
    }));

  test('a program that a signal has ended is told as a shell tells it', { timeout: PATIENCE_MS }, (context) =>
    started(context, async ({ program, ended }) => {
      process.kill(program, 'SIGKILL');
      assert.deepEqual(await ended, [128 + 9, null]);
    }));
});
