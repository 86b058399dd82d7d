// How far a recording is: a bar while it is listened to, then what it took.

import { part } from '../dom/part';
import { HEARD_MAX } from './ear/protocol';
import type { Take } from './take';
import { duration } from './times';

/** A recording of which it is told how fast it was heard: shorter ones only show how fast a worker begins. */
const TIMES_S_MIN = 60;

/** Shows how far it is. */
export function showStanding(take: Take): void {
  const { standing, opened, listenedS } = take;
  part('listen-progress', HTMLElement).hidden = standing !== 'listening' && standing !== 'waiting';
  part('listen-cancel', HTMLButtonElement).hidden = standing !== 'listening';
  part('listen-bar', HTMLProgressElement).value =
    opened === undefined ? 0 : listenedS / Math.max(opened.durationS, 0.001);
  const said = part('listen-standing', HTMLElement);
  const text = wording(take);
  if (said.textContent !== text) {
    said.textContent = text;
  }
}

function wording({ standing, opened, listenedS, tookMs, problem, name, heard }: Take): string {
  if (standing === 'failed') {
    return `${name} could not be read: ${problem}`;
  }
  if (opened === undefined) {
    return 'It waits for its turn.';
  }
  const channels = opened.channels === 1 ? 'one channel' : `${opened.channels} channels`;
  const format = `${opened.sampleRateHz / 1000} kHz, ${channels}`;
  if (standing === 'listening') {
    return `Listening: ${duration(listenedS)} of ${duration(opened.durationS)}.`;
  }
  const times = Math.round((listenedS * 1000) / Math.max(tookMs, 1)).toLocaleString('en');
  const fast = listenedS < TIMES_S_MIN ? '' : `, ${times} × as fast as it sounds`;
  const far =
    standing === 'cancelled'
      ? `Cancelled after ${duration(listenedS)} of ${duration(opened.durationS)}`
      : duration(opened.durationS);
  const told =
    heard.length < HEARD_MAX
      ? ''
      : ` · only the first ${HEARD_MAX.toLocaleString('en')} digits and near misses are told`;
  return `${far} · ${format}${told} · heard in ${(tookMs / 1000).toFixed(2)} s${fast}`;
}
