/** Campaigns as they stand, and what can be told to them. */

/** Where a campaign is, and which program speaks to it. */
export interface CampaignPlace {
  /**
   * The store: `sqlite:FILE`, or `postgres://USER:PASSWORD@HOST/DATABASE`. It reaches the program by its
   * environment, never by its arguments.
   */
  store: string;
  /** The program's path; that of the package `cxtone-cli` where not given. */
  program?: string;
}

/** What a campaign's workers are to do. */
export type CampaignState = 'running' | 'paused' | 'draining' | 'cancelled';

/** How a call ended; the guide to campaigns tells what each means. */
export type CallOutcome =
  | 'finished'
  | 'transferred'
  | 'flow-hung-up'
  | 'caller-hung-up'
  | 'busy'
  | 'no-answer'
  | 'mask-failed'
  | 'command-failed'
  | 'command-unanswered'
  | 'time-over'
  | 'visits-over'
  | 'cancelled'
  | 'ambiguous'
  | 'interrupted'
  | 'refused';

/** How a campaign stands. */
export interface CampaignStatus {
  state: CampaignState;
  /** All calls: those that wait, run and have ended. */
  calls: number;
  waiting: number;
  running: number;
  ended: number;
  /** How many calls ended how. */
  outcomes: Partial<Record<CallOutcome, number>>;
  endedLastMinute: number;
  /** Calls that ended in a second, over the last minute. */
  callsPerS: number;
  /** How long the rest takes if it goes on as in the last minute, in seconds. */
  remainingS?: number;
  /** Calls that may begin in a second, over all workers. */
  ratePerS?: number;
  /** Calls that may run at a time, over all workers. */
  concurrentMax?: number;
  /** Injections that were listened to. */
  measured: number;
  /** The share of the digits recognised in them, 0 to 1. */
  recognitionRate?: number;
  workers: CampaignWorker[];
}

/** A worker of a campaign. */
export interface CampaignWorker {
  number: number;
  name: string;
  state: 'alive' | 'lost' | 'ended';
  running: number;
  ended: number;
  /** How long ago it was last heard, in ms. */
  silentMs: number;
  auditLog?: string;
  auditRecords?: number;
}

/** A call as it is exported. No variable of it, and no digit. */
export interface CampaignCall {
  callId: string;
  /** `null` while it waits or runs. */
  outcome: CallOutcome | null;
  /** The flow's step at which it ended. */
  step: string | null;
  error: string | null;
  priority: number;
  /** The worker that had it last. */
  worker: string | null;
  /** RFC 3339, in UTC, by the store's clock. */
  startedAt: string | null;
  endedAt: string | null;
  /** How often its worker was lost. */
  takeovers: number;
  commands: number;
  injections: number;
  delivered: number;
  ambiguous: number;
  /** The least of its injections that were listened to, 0 to 1. */
  recognitionRate: number | null;
  effects: CampaignEffect[];
}

/** What was done in a call. */
export interface CampaignEffect {
  /** Which effect of the call, counted from one. */
  step: number;
  /** How often it was sent by then, counted from one. */
  attempt: number;
  /** Under which id it stands in the audit log. */
  id: string;
  kind: 'digits' | 'play' | 'collect' | 'mask' | 'unmask';
  /** The flow's step. */
  name: string;
  status: 'pending' | 'done' | 'failed' | 'ambiguous' | 'hung-up' | 'unsent';
  error?: string;
  recognitionRate?: number;
  intendedAt: string;
  observedAt?: string;
}

/**
 * How a campaign stands.
 *
 * @throws {@link CampaignError}, with `Refused` also where the store holds no campaign yet.
 */
export declare function campaignStatus(place: CampaignPlace): Promise<CampaignStatus>;

/** No call begins until the campaign is resumed; those that run go on. */
export declare function pauseCampaign(place: CampaignPlace): Promise<CampaignState>;

/** Calls begin again after a pause or a drain. */
export declare function resumeCampaign(place: CampaignPlace): Promise<CampaignState>;

/** No call begins; all workers end when their running calls have ended. */
export declare function drainCampaign(place: CampaignPlace): Promise<CampaignState>;

/** Calls that wait never begin, running ones are cancelled; the campaign stays so. */
export declare function cancelCampaign(place: CampaignPlace): Promise<CampaignState>;

/** How each call ended, in the order in which they were loaded; read some at a time, so that any number fits. */
export declare function exportCampaign(place: CampaignPlace): AsyncIterableIterator<CampaignCall>;
