// What asks the program to end reaches it once: started by Node, in a terminal and without one.
// What the program does then is tested where it is written.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { thisPlatform } from '../../../scripts/platforms.mjs';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));

/** How long a signal may be on its way before it counts as lost. */
const PATIENCE_MS = 120_000;

/** Tells who started it and each signal; SIGTERM ends it. */
const PROGRAM = `#!${process.execPath}
const say = (line) => process.stdout.write(line + '\\n');
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => say(signal));
process.on('SIGTERM', () => { say('SIGTERM'); process.exit(3); });
setInterval(() => {}, 1 << 30);
say('ready ' + process.ppid);
`;

const folder = mkdtempSync(join(tmpdir(), 'cxtone-cli-'));
const wrapper = join(folder, 'cxtone-cli/bin/cxtone.js');
cpSync(PACKAGE, join(folder, 'cxtone-cli'), { recursive: true });
const home = join(folder, 'node_modules/@cxtone', `cli-${thisPlatform().name}`);
mkdirSync(home, { recursive: true });
writeFileSync(join(home, 'cxtone'), PROGRAM, { mode: 0o755 });

after(() => rmSync(folder, { recursive: true }));

const isWindows = process.platform === 'win32';
// The one of util-linux: others name what they run in another way.
const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;

/** A run that is ready for signals: what it says, line by line, and the process that has started the program. */
async function ready(program, words, options) {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'inherit'], ...options });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  // A terminal shows the key as well.
  const next = async () => (await lines.next()).value?.replace('^C', '').trim();
  const [, pid] = (await next()).split(' ');
  return { child, next, ended, pid: Number(pid) };
}

test('without a terminal every signal is handed on', { skip: isWindows, timeout: PATIENCE_MS }, async () => {
  const { child, next, ended, pid } = await ready(process.execPath, [wrapper], { detached: true });
  assert.equal(pid, child.pid);
  for (const signal of ['SIGINT', 'SIGINT', 'SIGHUP', 'SIGTERM']) {
    process.kill(pid, signal);
    assert.equal(await next(), signal);
  }
  assert.equal(await ended, 3);
});

test('in a terminal Ctrl-C reaches the program once, also where its input is a pipe', { skip: !hasScript, timeout: PATIENCE_MS }, async () => {
  for (const input of ['', ': | ']) {
    // The key reaches the shell as well, and not every shell waits for what it has started: this one does.
    const command = `trap : INT; ${input}'${process.execPath}' '${wrapper}'; exit $?`;
    const env = { ...process.env, SHELL: '/bin/sh' };
    const { child, next, ended, pid } = await ready('script', ['-qec', command, '/dev/null'], { env });
    child.stdin.write('\x03');
    assert.equal(await next(), 'SIGINT');
    // Of two signals the one of the terminal is delivered first: what was handed on would be told before this.
    process.kill(pid, 'SIGTERM');
    assert.equal(await next(), 'SIGTERM');
    assert.equal(await ended, 3);
  }
});
