// The package's rules and requests, in a part of their own: the page works before it is there.

import { CxtoneError, injectionRequest, type InjectionRequest, load, validate } from 'cxtone/slim';

import type { FilledIn } from './filled_in';

await load({ validator: 'validator.wasm', request: 'request.wasm' });

export { validate };

/** A part of the address is wrong, such as an id. */
export interface Complaint {
  /** Which: the name that the form has for it, after a slash. */
  pointer: string;
  /** What is wrong. */
  message: string;
  /** The way out, where the message does not hold it. */
  help: string;
}

/** What any dialect takes, so that what is refused is the one thing that differs. */
const USABLE = { raw: { dtmfString: '1', dtmfType: 'RFC2833', interDigitPause: 200 }, apiUrl: 'https://api.example' };

/** The request for fields that passed the rules, of a call whose address nothing is to be said against. */
export function described({ raw, dialect, apiUrl, address }: FilledIn): InjectionRequest {
  const params = { ...address, ...raw, interDigitPause: Number(raw.interDigitPause) };
  return injectionRequest(params, { apiUrl, dialect });
}

/** What is to be said against each part of the address, looked at apart from the others. */
export function complaints({ dialect, apiUrl, address }: FilledIn): Complaint[] {
  const usable = Object.fromEntries(Object.keys(address).map((name) => [name, '1'])) as FilledIn['address'];
  const ids = Object.entries(address).flatMap(([name, id]) =>
    complaint(name, { ...USABLE, dialect, address: { ...usable, [name]: id } as FilledIn['address'] }),
  );
  return [...complaint('apiUrl', { ...USABLE, dialect, address: usable, apiUrl }), ...ids];
}

function complaint(name: string, filled: FilledIn): Complaint[] {
  try {
    described(filled);
    return [];
  } catch (error) {
    if (!(error instanceof CxtoneError)) {
      throw error;
    }
    return [{ pointer: `/${name}`, message: error.message, help: '' }];
  }
}
