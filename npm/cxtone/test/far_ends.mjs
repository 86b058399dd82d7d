// Two far ends with one vocabulary: the emulator, and a plain HTTP server that knows nothing of this project.
// A test that runs against both proves that neither side's misunderstanding is shared by the other.

import { test } from 'node:test';
import { CXoneAuthClient, DTMFInjector, startEmulator } from 'cxtone';
import { plainServer } from './plain_server.mjs';

/** How much quicker than real time tones play, so that tests do not wait for them. */
const SPEED = 50;

/** The digits of these tests: none of them stands in any other number that a log shows. */
export const DIGITS = '*1597#';

/** Runs a test against the emulator and against the plain server. */
export function onBoth(name, body) {
  for (const [place, start] of [['emulator', emulated], ['plain server', plain]]) {
    test(`${name} (${place})`, async () => within(await start(), body));
  }
}

/** Runs a test against the plain server alone: where the emulator cannot be made to do it. */
export function onPlain(name, body) {
  test(`${name} (plain server)`, async () => within(await plain(), body));
}

/** Runs a test against the emulator alone: where it takes a call's sound. */
export function onEmulator(name, body, options) {
  test(`${name} (emulator)`, async () => within(await emulated(options), body));
}

async function within(farEnd, body) {
  try {
    await body(farEnd);
  } finally {
    await farEnd.stop();
  }
}

/** What the tests need of a far end, besides its own `next`, `posts` and `tokens`. */
class FarEnd {
  /** An injector with a client of its own, silent unless told otherwise. */
  injector(config = {}, auth = {}) {
    const client = new CXoneAuthClient({ ...this.authConfig, logger: null, ...auth });
    return new DTMFInjector(client, { ...this.injectorConfig, logger: null, ...config });
  }

  /** Parameters for a fresh call. */
  async params(change = {}) {
    return { ...(await this.place()), dtmfString: DIGITS, dtmfType: 'RFC2833', interDigitPause: 50, ...change };
  }
}

class Emulated extends FarEnd {
  constructor(emulator) {
    super();
    this.emulator = emulator;
    this.authConfig = emulator.authConfig;
    this.injectorConfig = emulator.injectorConfig;
  }

  async place() {
    return this.emulator.address(await this.emulator.placeCall());
  }

  /** Makes the next request at an endpoint fail in a way, so many times. */
  next(on, kind, details = {}) {
    return this.emulator.fault({ on, kind, ...details });
  }

  async posts(callId = '') {
    const requests = await this.emulator.requests();
    return requests.filter(({ method, path }) => method === 'POST' && path.endsWith(`${callId}/dtmf`));
  }

  async tokens() {
    return (await this.emulator.requests()).filter(({ path }) => path === '/oauth/token');
  }

  stop() {
    return this.emulator.stop();
  }
}

class Plain extends FarEnd {
  #placed = 0;

  constructor(server) {
    super();
    this.server = server;
    this.authConfig = { authUrl: server.url, clientId: 'client-of-tests', clientSecret: 'hunter2-secret' };
    this.injectorConfig = { apiUrl: server.url, speed: SPEED };
  }

  async place() {
    this.#placed += 1;
    return { telephonyProviderId: 'provider-1', lineId: 'line-1', callId: `call-${this.#placed}` };
  }

  async next(on, kind, details = {}) {
    this.server.next(on, kind, details);
  }

  async posts(callId = '') {
    return this.server.requests.filter(({ path }) => path.endsWith(`${callId}/dtmf`));
  }

  async tokens() {
    return this.server.requests.filter(({ path }) => path === '/oauth/token');
  }

  stop() {
    return this.server.stop();
  }
}

async function emulated(options = {}) {
  return new Emulated(await startEmulator({ calls: 0, speed: SPEED, ...options }));
}

async function plain() {
  return new Plain(await plainServer());
}

/** Waits for a condition, for a bounded time. */
export async function until(condition, what) {
  const end = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error(`it never came about: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What a promise rejected with. */
export async function rejection(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was to reject, and resolved');
}
