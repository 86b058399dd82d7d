// The one error class of this package: what happened by its code, and what may be done about it.
// Which code an outcome has is decided in the native library.

import type { ErrorFacts, ErrorResponse } from '../types/error';
import type { Finding } from '../types/payload';

/** An error of this package. Shows no digit, token, secret, header or body. */
export class CxtoneError extends Error {
  readonly code: string;
  /** Whether nothing was played and trying again later may help. */
  readonly retryable: boolean;
  declare readonly response?: ErrorResponse;
  declare readonly last?: ErrorResponse;
  declare readonly attempts?: number;
  declare readonly missing?: string[];
  declare readonly findings?: Finding[];

  constructor(message: string, facts: ErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.retryable = facts.retryable ?? false;
    const { response, attempts, missing, findings } = facts;
    // The far end may echo digits, so its answer is there to be read and shows in no log.
    hide(this, { response, last: facts.code === 'RateLimited' ? response : undefined });
    Object.assign(this, present({ attempts, missing, findings }));
  }

  /** What may stand in a log: everything but the far end's answer. */
  toJSON(): Record<string, unknown> {
    const { name, message, code, retryable, attempts, missing, findings, response } = this;
    const status = response?.status;
    return present({ name, message, code, retryable, status, attempts, missing, findings });
  }
}

Object.defineProperty(CxtoneError.prototype, 'name', { value: 'CxtoneError', configurable: true });

function hide(target: object, properties: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(present(properties))) {
    Object.defineProperty(target, name, { value, configurable: true, writable: true });
  }
}

function present(facts: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
