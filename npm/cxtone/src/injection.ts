// What an injection is asked for with: the source's parameters, and options beyond them.

import type { InjectionOptions } from '../types/injector';
import { invalidOptions } from './failure';
import { RtpListener } from './rtp';

/** The longest time that a timer of Node takes, in ms. */
const TIMEOUT_MS_MAX = 2 ** 31 - 1;

/** Options of the right types. */
export function checkedOptions(options: InjectionOptions | undefined): InjectionOptions {
  const { timeoutMs, toneMs, signal, tap } = options ?? {};
  if (timeoutMs !== undefined && !(timeoutMs > 0 && timeoutMs <= TIMEOUT_MS_MAX)) {
    throw invalidOptions(`timeoutMs must be a number of ms above 0 and at most ${TIMEOUT_MS_MAX}`);
  }
  if (toneMs !== undefined && !(Number.isSafeInteger(toneMs) && toneMs > 0)) {
    throw invalidOptions('toneMs must be a whole number of ms above 0');
  }
  if (signal !== undefined && typeof signal.addEventListener !== 'function') {
    throw invalidOptions('signal must be an AbortSignal');
  }
  if (tap !== undefined && !(tap instanceof RtpListener)) {
    throw invalidOptions('tap must be what listenRtp() gives');
  }
  return options ?? {};
}
