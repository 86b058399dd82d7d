// The one error class of this package, and which of its codes an ended program stands for.

import type { CampaignErrorCode, CampaignErrorFacts } from '../types/error';
import type { Ended } from './child';

/** The program's exit code for a command line or a configuration that cannot be understood. */
const USAGE = 2;

/** An error of this package. Shows no digit and no secret; of a store at most the name of its file. */
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
  const means = code === USAGE ? 'InvalidOptions' : errors.length > 0 ? 'Refused' : 'Broken';
  return new CampaignError(message, { code: means, details: told });
}
