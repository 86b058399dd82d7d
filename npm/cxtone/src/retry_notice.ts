// What is logged of a request that is about to be sent again: the source's words where it has some.

import type { Logger } from '../types/logger';
import { log } from './logger';

/** A request that is sent again after a wait. */
export interface Retry {
  /** The attempt that failed, from one. */
  attempt: number;
  attemptsMax: number;
  /** Nothing where the request never left this machine. */
  status?: number | undefined;
  waitMs: number;
}

export function noteRetry(logger: Logger | null, { attempt, attemptsMax, status, waitMs }: Retry): void {
  if (status === 401) {
    log(logger, 'warn', 'Token refused. Retrying once with a new one');
    return;
  }
  const why = status === 429 ? 'Rate limit hit' : 'Not sent';
  const seconds = Math.round(waitMs) / 1000;
  log(logger, 'warn', `${why}. Retrying in ${seconds}s (attempt ${attempt}/${attemptsMax})`);
}
