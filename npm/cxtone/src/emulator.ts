// `startEmulator`: a CXone tenant within the process, for tests without a tenant.
// What it does is the native library's part; it is asked over its test API.

import type { AuthConfig } from '../types/auth';
import type { EmulatedAddress, EmulatedAgent, EmulatedCall, EmulatorOptions } from '../types/emulator';
import type { InjectorConfig } from '../types/injector';
import { invalidOptions } from './failure';
import { native, type NativeEmulator } from './native';

/** What a client needs to know of it. */
interface Hello {
  url: string;
  clientId: string;
  clientSecret: string;
  providerId: string;
  lineId: string;
  calls: string[];
  speed: number;
  agent: EmulatedAgent;
}

/** Starts one on this machine. It keeps no process alive. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { faults, ...rest } = options;
  const plan = faults === undefined ? {} : { faults: JSON.stringify(faults) };
  try {
    return new Emulator(await native.startEmulator({ ...rest, ...plan }));
  } catch (error) {
    throw invalidOptions((error as Error).message);
  }
}

/** An emulator that runs. */
export class Emulator {
  readonly #native: NativeEmulator;
  readonly #hello: Hello;

  constructor(started: NativeEmulator) {
    this.#native = started;
    this.#hello = JSON.parse(started.hello()) as Hello;
  }

  get url(): string {
    return this.#hello.url;
  }

  get speed(): number {
    return this.#hello.speed;
  }

  /** The ids of the calls from the start. */
  get calls(): string[] {
    return this.#hello.calls;
  }

  get agent(): EmulatedAgent {
    return this.#hello.agent;
  }

  /** The config of a `CXoneAuthClient` that may do everything here. */
  get authConfig(): AuthConfig {
    const { url, clientId, clientSecret } = this.#hello;
    return { authUrl: url, clientId, clientSecret };
  }

  /** The config of a `DTMFInjector` that can also listen to the calls. */
  get injectorConfig(): InjectorConfig {
    const { url, speed } = this.#hello;
    const recording = `${url}/emulator/calls/{callId}/audio.wav`;
    return { apiUrl: url, speed, recording, recordingRenders: ['RFC2833', 'SIPINFO'] };
  }

  /** Where a call is, for the parameters of an injection. */
  address(callId: string = this.calls[0] ?? ''): EmulatedAddress {
    const { providerId, lineId } = this.#hello;
    return { telephonyProviderId: providerId, lineId, callId };
  }

  /** Places a call and gives its id. */
  async placeCall(order: object = {}): Promise<string> {
    const placed = await this.ask('POST', '/emulator/calls', order);
    return (placed as { callId: string }).callId;
  }

  /** A call with what was heard in it. */
  async call(callId: string): Promise<EmulatedCall> {
    return (await this.ask('GET', `/emulator/calls/${encodeURIComponent(callId)}`)) as EmulatedCall;
  }

  /** All digits that were heard in a call so far, in their order. */
  async heard(callId: string): Promise<string> {
    return (await this.call(callId)).heard.map(({ digits }) => digits).join('');
  }

  /** The tenant's requests, the last thousand. */
  async requests(): Promise<Record<string, unknown>[]> {
    const { requests } = (await this.ask('GET', '/emulator/requests')) as {
      requests: Record<string, unknown>[];
    };
    return requests;
  }

  /** Orders a fault, a list of them, or a plan. */
  async fault(fault: object): Promise<void> {
    await this.ask('POST', '/emulator/faults', fault);
  }

  /** Moves the calls' time forward, so that nobody waits for tones or tokens. */
  async advance(advanceMs: number): Promise<void> {
    await this.ask('POST', '/emulator/clock', { advanceMs });
  }

  /** Any request of the test API; its answer's JSON, or nothing. */
  async ask(method: string, path: string, body?: object): Promise<unknown> {
    const sent =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(this.url + path, { method, ...sent });
    const text = await answer.text();
    if (!answer.ok) {
      throw invalidOptions(`the emulator answered ${answer.status} to ${method} ${path}: ${text}`);
    }
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Ends it; a second time does nothing. */
  stop(): Promise<void> {
    return this.#native.stop();
  }
}
