// `injectWithRetry`: the source's function. The class's own `injectDTMF` is given all attempts at once, under one
// lock; one that was replaced is called again by the same rules.

import type { InjectionResult } from '../types/events';
import type { Injecting, InjectionOptions, InjectionParams } from '../types/injector';
import { CxtoneError } from './cxtone_error';
import { loggerOf, run } from './errand';
import { invalidOptions, responseOf } from './failure';
import { checkedOptions } from './injection';
import { DTMFInjector } from './injector';
import { noteRetry } from './retry_notice';
import { backoffMs, retryAfterMs, RETRY_AFTER_MS_MAX } from './waiting';

/** From the first attempt to the end of the last, in ms, where no other time is given. */
const TOTAL_DEADLINE_MS = 120_000;

/** Injects with so many attempts in all; only what was provably not executed is sent again. */
export async function injectWithRetry(
  injector: Injecting,
  params: InjectionParams,
  maxRetries = 3,
  options?: InjectionOptions,
): Promise<InjectionResult> {
  const attempts = Math.ceil(maxRetries);
  if (!(attempts >= 1 && attempts <= 1000)) {
    throw invalidOptions('maxRetries counts attempts: give a number from 1 to 1000');
  }
  const own = DTMFInjector.prototype.injectDTMF;
  if (injector instanceof DTMFInjector && injector.injectDTMF === own) {
    return run(injector, params, checkedOptions(options), attempts);
  }
  return byHand(injector, params, attempts, checkedOptions(options));
}

async function byHand(
  injector: Injecting,
  params: InjectionParams,
  attempts: number,
  options: InjectionOptions,
): Promise<InjectionResult> {
  const deadline = performance.now() + (options.timeoutMs ?? TOTAL_DEADLINE_MS);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await injector.injectDTMF(params, options);
    } catch (error) {
      const waitMs = waitAfter(error, attempt);
      if (waitMs === undefined) {
        throw conflict(error, params);
      }
      if (attempt >= attempts || waitMs > RETRY_AFTER_MS_MAX || performance.now() + waitMs > deadline) {
        throw rateLimited(error, attempt);
      }
      const logger = injector instanceof DTMFInjector ? loggerOf(injector) : null;
      noteRetry(logger, { attempt, attemptsMax: attempts, status: responseOf(error)?.status, waitMs });
      await pause(waitMs, options.signal);
    }
  }
}

/** How long to wait before another attempt; nothing where none is safe. */
function waitAfter(error: unknown, attempt: number): number | undefined {
  const response = responseOf(error);
  if (response?.status === 429) {
    return retryAfterMs(response.headers) ?? backoffMs(attempt);
  }
  const isUnsent = error instanceof CxtoneError && error.code === 'NotSent' && error.retryable;
  return isUnsent ? backoffMs(attempt) : undefined;
}

function rateLimited(error: unknown, attempts: number): unknown {
  const response = responseOf(error);
  if (response?.status !== 429) {
    return error;
  }
  const message = `rate limited after ${attempts} attempts; wait and send less often`;
  return new CxtoneError(message, { code: 'RateLimited', retryable: true, attempts, response, cause: error });
}

/** The source's words for a 409. */
function conflict(error: unknown, { callId }: InjectionParams): unknown {
  const response = responseOf(error);
  if (response?.status !== 409 || (error instanceof CxtoneError && error.code === 'Conflict')) {
    return error;
  }
  const message = `Channel conflict: call ${callId} is currently locked by another process`;
  return new CxtoneError(message, { code: 'Conflict', retryable: true, response, cause: error });
}

function pause(waitMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      const message = 'cancelled; the digits were not sent';
      reject(new CxtoneError(message, { code: 'Cancelled', cause: signal?.reason }));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, waitMs);
    if (signal?.aborted) {
      abort();
    }
    signal?.addEventListener('abort', abort, { once: true });
  });
}
