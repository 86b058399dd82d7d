// Findings, each beside its field.

import { made } from '../dom/made';
import { part } from '../dom/part';

/** The fields by the pointers of findings. */
const FIELDS: Record<string, string> = {
  '/dtmfString': 'digits',
  '/dtmfType': 'type',
  '/interDigitPause': 'pause',
};

/** What is told of a fault. */
interface Told {
  pointer: string;
  message: string;
  help: string;
}

/** Shows these and no others. What is wrong with no known field is shown with the address. */
export function showFindings(findings: readonly Told[]): void {
  for (const [pointer, name] of Object.entries(FIELDS)) {
    const own = findings.filter((finding) => finding.pointer === pointer);
    part(`payload-${name}`, HTMLInputElement).setAttribute('aria-invalid', String(own.length > 0));
    part(`payload-${name}-findings`, HTMLElement).replaceChildren(...own.map(item));
  }
  const others = findings.filter((finding) => !(finding.pointer in FIELDS));
  part('payload-address-findings', HTMLElement).replaceChildren(...others.map(item));
  if (others.length > 0) {
    part('payload-address', HTMLDetailsElement).open = true;
  }
}

function item({ message, help }: Told): HTMLLIElement {
  const way = help === '' ? [] : [made('span', { class: 'help' }, help)];
  return made('li', {}, message, ...way);
}
