/** What is told of an injection: entry, result, event. */

import type { Validation } from './payload';

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
