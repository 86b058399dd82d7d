// Whether digits may be sent, in the source's words. The rules are the native library's.

import type { DialectName, Finding, RawRequest, Validation } from '../types/payload';
import { DTMF_FREQUENCIES } from './constants';
import { CxtoneError } from './cxtone_error';
import { native } from './native';

/** The digits in upper case. */
export function checkedDigits(
  dtmfString: unknown,
  dtmfType: unknown,
  interDigitPause: unknown,
  dialect?: string,
): string {
  const checked = native.validatePayload(dtmfString, dtmfType, interDigitPause, dialect);
  if (typeof checked === 'string') {
    return checked;
  }
  // The source stops at its first fault; the others stand beside it.
  const message = checked[0]?.message ?? 'the request is not valid';
  throw new CxtoneError(message, { code: 'InvalidPayload', findings: checked });
}

/** Everything that is wrong with a request. */
export function validate(request: RawRequest, options: { dialect?: DialectName } = {}): Finding[] {
  const { dtmfString, dtmfType, interDigitPause } = request;
  const checked = native.validatePayload(dtmfString, dtmfType, interDigitPause, options.dialect);
  return typeof checked === 'string' ? [] : checked;
}

/** What is told of digits that have passed: whoever asked knows them, so they are not masked. */
export function validationOf(digits: string): Validation {
  const frequencies = Array.from(digits, (digit) => DTMF_FREQUENCIES[digit] ?? [0, 0] as const);
  return { frequencies, carrierCompatible: true, valid: true };
}

/** Checks a request against the limits of `cxone-v2`. */
export function validateDtmfPayload(
  dtmfString: unknown,
  dtmfType: unknown,
  interDigitPause: unknown,
): Validation {
  return validationOf(checkedDigits(dtmfString, dtmfType, interDigitPause));
}
