// The package's rules and requests, in a part of their own: the page works before it is there.

import { CxtoneError, type Finding, injectionRequest, type InjectionRequest, load, validate } from 'cxtone/slim';

import type { FilledIn } from './filled_in';

await load({ validator: 'validator.wasm', request: 'request.wasm' });

export { validate };

/** Something other than the three fields is wrong, such as an id. */
export interface Complaint {
  /** Where: the fields of the address have no pointer. */
  pointer: string;
  /** What is wrong. */
  message: string;
  /** The way out, where the message does not hold it. */
  help: string;
}

/** The request for fields that passed the rules, or why there is none. */
export function described({ raw, dialect, apiUrl, address }: FilledIn): InjectionRequest | Complaint[] {
  const params = { ...address, ...raw, interDigitPause: Number(raw.interDigitPause) };
  try {
    return injectionRequest(params, { apiUrl, dialect });
  } catch (error) {
    return complaints(error);
  }
}

function complaints(error: unknown): (Complaint | Finding)[] {
  if (!(error instanceof CxtoneError)) {
    throw error;
  }
  return error.findings ?? [{ pointer: '/address', message: error.message, help: '' }];
}
