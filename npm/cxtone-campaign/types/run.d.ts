/** A worker of a campaign. */

import type { CampaignPlace, CampaignStatus } from './campaign';

/** A call with what its flow uses; `priority` is a whole number, and the higher, the sooner. */
export interface Call {
  callId: string;
  priority?: number;
  /** Variables by name, for which `${name}` stands in the flow. They may be digits. */
  [variable: string]: string | number | undefined;
}

/**
 * The tenant. What is not given is taken from the environment variable that is named, which the program of
 * `cxtone-cli` takes too. All of it reaches the program by its environment.
 */
export interface CampaignTenant {
  /** `CXONE_API_URL` */
  apiUrl?: string;
  /** `CXONE_AUTH_URL`; the API's where not given. */
  authUrl?: string;
  /** `CXONE_CLIENT_ID` */
  clientId?: string;
  /** `CXONE_CLIENT_SECRET` */
  clientSecret?: string;
  /** `CXONE_PROVIDER_ID`; for flows that send digits. */
  providerId?: string;
  /** `CXONE_LINE_ID`; for flows that send digits. */
  lineId?: string;
  /** `CXONE_ISSUER`, with `tenantId`: where the agent's login is discovered. */
  issuer?: string;
  /** `CXONE_TENANT_ID` */
  tenantId?: string;
  /** `CXONE_ACCESS_KEY_ID`; for flows with `sensitive` steps, as a recording is masked through an agent's login. */
  accessKeyId?: string;
  /** `CXONE_ACCESS_KEY_SECRET` */
  accessKeySecret?: string;
}

/** What a worker works on, and how. */
export interface RunCampaignOptions extends CampaignPlace {
  /** The flow's file. */
  flow: string;
  /**
   * A file of CSV or JSON Lines, or calls that are handed over as they are asked for; without it, those that
   * are in the store. Bad rows of a file are told before anything is begun, the first 1000 of them; a call of an
   * iterable that is none is left out and told in `warnings`.
   */
  calls?: string | Iterable<Call> | AsyncIterable<Call>;
  tenant?: CampaignTenant;
  /**
   * The language that the tenant speaks; default `cxone-v2`. With `cxone-agent` each call needs a variable `session`,
   * and its `callId` is the contact.
   */
  dialect?: 'cxone-v2' | 'cxone-agent';
  /** Use the proxies that the environment names (`HTTPS_PROXY` and the like); default `false`. */
  proxyFromEnv?: boolean;
  /** The worker's name, for status and export; default `worker`. */
  worker?: string;
  /**
   * Load `calls`, and run none: the outcome is `done`, or `failed` where one was left out. Not with `stay`; default
   * `false`.
   */
  loadOnly?: boolean;
  /** How digits of `send-digits` steps travel. */
  dtmfType?: 'RFC2833' | 'SIPINFO' | 'INBAND';
  /** Calls that this worker runs at a time; default 100. */
  concurrent?: number;
  /** Calls that may run at a time, over all workers. */
  concurrentAll?: number;
  /** Calls that may begin in a second, over all workers. */
  ratePerS?: number;
  /** How long a worker may be silent before its calls are taken over, in seconds; default 15. */
  leaseS?: number;
  /** Stay when nothing is left; default `false`. */
  stay?: boolean;
  /** Listen to the digits that are sent, and measure the recognition rate; default `false`. */
  verify?: boolean;
  /** Listen where an answer leaves it open whether digits were played; default `false`. */
  settle?: boolean;
  /** Where a call's recording is, as WAV: a URL with `{callId}` in it. */
  recording?: string;
  /**
   * Types whose digits are tones in the recording too, by a gateway that renders them; with `settle` or `verify`.
   * `settle` sends digits of another type than `INBAND` again only where the type is named here; default none.
   */
  recordingRenders?: ('RFC2833' | 'SIPINFO')[];
  /** URLs on hosts that prompts may be played from, beside the API's own. */
  promptHosts?: string[];
  /** Follow flows with `type-ahead: false` though the tenant counts keys pressed ahead; default `false`. */
  countKeysAhead?: boolean;
  /** How many times as fast as usual time passes in the calls of an emulator; default 1. */
  speed?: number;
  /** A folder in which the worker writes a sealed log of its own. */
  audit?: string;
  /** The file with the key that seals it. */
  keyFile?: string;
  /** Begin a new segment of the log before one is longer than this, 4096 or more; default 64 MiB. */
  auditSegmentBytes?: number;
  /** Begin a new segment of the log with each day, in UTC; default `false`. */
  auditDaily?: boolean;
  /** The file with a key for codes of the digits in the log; without it, the log holds none. */
  digitsKeyFile?: string;
  /**
   * Aborting drains the worker: running calls end, no other begins, and the promise is fulfilled. Without it, Ctrl-C in
   * a terminal drains the worker too, but a `SIGTERM` to this process alone leaves it working, unseen.
   */
  signal?: AbortSignal;
  /**
   * Told how the campaign stands, about every second until the worker has ended. Where it throws or rejects, that
   * stands in `warnings` and changes nothing else.
   */
  onProgress?: (status: CampaignStatus) => void;
}

/** What a worker came to. */
export interface CampaignResult {
  /**
   * The worst of all calls of the campaign, whichever worker ended them: `ambiguous`, where somebody has to
   * look before anything is sent to such a call again; `stopped`, where calls are left or the campaign was
   * cancelled, also one with no call left; `failed`, also where one that was handed over was left out; `done`.
   */
  outcome: 'done' | 'failed' | 'stopped' | 'ambiguous';
  /** How the campaign stood at the end. */
  status: CampaignStatus;
  /** What became of the calls that were handed over; nothing where none were. */
  loaded?: CampaignLoaded;
  /**
   * What the program warned of, such as calls that were left out, the first 1000 of them; a line each. After them, how
   * often `onProgress` failed, where it did.
   */
  warnings: string[];
}

/** What became of calls on their way into the store. */
export interface CampaignLoaded {
  /** Calls that were not there before. */
  added: number;
  /** Calls that were there. */
  known: number;
  /** Those of them that had not ended, and have kept other variables or another priority. */
  differing: number;
  /** Rows that were left out. */
  badRows: number;
  /** Where the worker ended before its iterable: how many of its calls were read. What follows is to be fed again. */
  readToLine?: number;
}

/**
 * Works on a campaign until no call waits or runs, or it is told to end.
 *
 * Any number of workers, in any number of processes and machines, may work on one store. A worker that dies
 * at any moment neither loses a call nor has digits sent twice.
 *
 * @throws {@link CampaignError}
 */
export declare function runCampaign(options: RunCampaignOptions): Promise<CampaignResult>;
