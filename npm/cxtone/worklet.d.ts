/**
 * A detector in the audio thread, for browsers.
 *
 * @packageDocumentation
 */

/// <reference lib="dom" />

export type { CxtoneError } from './types/error';
export type { DetectorEvent, Profile } from './types/sound';
export * from './types/worklet';
