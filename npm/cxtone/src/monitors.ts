// CTI monitors: told of each injection that ended, in order, before its promise settles.
// What one of them does, throws or rejects with changes nothing for anybody else.

import type { AuditEntry, CtiEvent, CtiMonitor } from '../types/events';
import type { Logger } from '../types/logger';
import { log } from './logger';

/** Tells all of them. */
export function tell(monitors: readonly CtiMonitor[], event: CtiEvent, logger: Logger | null): void {
  // A copy, so that one that signs off meanwhile has nobody else skipped.
  for (const monitor of [...monitors]) {
    try {
      const returned = monitor(event);
      if (returned instanceof Promise || isThenable(returned)) {
        Promise.resolve(returned).catch(() => failed(logger));
      }
    } catch {
      failed(logger);
    }
  }
}

/** The event of an injection that ended. */
export function eventOf(entry: AuditEntry, payload: unknown, succeeded: boolean): CtiEvent {
  const event = succeeded ? 'dtmf.injected' : 'dtmf.failed';
  const told: CtiEvent = { event, callId: entry.callId, auditEntry: entry };
  if (succeeded) {
    Object.defineProperty(told, 'payload', { value: payload, configurable: true, writable: true });
  }
  return told;
}

/** What went wrong is not shown: an error of somebody else's may hold anything. */
function failed(logger: Logger | null): void {
  log(logger, 'warn', 'CTI monitor failed');
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}
