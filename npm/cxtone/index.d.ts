/**
 * DTMF into live CXone calls: the source module's names and signatures, without its defects.
 *
 * @packageDocumentation
 */

export * from './flows';
export * from './sound';

/** The two frequencies of each digit, in Hz: its row's and its column's (ITU-T Q.23). */
export declare const DTMF_FREQUENCIES: Readonly<Record<string, readonly [number, number]>>;

/** The types that digits may travel as: `RFC2833`, `SIPINFO`, `INBAND`. */
export declare const SUPPORTED_DTMF_TYPES: readonly string[];

/** The most digits in one request: 16. */
export declare const MAX_SEQUENCE_LENGTH: number;

/** The shortest pause between digits: 50 ms. */
export declare const MIN_INTER_DIGIT_PAUSE: number;

/** The longest pause between digits: 1000 ms. */
export declare const MAX_INTER_DIGIT_PAUSE: number;

/** What is told of a valid request. */
export interface Validation {
  /** Each digit's frequencies in Hz. They spell the digits, so no log or event holds them. */
  frequencies: (readonly [number, number])[];
  /** Always `true`, as in the source. */
  carrierCompatible: boolean;
  /** Always `true`: what is not valid throws. */
  valid: boolean;
}

/**
 * Checks digits, type and pause.
 *
 * Lower-case `a`–`d` are accepted; the pause must be an integer number.
 *
 * @param dtmfString - 1 to 16 of `0-9`, `*`, `#`, `A-D`
 * @param dtmfType - one of {@link SUPPORTED_DTMF_TYPES}
 * @param interDigitPause - 50 to 1000, in ms
 * @throws {@link CxtoneError} `InvalidPayload`: the message is the source's, `findings` has all faults
 */
export declare function validateDtmfPayload(
  dtmfString: unknown,
  dtmfType: unknown,
  interDigitPause: unknown,
): Validation;

/** One fault of a request. No field ever holds a digit. */
export interface Finding {
  /** The rule that was broken, such as `digits-length`. */
  code: string;
  /** The field at fault, as a JSON pointer, such as `/dtmfString`. */
  pointer: string;
  /** What is wrong, in the source's wording. */
  message: string;
  /** The way out. */
  help: string;
}

/** The far end's answer, as axios shows it. */
export interface ErrorResponse {
  /** The HTTP status. */
  status: number;
  /** The headers by their names in lower case. */
  headers: Record<string, string | string[]>;
  /** The body: parsed where it is JSON, else as text. It may echo the digits. */
  data: unknown;
}

/** What an error is made with. */
export interface ErrorFacts {
  /** What happened. */
  code: string;
  /** Whether nothing was played and trying again later may help; default `false`. */
  retryable?: boolean;
  /** What led to it. */
  cause?: unknown;
  /** The far end's answer. */
  response?: ErrorResponse | undefined;
  /** Requests sent. */
  attempts?: number | undefined;
  /** Scopes that the token lacks. */
  missing?: string[] | undefined;
  /** All faults of the request. */
  findings?: Finding[] | undefined;
}

/**
 * An error of this package. Neither its message nor its JSON shows digits, tokens, headers or bodies.
 *
 * | code | what happened | played? |
 * |---|---|---|
 * | `InvalidPayload`, `InvalidId`, `InvalidOptions` | the request or the config cannot be used | no |
 * | `InvalidClient` | the login refused the client's id or secret | no |
 * | `MissingScope` | the token was granted without the scopes in `missing` | no |
 * | `Token` | no token was had for another reason | no |
 * | `RateLimited` | 429 to the end, or with a wait that is too long | no |
 * | `Conflict` | 409: something else holds the call | no |
 * | `Forbidden`, `Unauthorized`, `Refused` | 403; 401 with a renewed token too; another 4xx | no |
 * | `Unexpected` | a redirect, which is never followed | no |
 * | `NotSent` | no connection came about | no |
 * | `Ambiguous` | 5xx, a lost connection, no answer in time | **perhaps** |
 * | `Throttled`, `CircuitOpen`, `Busy` | held back on this side | no |
 * | `DeadlineExceeded`, `Cancelled` | the time is over; the signal aborted before anything was sent | no |
 * | `NotLogged` | the audit log could not be written, so nothing was sent | no |
 * | `NotHeard` | listening proved that nothing was played | no |
 * | `WrongAddress` | the dialect addresses calls otherwise | no |
 * | `Interrupted`, `Internal`, `Other` | a defect | **perhaps** |
 */
export declare class CxtoneError extends Error {
  constructor(message: string, facts: ErrorFacts);
  /** What happened, as in the table. */
  readonly code: string;
  /** Whether nothing was played and trying again later may help. */
  readonly retryable: boolean;
  /** The far end's answer, where there was one. Not enumerable, as it may echo the digits. */
  readonly response?: ErrorResponse;
  /** With `RateLimited`: the last answer. */
  readonly last?: ErrorResponse;
  /** Requests sent. */
  readonly attempts?: number;
  /** With `MissingScope`: the scopes that the token lacks. */
  readonly missing?: string[];
  /** With `InvalidPayload`: all faults. */
  readonly findings?: Finding[];
  /** What may stand in a log. */
  toJSON(): Record<string, unknown>;
}

/** What is asked of a logger: winston, pino and console have it. */
export interface Logger {
  /** Something went well. */
  info(...message: unknown[]): unknown;
  /** Something beside an injection went wrong. */
  warn(...message: unknown[]): unknown;
  /** An injection failed. */
  error(...message: unknown[]): unknown;
}

/** Whatever gives tokens. */
export interface TokenProvider {
  /** A token that is valid now. Where the object has a `token`, one that was refused is set to `null` in it. */
  getAccessToken(): Promise<string> | string;
}

/** Where and how to log in. */
export interface AuthConfig {
  /** Base URL of the login, with or without `/oauth`; for `cxone-agent` with a client, the token endpoint. */
  authUrl: string;
  /** The OAuth client's id. */
  clientId?: string;
  /** The OAuth client's secret. Shown by neither JSON nor `util.inspect`. */
  clientSecret?: string;
  /** `cxone-v2` unless told otherwise. */
  dialect?: 'cxone-v2' | 'cxone-agent';
  /** For `cxone-agent`: the access key's id. */
  accessKeyId?: string;
  /** For `cxone-agent`: the access key's secret. */
  accessKeySecret?: string;
  /** Certificates in PEM that are trusted besides the system's. */
  ca?: string;
  /** The URL of a proxy for https. Node's own settings do not reach the native client. */
  proxy?: string;
  /** Where messages go; `null` silences them. Default: JSON lines on standard output. */
  logger?: Logger | null;
}

/** Tokens of one OAuth client: fetched once for any number of callers, renewed before their end. */
export declare class CXoneAuthClient implements TokenProvider {
  /** Asks for nothing yet. */
  constructor(config: AuthConfig);
  /** What it was made with; a change counts from the next token on. */
  config: AuthConfig;
  /** The token at hand; setting `null` drops it, setting another uses it until {@link tokenExpiry}. */
  get token(): string | null;
  set token(token: string | null);
  /** When the token at hand is no longer used, in ms since 1970; 0 without one. */
  get tokenExpiry(): number;
  set tokenExpiry(expiry: number);
  /**
   * The token at hand, or a new one.
   *
   * @throws {@link CxtoneError} `InvalidClient`, `MissingScope`, `Token`
   */
  getAccessToken(): Promise<string>;
}

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
}

/** What listening to the call gave. */
export interface HeardCounts {
  /** Digits heard in their place. */
  hits: number;
  /** Digits that were sent. */
  expected: number;
  /** Digits that were not heard. */
  missed: number;
  /** Digits heard that nobody sent. */
  inserted: number;
  /** Digits heard as another one. */
  substituted: number;
  /** Whether exactly the digits sent were heard. */
  exact: boolean;
}

/** Where the time went, in ms on a monotonic clock. */
export interface Latency {
  /** Waiting for earlier injections into the same call. */
  lockWait: number;
  /** Getting a token. */
  token: number;
  /** From the last request to the head of its answer. */
  firstByte: number;
  /** From the call to the outcome. */
  total: number;
}

/** The source's audit entry with digits masked, and what is known besides. */
export interface AuditEntry {
  /** `observed`: the kind of the same record in the sealed log. */
  kind?: string;
  /** When it was known. */
  timestamp: string;
  /** Ties the records of one injection together. */
  injectionId: string;
  /** Injection requests sent. */
  attempts: number;
  /** The call. */
  callId: string;
  /** How many digits, such as `[5 digits]`; with `legacyAudit`, the digits. */
  dtmfString: string;
  /** How they travelled. */
  dtmfType: string;
  /** The pause after each of them, in ms. */
  interDigitPause: number | null;
  /** Without frequencies, which would spell the digits. */
  validation: Validation;
  /** How it ended. */
  status: 'pending' | 'success' | 'error' | 'ambiguous';
  /** Token and request together, in ms. */
  latencyMs: number;
  /** The share of the digits that was recognised, 0 to 1. */
  recognitionRate: number;
  /** Whether the rate was measured from audio, or follows from the status. */
  recognitionSource?: 'audio' | 'status';
  /** The counts behind a measured rate. */
  recognition?: HeardCounts;
  /** What listening decided about an answer that left it open. */
  settled?: string;
  /** Why listening could not decide. */
  unsettledBecause?: string;
  /** The stages. */
  latency?: Latency;
  /** The status of a success. */
  httpStatus?: number;
  /** 202: taken on, perhaps not played yet. */
  accepted?: boolean;
  /** The status of a failure. */
  errorCode?: number | 'unknown';
  /** The kind of a failure, such as `rateLimited`. */
  errorKind?: string;
  /** The words of a failure. */
  errorMessage?: string;
  /** The far end's name for the exchange. */
  correlationId?: string;
}

/** What the source resolves with. */
export interface InjectionResult {
  /** Always `true`: what fails throws. */
  success: true;
  /** The far end's body: parsed where it is JSON, else as text. It may echo the digits. */
  data: unknown;
  /** The entry that was logged. */
  audit: AuditEntry;
}

/** What a monitor is told. */
export interface CtiEvent {
  /** How it ended. */
  event: 'dtmf.injected' | 'dtmf.failed';
  /** The call. */
  callId: string;
  /** The entry that was logged. */
  auditEntry: AuditEntry;
  /** With `dtmf.injected`: the far end's body. Not enumerable, as it may echo the digits. */
  payload?: unknown;
}

/** A function that is told of injections. Nobody waits for what it returns; throwing changes nothing. */
export type CtiMonitor = (event: CtiEvent) => unknown;

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
  get agent(): {
    tenantId: string;
    accessKeyId: string;
    accessKeySecret: string;
    sessions: string[];
    contacts: string[];
  };
  /** The config of a {@link CXoneAuthClient} that may do everything here. */
  get authConfig(): AuthConfig;
  /** The config of a {@link DTMFInjector} that can also listen to the calls. */
  get injectorConfig(): InjectorConfig;
  /** Where a call is, for the parameters of an injection; default the first one. */
  address(callId?: string): { telephonyProviderId: string; lineId: string; callId: string };
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
