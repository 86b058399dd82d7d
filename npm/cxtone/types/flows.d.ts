/** Flow files without a call: findings, calls in virtual time, drawings. */

import type { AuditConfig } from './injector';

/** One fault of a flow file. No field quotes digits of the file. */
export interface FlowFinding {
  /** The rule that was broken, such as `flow::unreachable-step`. */
  code: string;
  /** `error`: the flow cannot run, or some of it can never do what it says. */
  severity: 'warning' | 'error';
  /** From 1; 0 where the place is not known. */
  line: number;
  /** In characters, from 1; 0 where the place is not known. */
  column: number;
  /** What is wrong. */
  message: string;
  /** The way out. */
  help: string;
}

/** What a flow is to run on. */
export interface FlowCheckOptions {
  /** The tenant's dialect: what it lacks is a finding; default one that can do everything. */
  dialect?: 'cxone-v2' | 'cxone-agent';
  /** Whether a session of `cxone-agent` is beside the call, which masks and hangs up; default `false`. */
  agent?: boolean;
}

/**
 * Everything that is wrong with a flow file in YAML or JSON, in the order of the text.
 *
 * @throws {@link CxtoneError} `InvalidOptions`: the dialect is unknown
 */
export declare function checkFlow(text: string, options?: FlowCheckOptions): FlowFinding[];

/** Who calls, and how. Where neither `caller` nor `acts` is given, the caller is drawn from the seed. */
export interface SimulationOptions {
  /** A caller's script: an object, or a text in YAML or JSON. */
  caller?: string | object;
  /** What the caller does, in one line: `'ends 2, wait 400, press 100'`. */
  acts?: string;
  /** A whole number; default 0. */
  seed?: number;
  /** How long every prompt takes; default 2000. */
  promptMs?: number;
  /** The dialect whose far end collects: `cxone-v2` has one timer. One without media commands is refused. */
  dialect?: 'cxone-v2' | 'cxone-agent';
  /** Whether the far end has the total as its one timer; default what `dialect` says, else `false`. */
  oneTimer?: boolean;
  /**
   * How often a live call is asked how it is: answers and ends of prompts are known no sooner. {@link runFlow} asks
   * each 250 ms; default 0, known at once.
   */
  pollsMs?: number;
  /** Whether prompts take as long as their addresses take to say, as in the emulator; default `false`. */
  spokenPrompts?: boolean;
}

/** One line of what happened in a call. Digits are in it only as a count. */
export interface TranscriptLine {
  /** When, in ms of the call. */
  atMs: number;
  /** What, such as `step greeting`. */
  line: string;
}

/** A call in virtual time. Digits are in it only as a count. */
export interface SimulatedCall {
  /** The seed that was used. */
  seed: number;
  /** How it ended, such as `finished` or `caller-hung-up`. */
  outcome: string;
  /** The step in which it ended. */
  step?: string;
  /** The steps entered, in order. */
  path: string[];
  /** How long it took, in the call's time. */
  durationMs: number;
  /** What happened, line by line. */
  transcript: TranscriptLine[];
  /** The call as a test for {@link replayFlow} and `cxtone flow test`. It holds the caller's keys. */
  test: object;
}

/**
 * A call through a flow in virtual time. The same flow, caller and seed give the same call.
 *
 * @throws {@link CxtoneError} `InvalidOptions`: the text is no flow, or an option cannot be used
 */
export declare function simulateFlow(text: string, options?: SimulationOptions): SimulatedCall;

/**
 * Lets the call of a test happen again.
 *
 * @throws {@link CxtoneError} `FlowDiffers`: the first line of the transcript that is another
 */
export declare function replayFlow(text: string, test: string | object): void;

/**
 * The flow as a drawing, in SVG.
 *
 * @throws {@link CxtoneError} `InvalidOptions`: the text is no flow
 */
export declare function drawFlow(text: string): string;

/** The call, the tenant, and what the flow may need. */
export interface FlowRunOptions {
  /** The call: it must be active or ringing. */
  callId: string;
  /** `cxone-v2`, the default, is the one that has media commands; a flow for another is refused. */
  dialect?: 'cxone-v2' | 'cxone-agent';
  /** Base URL of the API. */
  apiUrl: string;
  /** Base URL of the login; default `apiUrl`. */
  authUrl?: string;
  /** The OAuth client's id; it needs the scopes of call control, and to send digits those of injections. */
  clientId: string;
  /** The OAuth client's secret. */
  clientSecret: string;
  /** URLs on hosts that prompts may be played from, beside the API's own. */
  promptHosts?: string[];
  /** For flows that send digits: where they go, and as what. */
  sending?: FlowSending;
  /** For flows with `sensitive` steps: what masks the recording around them. */
  masking?: FlowMasking;
  /**
   * Follow also flows with `type-ahead: false`, though the far end counts keys that are pressed ahead; default
   * `false`: they are refused.
   */
  countKeysAhead?: boolean;
  /** A sealed log of the commands, each before it is sent and when its end is known. */
  audit?: AuditConfig;
  /** Ends the flow: the command under way may take 5 s more, and nothing follows it. */
  signal?: AbortSignal;
  /** Certificates in PEM that are trusted besides the system's. */
  ca?: string;
  /** The URL of a proxy for https. */
  proxy?: string;
}

/** Where the digits of `send-digits` steps go, and as what. */
export interface FlowSending {
  /** The telephony provider's id. */
  telephonyProviderId: string;
  /** The line's id. */
  lineId: string;
  /** `RFC2833`, `SIPINFO` or `INBAND`. */
  dtmfType: string;
}

/**
 * The contact whose recording is masked, and the access key of an agent who may. The recording is unmasked, or that
 * was at least tried, however the flow ends.
 */
export interface FlowMasking {
  /** The id of the contact that the call is. */
  contactId: string;
  /** The access key's id. */
  accessKeyId: string;
  /** The access key's secret. */
  accessKeySecret: string;
  /** Base URL of the agents' API; default the flow's. */
  apiUrl?: string;
  /** The token endpoint that takes client and key; default the key alone, at the flow's login. */
  authUrl?: string;
  /** Version in the paths of the services; default `30.0`. */
  servicesVersion?: string;
}

/** What came of a live call. It is the same shape as that of `cxtone ivr --json`. */
export interface FlowRunReport {
  /** The call. */
  callId: string;
  /** Ties the commands' records in the log together. */
  runId: string;
  /** How it ended, such as `finished`, `caller-hung-up`, `cancelled`. */
  outcome: string;
  /** The step in which it ended. */
  step?: string;
  /** The steps entered, in order. */
  path: string[];
  /** How many digits the last entry has, such as `[3 digits]`. */
  digits: string;
  /** Why a command failed, where one did. */
  error?: string;
  /** Whether a command may have been carried out although its answer is not known. */
  ambiguous: boolean;
  /** Why the recording may still be masked, where it was masked and not surely unmasked. */
  mayBeMasked?: string;
  /** Why a record of a command that had been sent is not in the log. */
  notLogged?: string;
  /** What happened, line by line; digits only as a count. */
  transcript: TranscriptLine[];
  /** The digits of the last entry, also of one that is not complete; none of a sensitive step. Not enumerable. */
  readonly entered: string;
}

/**
 * Follows a flow through a call that is up to its end. How the call ends is no error.
 *
 * @throws {@link CxtoneError} `InvalidOptions`, as a rejection: the text is no flow, an option cannot be used, or the
 * flow has a step that cannot be carried out; nothing was sent
 */
export declare function runFlow(text: string, options: FlowRunOptions): Promise<FlowRunReport>;
