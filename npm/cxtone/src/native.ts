// The native library: what of it the facade calls, and its loading.
// Where it may lie is told in `platforms`.

import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { Answer } from './answer';
import { detectorOf } from './native_detector';
import { libraryPlaces, missingLibrary } from './platforms';

/** What is wrong with one field of a request. */
export interface NativeFinding {
  code: string;
  pointer: string;
  message: string;
  help: string;
}

/** The source's constants. */
export interface NativeConstants {
  keys: { digit: string; lowHz: number; highHz: number }[];
  types: string[];
  digitsMax: number;
  pauseMsMin: number;
  pauseMsMax: number;
}

/** Why something was not had. */
export interface NativeFailure {
  code: string;
  message: string;
  retryable: boolean;
  /** `headers`: names in lower case and values, by turns. */
  answer?: { status: number; headers: string[]; body: string };
  attempts?: number;
  missing?: string[];
  /** The number of an error that the token port keeps. */
  portError?: number;
  causes: string[];
}

export interface NativeAuthOptions {
  dialect?: string | undefined;
  authUrl?: string | undefined;
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  accessKeyId?: string | undefined;
  accessKeySecret?: string | undefined;
  ca?: string | undefined;
  proxy?: string | undefined;
}

/** The tokens of one client. */
export interface NativeAuth {
  token(): Promise<{ token?: string; failure?: NativeFailure }>;
  kept(): { token: string; generation: number; lifeMs: number } | null;
  /** Which token is at hand, from one; 0 where there is none. */
  generation(): number;
  forget(): void;
}

/** The lock of one call. */
export interface NativeGuard {
  release(): void;
}

/** What an injector keeps while its connections change. */
export interface NativeGround {
  acquire(call: string): Promise<NativeGuard>;
  isLocked(call: string): boolean;
  calls(): string[];
  metrics(): string;
}

export interface NativeCancellation {
  cancel(): void;
}

export interface NativeInjectorOptions {
  apiUrl?: string | undefined;
  dialect?: string | undefined;
  servicesVersion?: string | undefined;
  digitsInQuery: boolean;
  ca?: string | undefined;
  proxy?: string | undefined;
  requestTimeoutMs?: number | undefined;
  recording?: string | undefined;
  recordingRenders?: string[] | undefined;
  speed?: number | undefined;
}

export interface NativeRequest {
  provider?: string | undefined;
  line?: string | undefined;
  call?: string | undefined;
  session?: string | undefined;
  digits: string;
  dtmfType: string;
  pauseMs: number;
  toneMs?: number | undefined;
  verify: boolean;
  attempts: number;
  deadlineMs?: number | undefined;
}

/** Where a request would go that is only shown. */
export interface NativePreviewOptions {
  apiUrl?: string | undefined;
  dialect?: string | undefined;
  servicesVersion?: string | undefined;
  digitsInQuery: boolean;
}

/** A request in texts; `headers`: names in lower case and values, by turns. */
export interface NativePreview {
  method: string;
  url: string;
  headers: string[];
  body: string;
  playOutMs: number;
}

/** How an injection ended; `audit` is JSON. */
export interface NativeOutcome {
  audit?: string;
  body?: string;
  failure?: NativeFailure;
  troubles: string[];
}

export interface NativeInjector {
  inject(
    request: NativeRequest,
    cancellation?: NativeCancellation,
    guard?: NativeGuard,
    ear?: NativeRtpEar,
  ): Promise<NativeOutcome>;
}

/** A retry, told before its wait. */
export type Noted = (retry: { attempt: number; attemptsMax: number; status?: number; waitMs: number }) => void;

/** The ear of one call. */
export interface NativeRtpEar {
  port(): number;
  stop(): void;
}

/** The token port: asked with the token that was refused since, if one was. */
export type Ask = (refused: string | null) => Promise<{ token?: string; error?: number }>;

/** An emulator that runs. */
export interface NativeEmulator {
  /** JSON. */
  hello(): string;
  stop(): Promise<void>;
}

export interface NativeDetectorOptions {
  sampleRate: number;
  profile?: string | undefined;
  explain?: boolean | undefined;
  channel?: number | undefined;
  encoding?: string | undefined;
}

/** One channel's detector. What samples decide, where it is anything. */
export interface NativeDetector {
  hearFloat(samples: Float32Array): Answer | null;
  hearInt16(samples: Int16Array): Answer | null;
  hearBytes(bytes: Uint8Array): Answer | null;
  finish(): Answer | null;
}

/** A channel that is listened to, which the library alone can look into. */
export interface Listening {
  readonly listening: unique symbol;
}

/** What the library has of a detector: functions, as the runtime calls methods at three times the price. */
export interface Ears {
  listen(options: NativeDetectorOptions): Listening;
  hearFloat(listening: Listening, samples: Float32Array): Answer | null;
  hearInt16(listening: Listening, samples: Int16Array): Answer | null;
  hearBytes(listening: Listening, bytes: Uint8Array): Answer | null;
  finishListening(listening: Listening): Answer | null;
}

/** The library's exports, with a detector's functions as a class. They are internal and change with any version. */
export interface Native {
  constants(): NativeConstants;
  /** The digits in upper case, or all that is wrong. */
  validatePayload(
    digits: unknown,
    dtmfType: unknown,
    pauseMs: unknown,
    dialect?: string,
  ): string | NativeFinding[];
  previewRequest(request: NativeRequest, options: NativePreviewOptions): NativePreview | NativeFailure;
  NativeAuth: new (options: NativeAuthOptions) => NativeAuth;
  NativeGround: new (log?: { file: string; key: string }) => NativeGround;
  NativeCancellation: new () => NativeCancellation;
  NativeInjector: new (
    options: NativeInjectorOptions,
    ground: NativeGround,
    auth: NativeAuth | null,
    ask: Ask | null,
    noted: Noted,
  ) => NativeInjector;
  listenRtp(options: {
    callId: string;
    host: string;
    port: number;
    payloadType?: number | undefined;
    renders?: string[] | undefined;
  }): Promise<NativeRtpEar>;
  discoverTenant(options: object): Promise<{ authUrl?: string; apiUrl?: string; failure?: NativeFailure }>;
  NativeDetector: new (options: NativeDetectorOptions) => NativeDetector;
  generateFloat(digits: string, options: object): Float32Array;
  generateInt16(digits: string, options: object): Int16Array;
  scoreSamples(expected: string, samples: Float32Array, options: object): Promise<Answer>;
  parseWav(bytes: Uint8Array): { sampleRate: number; channels: Float32Array[] };
  wavBytes(channels: Float32Array[], rate: number, encoding?: string): Uint8Array;
  checkFlow(text: string, options: object): Answer;
  simulateFlow(text: string, options: object): Answer;
  replayFlow(text: string, test: string): string | null;
  drawFlow(text: string): string;
  /** `report` is JSON, `digits` those of the last entry. */
  runFlow(
    text: string,
    options: object,
    cancellation?: NativeCancellation,
  ): Promise<{ report: string; digits: string }>;
  startEmulator(options: object): Promise<NativeEmulator>;
  /** Panics; there only in libraries built for tests. */
  panicNow?(): void;
  /** The same, later. */
  panicLater?(): Promise<void>;
}

/** The library of this machine. */
export const native: Native = load();

function load(): Native {
  const from = createRequire(here());
  const causes: unknown[] = [];
  for (const place of libraryPlaces()) {
    try {
      const library = from(place) as Omit<Native, 'NativeDetector'> & Ears;
      return { ...library, NativeDetector: detectorOf(library) };
    } catch (cause) {
      causes.push(cause);
    }
  }
  throw missingLibrary(causes);
}

/** This file; bundled into a module, which has no such name, it is looked for from the process's folder. */
function here(): string {
  return typeof __filename === 'string' ? __filename : join(process.cwd(), 'index.js');
}
