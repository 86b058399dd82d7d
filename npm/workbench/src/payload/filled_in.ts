// What is filled in, as JavaScript would hand it over. Whether that is right is the rules' business.

import { part } from '../dom/part';

/** What is filled in. */
export interface FilledIn {
  /** The three fields of a request: a pause that is no number stays a text. */
  raw: { dtmfString: string; dtmfType: string; interDigitPause: unknown };
  /** Whose limits count. */
  dialect: 'cxone-v2' | 'cxone-agent';
  /** Base URL of the API. */
  apiUrl: string;
  /** Where the call is, as the dialect addresses it. */
  address: { telephonyProviderId: string; lineId: string; callId: string } | { sessionId: string; callId: string };
}

/** What the form holds now. */
export function filledIn(): FilledIn {
  const dialect = part('payload-dialect', HTMLSelectElement).value === 'cxone-agent' ? 'cxone-agent' : 'cxone-v2';
  const callId = value('call');
  return {
    raw: { dtmfString: value('digits'), dtmfType: value('type'), interDigitPause: asNumber(value('pause')) },
    dialect,
    apiUrl: value('api'),
    address:
      dialect === 'cxone-agent'
        ? { sessionId: value('session'), callId }
        : { telephonyProviderId: value('provider'), lineId: value('line'), callId },
  };
}

function value(name: string): string {
  return part(`payload-${name}`, HTMLInputElement).value;
}

/** A number where the text is one, nothing where it is empty, else the text. */
function asNumber(text: string): unknown {
  const trimmed = text.trim();
  const number = Number(trimmed);
  return trimmed === '' ? undefined : Number.isNaN(number) ? text : number;
}
