// What a campaign is run on: an emulator of the built program, a folder, a flow and a store.

import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { thisPlatform } from '../../../scripts/platforms.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const FILE = process.platform === 'win32' ? 'cxtone.exe' : 'cxtone';

/** The program under test; `npm run build:program` puts it there. */
export const PROGRAM = process.env.CXTONE_PROGRAM ?? join(ROOT, 'npm/platforms', thisPlatform().name, FILE);

// A developer's own tenant and store are none of the tests': what a worker is started with inherits this environment.
for (const name of Object.keys(process.env).filter((name) => /^(CXONE|CXTONE)_/.test(name))) {
  delete process.env[name];
}

const FLOW = 'start: code\nsteps:\n  code:\n    send-digits: { digits: "${pin}" }\n';

const SPEED = 20;

/** What an emulator draws its ids and secrets from, unless it is to be like no other. */
const SEED = 7;

/** The digits of a call, which no id or time holds by chance. */
export const pin = (index) => `*${1000 + index}#`;

/** An emulator with so many calls, and a flow that sends each its pin; with `isDrawn` its secrets are its own. */
export class Field {
  static async with(calls, { flow = FLOW, speed = SPEED, isDrawn = false } = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'cxtone-campaign-'));
    writeFileSync(join(folder, 'flow.yaml'), flow);
    const seed = isDrawn ? [] : ['--seed', `${SEED}`];
    const words = ['emulate', '--murmur', ...seed, '--calls', `${calls}`, '--speed', `${speed}`];
    const emulator = spawn(PROGRAM, [...words, '--call-length', '3600'], { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: emulator.stdout })) {
      return new Field({ folder, emulator, speed, hello: JSON.parse(line) });
    }
    throw new Error('the emulator does not start');
  }

  constructor(parts) {
    Object.assign(this, parts);
  }

  path(name) {
    return join(this.folder, name);
  }

  write(name, text) {
    writeFileSync(this.path(name), text);
    return this.path(name);
  }

  get place() {
    return { store: `sqlite:${this.path('campaign.db')}`, program: PROGRAM };
  }

  get tenant() {
    const { url, clientId, clientSecret, providerId, lineId } = this.hello;
    return { apiUrl: url, clientId, clientSecret, providerId, lineId };
  }

  /** Options of a worker. */
  worker(options = {}) {
    const flow = this.path('flow.yaml');
    return { ...this.place, flow, tenant: this.tenant, dtmfType: 'RFC2833', speed: this.speed, leaseS: 1, ...options };
  }

  /** The calls with their pins. */
  get calls() {
    return this.hello.calls.map((callId, index) => ({ callId, pin: pin(index) }));
  }

  /** What was heard in a call. */
  async heard(callId) {
    const answer = await fetch(`${this.hello.url}/emulator/calls/${callId}`);
    return (await answer.json()).heard.map(({ digits }) => digits).join('');
  }

  /** The caller hangs up. */
  async hangUp(callId) {
    const { ok } = await fetch(`${this.hello.url}/emulator/calls/${callId}/hangup`, { method: 'POST' });
    if (!ok) {
      throw new Error('there is no such call');
    }
  }

  remove() {
    this.emulator.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The arguments of all processes that descend from this one. */
export async function descendants() {
  const { stdout } = await promisify(execFile)('ps', ['-e', '-ww', '-o', 'pid=,ppid=,args=']);
  const rows = stdout.split('\n').map((line) => /^ *(\d+) +(\d+) (.*)$/.exec(line)).filter((row) => row !== null);
  const of = (parent) => rows.filter(([, , its]) => its === parent).flatMap(([, pid, , args]) => [args, ...of(pid)]);
  return of(`${process.pid}`);
}
