/**
 * Campaigns: a DTMF flow through many live CXone calls, by the program of the package `cxtone-cli`.
 *
 * @packageDocumentation
 */

export * from './types/campaign';
export * from './types/error';
export * from './types/run';
