// The stretch of a recording that is looked at: it stays within the recording, and neither too short nor too long.

import { STRETCH_S_MAX } from '../ear/protocol';

/** The shortest stretch in seconds: a tone's periods are wide apart then. */
const STRETCH_S_MIN = 0.02;

/** A stretch in seconds. */
export interface Range {
  fromS: number;
  toS: number;
}

/** As much as possible of a recording, from its beginning. */
export function whole(durationS: number): Range {
  return within({ fromS: 0, toS: durationS }, durationS);
}

/** The range moved by a share of its length. */
export function moved({ fromS, toS }: Range, share: number, durationS: number): Range {
  const by = (toS - fromS) * share;
  return within({ fromS: fromS + by, toS: toS + by }, durationS);
}

/** The range made longer by a factor, or shorter; the time at a share of it stays where it is. */
export function zoomed({ fromS, toS }: Range, factor: number, share: number, durationS: number): Range {
  const length = clamped((toS - fromS) * factor, STRETCH_S_MIN, STRETCH_S_MAX);
  const fixed = fromS + (toS - fromS) * share;
  return within({ fromS: fixed - length * share, toS: fixed + length * (1 - share) }, durationS);
}

/** A range of the same length around a time. */
export function around({ fromS, toS }: Range, timeS: number, durationS: number): Range {
  const half = (toS - fromS) / 2;
  return within({ fromS: timeS - half, toS: timeS + half }, durationS);
}

/** The range moved, and if need be shortened, so that it lies within the recording. */
export function within({ fromS, toS }: Range, durationS: number): Range {
  const length = Math.min(Math.max(toS - fromS, STRETCH_S_MIN), STRETCH_S_MAX, Math.max(durationS, STRETCH_S_MIN));
  const from = clamped(fromS, 0, Math.max(0, durationS - length));
  return { fromS: from, toS: from + length };
}

function clamped(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
