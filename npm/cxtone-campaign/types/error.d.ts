/** The one error class, and what it tells. */

/** What an error is made with. */
export interface CampaignErrorFacts {
  /** What happened. */
  code: CampaignErrorCode;
  /** What the program said, a line each. */
  details?: string[];
  /** What led to it. */
  cause?: unknown;
}

/**
 * What happened.
 *
 * | code | what happened |
 * |---|---|
 * | `InvalidOptions` | an option, or the tenant's configuration, cannot be used; nothing was begun |
 * | `Refused` | a row, the flow or a store's file was refused, or there is no such campaign; `details` tells |
 * | `StoreAway` | the database could not be reached or used, at the beginning or for too long; start it again later |
 * | `Calls` | the iterable of calls threw; the worker was drained, and `cause` is what was thrown |
 * | `Cancelled` | the signal had aborted before a call was taken |
 * | `NoProgram` | there is no program for this platform, or it does not start |
 * | `Broken` | the program was killed, or did not say what it must; other workers take its calls over |
 */
export type CampaignErrorCode =
  | 'InvalidOptions'
  | 'Refused'
  | 'StoreAway'
  | 'Calls'
  | 'Cancelled'
  | 'NoProgram'
  | 'Broken';

/**
 * Neither its message nor its JSON shows digits or secrets, and of a store's address no password. They may name a
 * store's file, and, in PostgreSQL's own words, its user and database.
 */
export declare class CampaignError extends Error {
  constructor(message: string, facts: CampaignErrorFacts);
  /** What happened, as in the table. */
  readonly code: CampaignErrorCode;
  /** What the program said, a line each; of bad rows the first 1000, with their numbers. */
  readonly details: string[];
  /** What may stand in a log. */
  toJSON(): Record<string, unknown>;
}
