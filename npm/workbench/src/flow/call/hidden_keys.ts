// Which of the caller's keys are not to be seen: those that a sensitive step takes.

import type { SimulatedCall } from 'cxtone/flow';

import { type Deed, linesBefore } from './story';

type Line = SimulatedCall['transcript'][number];

/**
 * Whether a key is not to be seen: while the recording is masked, and where the entry that takes it is a masked one.
 * A call's transcript has the masking of every sensitive step.
 */
export function isHidden(deed: Deed, transcript: readonly Line[]): boolean {
  if (deed.what === 'hang-up') {
    return false;
  }
  const before = linesBefore(deed, transcript);
  const taken = transcript.findIndex(({ line }, at) => at >= before && line.startsWith('collected'));
  return isMasked(transcript.slice(0, before)) || (taken >= 0 && isMasked(transcript.slice(0, taken)));
}

/** Whether the recording is masked at the end of these lines. */
function isMasked(lines: readonly Line[]): boolean {
  return lines.findLast(({ line }) => line === 'mask' || line === 'unmask')?.line === 'mask';
}
