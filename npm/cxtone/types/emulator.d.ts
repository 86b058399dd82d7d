/** A tenant within the process, for tests without a tenant. */

import type { AuthConfig, CXoneAuthClient } from './auth';
import type { DTMFInjector, InjectorConfig } from './injector';

/** What an emulator is started with. */
export interface EmulatorOptions {
  /** Its port on this machine; default any that is free. */
  port?: number;
  /** Calls that are active from the start; default 1. */
  calls?: number;
  /** Calls that there may be at once; default 64. */
  callsMax?: number;
  /** Makes ids, secrets, tokens and noise the same on every run. */
  seed?: number;
  /** Seconds of the calls that pass in one second, 1 to 1000; default 1. */
  speed?: number;
  /** How long a token lives, in seconds; default 3600. */
  tokenLifeS?: number;
  /** The scopes that the client may be granted; default all. */
  scopes?: string[];
  /** A plan of faults: `{ seed, rules: [...] }`. */
  faults?: object;
  /** Who is called in the calls from the start, such as `ends 2, wait 400, press 100`. */
  callers?: string[];
}

/** What was heard of an injection. */
export interface HeardDigits {
  /** The digits as they were heard. */
  digits: string;
  /** When, in seconds of the call. */
  at: number;
  /** Which type of injection they came from, `LINE` for none. */
  source: string;
  /** Whether injections overlapped. */
  overlaps: boolean;
}

/** A call as its line knows it. */
export interface EmulatedCall {
  /** `ringing`, `active`, `completed` or `failed`. */
  status: string;
  /** Its length so far, in seconds. */
  lengthS: number;
  /** What was heard in it. */
  heard: HeardDigits[];
  /** What the tenant was asked to do in it. */
  commands: Record<string, unknown>[];
  /** The emulator's documentation has the rest. */
  [more: string]: unknown;
}

/** What a client of `cxone-agent` needs. */
export interface EmulatedAgent {
  /** The tenant's id, for the discovery. */
  tenantId: string;
  /** The access key's id. */
  accessKeyId: string;
  /** The access key's secret. */
  accessKeySecret: string;
  /** The sessions that hold the calls from the start, in their order. */
  sessions: string[];
  /** The contacts that these calls are, in their order. */
  contacts: string[];
}

/** Where a call is. */
export interface EmulatedAddress {
  /** The telephony provider's id. */
  telephonyProviderId: string;
  /** The line's id. */
  lineId: string;
  /** The call's id. */
  callId: string;
}

/** A CXone tenant within the process, with real audio in its calls and faults on demand. */
export declare class Emulator {
  private constructor();
  /** Base of the API and of the login. */
  get url(): string;
  /** Seconds of the calls that pass in one second. */
  get speed(): number;
  /** The ids of the calls from the start. */
  get calls(): string[];
  /** What a client of `cxone-agent` needs. */
  get agent(): EmulatedAgent;
  /** The config of a {@link CXoneAuthClient} that may do everything here. */
  get authConfig(): AuthConfig;
  /** The config of a {@link DTMFInjector} that can also listen to the calls. */
  get injectorConfig(): InjectorConfig;
  /** Where a call is, for the parameters of an injection; default the first one. */
  address(callId?: string): EmulatedAddress;
  /** Places a call, such as `{ status: 'ringing' }` or `{ caller: 'ends 2, press 100' }`, and gives its id. */
  placeCall(order?: object): Promise<string>;
  /** A call with what was heard in it. */
  call(callId: string): Promise<EmulatedCall>;
  /** All digits that were heard in a call so far, in their order. */
  heard(callId: string): Promise<string>;
  /** The tenant's requests, the last thousand. */
  requests(): Promise<Record<string, unknown>[]>;
  /** Orders a fault such as `{ on: 'dtmf', kind: 'rateLimit', retryAfter: 1 }`, a list of them, or a plan. */
  fault(fault: object): Promise<void>;
  /** Moves the calls' time forward by so many ms, so that nobody waits for tones or tokens. */
  advance(advanceMs: number): Promise<void>;
  /** Any request of the test API; its answer's JSON. */
  ask(method: string, path: string, body?: object): Promise<unknown>;
  /** Ends it; a second time does nothing. */
  stop(): Promise<void>;
}

/** Starts an emulator on this machine, for tests without a tenant. It keeps no process alive. */
export declare function startEmulator(options?: EmulatorOptions): Promise<Emulator>;
