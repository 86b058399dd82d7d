// The one error class of this package, and which of its codes an ended program stands for.

import type { CampaignErrorCode, CampaignErrorFacts } from '../types/error';
import type { Ended } from './child';

/** The program's exit codes that say more than that it failed: what was asked cannot be understood, no store. */
const USAGE = 2;
const STORE_AWAY = 6;

/** An error of this package. Shows no digit and no secret; PostgreSQL's own words may name its user and database. */
export class CampaignError extends Error {
  readonly code: CampaignErrorCode;
  readonly details: string[];

  constructor(message: string, facts: CampaignErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.details = facts.details ?? [];
  }

  toJSON(): Record<string, unknown> {
    const { name, message, code, details } = this;
    return { name, message, code, details };
  }
}

Object.defineProperty(CampaignError.prototype, 'name', { value: 'CampaignError', configurable: true });

/** What a program means that has ended without an answer. */
export function refusal({ code, signal, told }: Ended): CampaignError {
  if (code === null) {
    return new CampaignError(`the program was ended by ${signal}`, { code: 'Broken', details: told });
  }
  const errors = told.filter((line) => line.startsWith('error: '));
  const message = errors.at(-1)?.slice('error: '.length) ?? `the program ended with ${code} and said nothing`;
  return new CampaignError(message, { code: meaning(code, errors.length > 0), details: told });
}

function meaning(code: number, hasSaidWhy: boolean): CampaignErrorCode {
  if (code === USAGE) {
    return 'InvalidOptions';
  }
  if (code === STORE_AWAY) {
    return 'StoreAway';
  }
  return hasSaidWhy ? 'Refused' : 'Broken';
}
