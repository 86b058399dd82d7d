// One injection, from its parameters to its result: checked, sent, told.
// What is sent, and how often, is the native library's part; attempts by hand are told in `retry`.

import type { AuditEntry, InjectionResult } from '../types/events';
import type { InjectionOptions, InjectionParams } from '../types/injector';
import type { Logger } from '../types/logger';
import { announce, CXoneAuthClient } from './auth_client';
import { entryOf, refusedEntry } from './audit_entry';
import { bracketed } from './bracket';
import { dialectOf } from './core';
import { CxtoneError } from './cxtone_error';
import { errorOf, invalidOptions, parsed } from './failure';
import { GivingUp } from './giving_up';
import { checkedOptions } from './injection';
import { coreOf, type DTMFInjector } from './injector';
import { chosen, log } from './logger';
import { eventOf, tell } from './monitors';
import type { NativeGuard, NativeOutcome, NativeRequest } from './native';
import { earOf } from './rtp';
import { checkedDigits } from './validate';

/** The logger of an injector: its own, else its auth client's, else the default. */
export function loggerOf({ config, authClient }: DTMFInjector): Logger | null {
  const ofAuth = authClient instanceof CXoneAuthClient ? authClient.config.logger : undefined;
  return chosen(config?.logger === undefined ? ofAuth : config.logger);
}

/** Injects with so many attempts, logs, tells the monitors, and gives or throws what came of it. */
export async function run(
  injector: DTMFInjector,
  params: InjectionParams,
  options: InjectionOptions,
  attempts: number,
): Promise<InjectionResult> {
  const started = performance.now();
  let sent: Sent;
  try {
    sent = await send(injector, params, options, attempts);
  } catch (thrown) {
    const error = asError(thrown);
    const entry = refusedEntry(params ?? {}, error, Math.round((performance.now() - started) * 100) / 100);
    return fail(injector, params, entry, error);
  }
  const { entry, outcome, error } = sent;
  if (error !== undefined) {
    return fail(injector, params, entry, error);
  }
  const data = parsed(outcome.body ?? '');
  const logger = loggerOf(injector);
  log(logger, 'info', 'DTMF injection completed', entry);
  tell(injector.ctiCallbacks, eventOf(entry, data, true), logger);
  return { success: true, data, audit: entry };
}

interface Sent {
  entry: AuditEntry;
  outcome: NativeOutcome;
  error: CxtoneError | undefined;
}

async function send(
  injector: DTMFInjector,
  params: InjectionParams,
  options: InjectionOptions,
  attempts: number,
): Promise<Sent> {
  // Checked before anything is waited for, and the request is not read again: it may change meanwhile.
  const request = requestOf(injector, params, options, attempts);
  const { port, injector: core } = coreOf(injector);
  const ear = options.tap && earOf(options.tap);
  const givingUp = new GivingUp(checkedOptions({ ...timeoutOf(injector), ...options }));
  try {
    const inject = (guard?: NativeGuard) => core.inject(request, givingUp.cancellation, guard, ear);
    const outcome = await bracketed(injector, params.callId, inject);
    announced(injector);
    complain(injector, outcome);
    const { failure, audit } = outcome;
    const cause = port?.take(failure?.portError) ?? givingUp.reason;
    const error = failure && givingUp.explained(errorOf(failure, cause));
    if (audit === undefined) {
      throw error ?? invalidOptions('nothing came of it');
    }
    const entry = entryOf(audit, injector.config.legacyAudit ? request.digits : undefined);
    return { entry, outcome, error };
  } finally {
    givingUp.end();
  }
}

function requestOf(
  injector: DTMFInjector,
  params: InjectionParams,
  options: InjectionOptions,
  attempts: number,
): NativeRequest {
  const { telephonyProviderId, lineId, callId, sessionId, dtmfString, dtmfType, interDigitPause } = params;
  const config = injector.config ?? {};
  const verify = options.verify ?? config.verify ?? false;
  if (verify && config.recording === undefined && options.tap === undefined) {
    throw invalidOptions('verify needs the call\'s sound: give a `tap`, or tell in the config\'s `recording` where it is');
  }
  return {
    provider: text(telephonyProviderId),
    line: text(lineId),
    call: text(callId),
    session: text(sessionId),
    digits: checkedDigits(dtmfString, dtmfType, interDigitPause, dialectOf(config)),
    dtmfType,
    pauseMs: interDigitPause,
    toneMs: options.toneMs,
    verify,
    attempts,
    deadlineMs: options.timeoutMs ?? config.timeoutMs,
  };
}

/** Whatever is no text is told by the native library as an id that is missing. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function timeoutOf({ config }: DTMFInjector): InjectionOptions {
  return config.timeoutMs === undefined ? {} : { timeoutMs: config.timeoutMs };
}

function announced(injector: DTMFInjector): void {
  if (injector.authClient instanceof CXoneAuthClient) {
    announce(injector.authClient, injector.config.logger);
  }
}

/** What went wrong beside the injection: its record or its measuring. */
function complain(injector: DTMFInjector, { troubles }: NativeOutcome): void {
  for (const trouble of troubles) {
    log(loggerOf(injector), 'warn', trouble);
  }
}

function fail(
  injector: DTMFInjector,
  params: InjectionParams,
  entry: AuditEntry,
  error: CxtoneError,
): never {
  const logger = loggerOf(injector);
  // The error's own words: where the login refused, the log on disk has more of them.
  const told = { ...entry, errorMessage: error.message };
  const digits = params?.dtmfString;
  const legacy = injector.config?.legacyAudit && typeof digits === 'string';
  const shown = legacy ? { ...told, dtmfString: digits } : told;
  log(logger, 'error', 'DTMF injection failed', shown);
  tell(injector.ctiCallbacks, eventOf(shown, undefined, false), logger);
  throw error;
}

function asError(thrown: unknown): CxtoneError {
  if (thrown instanceof CxtoneError) {
    return thrown;
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new CxtoneError(message, { code: 'Internal', cause: thrown });
}
