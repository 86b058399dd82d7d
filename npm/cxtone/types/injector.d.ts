/** Digits into calls. */

import type { TokenProvider } from './auth';
import type { CxtoneError } from './error';
import type { CtiMonitor, InjectionResult } from './events';
import type { Logger } from './logger';
import type { RtpListener } from './rtp';

/** The language of the agents' API. */
export interface AgentDialect {
  /** Calls are addressed by the agent's session. */
  name: 'cxone-agent';
  /** Version in the paths of the services; default `30.0`. */
  servicesVersion?: string;
  /** Where digits stand; default `body`. Logs on the way may keep a query. */
  digitsIn?: 'body' | 'query';
}

/** Where injections are written down. */
export interface AuditConfig {
  /** The path of the log: sealed lines, each on the disk before anything is sent. */
  file: string;
  /** The file of the key that seals it, made where there is none; default the one of the command line. */
  keyFile?: string;
}

/** What an injector is made with. */
export interface InjectorConfig {
  /** Base URL of the API: https, or http to this machine. */
  apiUrl: string;
  /** Where messages go; `null` silences them. Default: the auth client's, else JSON lines on standard output. */
  logger?: Logger | null;
  /** Whether digits and frequencies stand in logs, events and results, as in the source; default `false`. */
  legacyAudit?: boolean;
  /** `cxone-v2` unless told otherwise. */
  dialect?: 'cxone-v2' | 'cxone-agent' | AgentDialect;
  /** Time for an injection with all it takes, in ms; default 120 000 from the call's turn on. */
  timeoutMs?: number;
  /** Time for one request with its answer, in ms; default 10 000. */
  requestTimeoutMs?: number;
  /** Where calls are recorded as WAV: a URL or a path with `{callId}` in it. */
  recording?: string;
  /**
   * The types whose digits are tones in that recording too, as a gateway renders them. Without it `INBAND` alone is taken
   * to be there: where nothing is heard of another type, the rate stays assumed, and the log says so.
   */
  recordingRenders?: ('RFC2833' | 'SIPINFO' | 'INBAND')[];
  /** Whether injections are listened to, unless their options say otherwise; default `false`. */
  verify?: boolean;
  /** Where injections are written down; default nowhere. */
  audit?: AuditConfig;
  /** Certificates in PEM that are trusted besides the system's; default the auth client's. */
  ca?: string;
  /** The URL of a proxy for https; default the auth client's. */
  proxy?: string;
  /** How many times as fast time passes in an emulator's calls; default 1. */
  speed?: number;
}

/** The source's parameters. */
export interface InjectionParams {
  /** The telephony provider's id. */
  telephonyProviderId?: string;
  /** The line's id. */
  lineId?: string;
  /** The call's id; for `cxone-agent` the contact's, under which it is recorded. */
  callId: string;
  /** 1 to 16 of `0-9`, `*`, `#`, `A-D`. */
  dtmfString: string;
  /** `RFC2833`, `SIPINFO` or `INBAND`. */
  dtmfType: string;
  /** The pause after each digit, 50 to 1000 ms. */
  interDigitPause: number;
  /** For `cxone-agent`: the agent's session that holds the call. */
  sessionId?: string;
}

/** Beyond the source; all optional. */
export interface InjectionOptions {
  /** Gives up when it aborts. Digits on their way then are `Ambiguous`. */
  signal?: AbortSignal;
  /** Time for all of it, the wait for the call's turn included, in ms. */
  timeoutMs?: number;
  /** The length of each tone in ms, where the dialect's request carries one: `cxone-v2`'s does not. */
  toneMs?: number;
  /** Whether to wait for the play-out and measure what was heard. */
  verify?: boolean;
  /** Where to listen to this call, instead of the config's `recording`. */
  tap?: RtpListener;
}

/** Frees what was acquired, or signs off; a second time does nothing. */
export type Release = () => void;

/** Which calls are locked now: a live view in the shape of the source's Map. */
export interface ChannelLocks extends Iterable<[string, Promise<void>]> {
  /** How many. */
  readonly size: number;
  /** Whether this one is. */
  has(callId: string): boolean;
  /** A promise that resolves when the call is free; nothing for one that is. */
  get(callId: string): Promise<void> | undefined;
  /** The calls. */
  keys(): IterableIterator<string>;
  /** A promise for each call. */
  values(): IterableIterator<Promise<void>>;
  /** Calls and promises. */
  entries(): IterableIterator<[string, Promise<void>]>;
  /** Calls back for each call. */
  forEach(callback: (value: Promise<void>, callId: string, locks: this) => void): void;
}

/** Injects digits into calls, one injection into a call at a time. */
export declare class DTMFInjector {
  /** Sends nothing yet. */
  constructor(authClient: TokenProvider, config: InjectorConfig);
  /** Where tokens come from. */
  authClient: TokenProvider;
  /** What it was made with; `apiUrl`, `dialect`, `logger`, `legacyAudit`, `verify` and `timeoutMs` may change. */
  config: InjectorConfig;
  /** The monitors, in the order in which they are told. */
  ctiCallbacks: CtiMonitor[];
  /** Which calls are locked now. */
  readonly channelLocks: ChannelLocks;
  /** Has a function told of each injection that ended, before its promise settles. Gives what signs it off. */
  registerCTIMonitor(callback: CtiMonitor): Release;
  /**
   * Waits for the call's turn and keeps it until released. Injections into the call wait meanwhile, also those of
   * whoever holds it.
   *
   * @throws {@link CxtoneError} `InvalidId`, `Busy`
   */
  acquireChannelLock(callId: string): Promise<Release>;
  /** Frees this injector's latest acquisition that is not free yet. */
  releaseChannelLock(): Promise<void>;
  /**
   * Injects with one attempt. Resolves at the far end's answer, or with `verify` after the play-out; the call stays
   * locked until the tones have played.
   *
   * @throws {@link CxtoneError}
   */
  injectDTMF(params: InjectionParams, options?: InjectionOptions): Promise<InjectionResult>;
  /** Counts and times in the form that Prometheus reads. */
  metrics(): string;
}

/** Whatever injects. */
export interface Injecting {
  /** Injects once. */
  injectDTMF(params: InjectionParams, options?: InjectionOptions): Promise<InjectionResult>;
}

/**
 * Injects with several attempts. Only what was provably not executed is sent again: 429 and connections that never
 * came about.
 *
 * @param maxRetries - attempts in all, as in the source; default 3
 * @throws {@link CxtoneError}
 */
export declare function injectWithRetry(
  injector: Injecting,
  params: InjectionParams,
  maxRetries?: number,
  options?: InjectionOptions,
): Promise<InjectionResult>;
