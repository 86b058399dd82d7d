/**
 * Digits as sound: detector, generator, score, WAV files. The same in Node and in browsers.
 *
 * @packageDocumentation
 */

export { CxtoneError, type ErrorFacts, type ErrorResponse } from './types/error';
export * from './types/sound';
