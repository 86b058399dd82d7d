// What has happened in a call and what the caller did, in the order of time.

import type { SimulatedCall } from 'cxtone/flow';

import { made } from '../../dom/made';
import { part } from '../../dom/part';
import { type Deed, linesBefore } from './story';

/** Lines that are shown: the last ones. */
const SHOWN_MAX = 400;

/** A line with its time. */
interface Row {
  atMs: number;
  text: string;
  kind: string;
}

/** Shows lines and deeds; a deed that is hidden shows that there was a key, not which. */
export function showTranscript(
  lines: SimulatedCall['transcript'],
  deeds: readonly Deed[],
  hidden: readonly boolean[],
): void {
  const rows = lines.map(({ atMs, line }): Row => ({ atMs, text: line, kind: kindOf(line) }));
  for (const [at, deed] of deeds.entries()) {
    // The deeds before it stand among the rows already.
    const place = linesBefore(deed, lines) + at;
    rows.splice(place, 0, { atMs: deed.atMs, text: worded(deed, hidden[at] === true), kind: 'caller' });
  }
  const list = part('flow-transcript', HTMLElement);
  list.replaceChildren(...rows.slice(-SHOWN_MAX).map(row));
  list.scrollTop = list.scrollHeight;
}

function worded({ what }: Deed, isHidden: boolean): string {
  return what === 'hang-up' ? 'caller hangs up' : `caller presses ${isHidden ? 'a hidden key' : what}`;
}

function kindOf(line: string): string {
  const first = line.split(' ')[0] ?? '';
  return first === 'step' ? 'step' : / in [a-z0-9-]+$/.test(line) ? 'end' : 'line';
}

function row({ atMs, text, kind }: Row): HTMLElement {
  return made('li', { class: kind }, made('time', {}, `${(atMs / 1000).toFixed(2)} s`), made('span', {}, text));
}
