/** The one error class, and what it tells. */

import type { Finding } from './payload';

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
 * | `Discovery` | the issuer was not reached, or names no place that is trusted | no |
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
 * | `NoWebAssembly`, `NotLoaded` | in browsers: a module was not compiled; none is loaded for `cxtone/slim` | no |
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
