// What is told of an injection in logs, events and results: the source's keys, digits masked.
// The sealed log on disk is the native library's.

import type { AuditEntry } from '../types/events';
import type { InjectionParams } from '../types/injector';
import { SUPPORTED_DTMF_TYPES } from './constants';
import type { CxtoneError } from './cxtone_error';
import { validationOf } from './validate';

/** The native entry; with `digits`, as the source wrote it. */
export function entryOf(audit: string, digits: string | undefined): AuditEntry {
  const entry = JSON.parse(audit) as AuditEntry;
  return digits === undefined ? entry : { ...entry, dtmfString: digits, validation: validationOf(digits) };
}

/** The entry of an injection of which nothing was tried. */
export function refusedEntry(params: InjectionParams, error: CxtoneError, waitedMs: number): AuditEntry {
  const { callId, dtmfString, dtmfType, interDigitPause } = params;
  const valid = error.code !== 'InvalidPayload';
  return {
    timestamp: new Date().toISOString(),
    injectionId: newId(),
    attempts: 0,
    callId: isId(callId) ? callId : '[no id]',
    dtmfString: masked(dtmfString),
    dtmfType: SUPPORTED_DTMF_TYPES.includes(dtmfType) ? dtmfType : '[unsupported]',
    interDigitPause: typeof interDigitPause === 'number' ? interDigitPause : null,
    validation: { frequencies: [], carrierCompatible: valid, valid },
    status: 'error',
    latencyMs: waitedMs,
    recognitionRate: 0,
    recognitionSource: 'status',
    errorCode: error.response?.status ?? 'unknown',
    errorKind: camelCase(error.code),
    errorMessage: error.message,
  };
}

/** How many digits, and never which. */
function masked(dtmfString: unknown): string {
  const count = typeof dtmfString === 'string' ? Array.from(dtmfString).length : 0;
  return `[${count} digit${count === 1 ? '' : 's'}]`;
}

/** Whatever else stands in an id's place may be anything. */
function isId(callId: unknown): boolean {
  return typeof callId === 'string' && /^[A-Za-z0-9_-]{1,128}$/.test(callId);
}

function camelCase(code: string): string {
  return code.charAt(0).toLowerCase() + code.slice(1);
}

/** Loaded when it is needed: most programs never get here, and it would slow down every start. */
function newId(): string {
  const { randomUUID } = require('node:crypto') as typeof import('node:crypto');
  return randomUUID();
}
