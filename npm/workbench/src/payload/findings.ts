// Findings, each beside its field.

import { made } from '../dom/made';
import { part } from '../dom/part';

/** The fields by the pointers of findings. */
const FIELDS: Record<string, string> = {
  '/dtmfString': 'digits',
  '/dtmfType': 'type',
  '/interDigitPause': 'pause',
};

/** The fields of the address, whose findings stand together below them. */
const ADDRESS: Record<string, string> = {
  '/apiUrl': 'api',
  '/telephonyProviderId': 'provider',
  '/lineId': 'line',
  '/callId': 'call',
  '/sessionId': 'session',
};

/** What is told of a fault. */
interface Told {
  pointer: string;
  message: string;
  help: string;
}

/** Shows these and no others. */
export function showFindings(findings: readonly Told[]): void {
  for (const [pointer, name] of Object.entries(FIELDS)) {
    const own = findings.filter((finding) => finding.pointer === pointer);
    part(`payload-${name}`, HTMLInputElement).setAttribute('aria-invalid', String(own.length > 0));
    part(`payload-${name}-findings`, HTMLElement).replaceChildren(...own.map(item));
  }
  showAddress(findings.filter((finding) => finding.pointer in ADDRESS));
}

/** Opens the address when something is first wrong with it: whoever closes it then wants it closed. */
function showAddress(findings: readonly Told[]): void {
  const list = part('payload-address-findings', HTMLElement);
  if (findings.length > 0 && list.childElementCount === 0) {
    part('payload-address', HTMLDetailsElement).open = true;
  }
  list.replaceChildren(...findings.map(item));
  for (const [pointer, name] of Object.entries(ADDRESS)) {
    const isWrong = findings.some((finding) => finding.pointer === pointer);
    part(`payload-${name}`, HTMLInputElement).setAttribute('aria-invalid', String(isWrong));
  }
}

function item({ message, help }: Told): HTMLLIElement {
  const way = help === '' ? [] : [made('span', { class: 'help' }, help)];
  return made('li', {}, message, ...way);
}
