// What the page asks of the worker that listens, and what it is told.

import type { DigitEvent, NearMissEvent, Profile, Score, ScoreOptions } from 'cxtone/dsp';

/** What is kept of what a detector tells. */
export type Heard = DigitEvent | NearMissEvent;

/** A part of one channel. */
export interface Stretch {
  /** The recording. */
  id: number;
  /** From 0. */
  channel: number;
  /** In seconds. */
  fromS: number;
  /** In seconds; at most {@link STRETCH_S_MAX} later. */
  toS: number;
}

/** The longest stretch that is drawn, played or scored at once, in seconds. */
export const STRETCH_S_MAX = 120;

/** Digits and near misses that are told of a recording: one that holds more is not one of keys. */
export const HEARD_MAX = 200_000;

/** Columns of a recording's outline. */
export const OUTLINE_COLUMNS = 1600;

/** The frequencies at the top and at the bottom of a spectrogram in Hz: the keypad's, and some room. */
export const TOP_HZ = 1900;
export const BOTTOM_HZ = 600;

/**
 * The frequency at a share of a spectrogram's height from its top, in Hz. It is a ratio for equal steps, as the
 * keypad's frequencies are, so that they lie equally far apart.
 */
export function frequencyHz(share: number): number {
  return TOP_HZ * (BOTTOM_HZ / TOP_HZ) ** share;
}

/** The share of the height at which a frequency lies. */
export function shareOf(hz: number): number {
  return Math.log(hz / TOP_HZ) / Math.log(BOTTOM_HZ / TOP_HZ);
}

/** Whether reasons are told, and near misses with them: always, or unless the recording is long. It takes longer. */
export type WithReasons = 'always' | 'unless-long';

/** The longest recording that is listened to with reasons unless they are asked for, in seconds. */
export const REASONS_S_MAX = 1800;

/** Orders without an answer of their own. */
export type Order =
  | { kind: 'listen'; id: number; wav: Blob; profile: Profile; withReasons: WithReasons }
  | { kind: 'cancel'; id: number }
  | { kind: 'forget'; id: number };

/** Questions, each with one answer. */
export type Question =
  | { kind: 'picture'; stretch: Stretch; columns: number; rows: number }
  | { kind: 'samples'; stretch: Stretch }
  | { kind: 'score'; stretch: Stretch; expected: string; options: Omit<ScoreOptions, 'sampleRate'> };

/** What comes to the worker. */
export type ToEar = Order | { kind: 'question'; turn: number; question: Question };

/** A recording as it was opened. */
export interface Opened {
  sampleRateHz: number;
  channels: number;
  durationS: number;
  /** Whether there are reasons and near misses. */
  hasReasons: boolean;
}

/** The pictures of a stretch. */
export interface Picture {
  /** The lowest and the highest sample of each column, one after the other, full scale ±1. */
  peaks: Float32Array<ArrayBuffer>;
  /** Levels from −70 dBFS (0) to 0 dBFS (255), row by row from the top. */
  levels: Uint8Array<ArrayBuffer>;
}

/** Samples of one channel. */
export interface Samples {
  samples: Float32Array<ArrayBuffer>;
  sampleRateHz: number;
}

/** Answers to questions. */
export type Answer = Picture | Samples | Score;

/** What comes from the worker. */
export type FromEar =
  | { kind: 'opened'; id: number; opened: Opened }
  | { kind: 'progress'; id: number; listenedS: number; heard: Heard[]; outline: Float32Array }
  | { kind: 'over'; id: number; how: 'done' | 'cancelled'; tookMs: number }
  | { kind: 'failed'; id: number; message: string }
  | { kind: 'answer'; turn: number; answer: Answer }
  | { kind: 'refusal'; turn: number; message: string };
