/**
 * Everything that runs in browsers, with the WebAssembly modules from wherever they are served.
 *
 * @packageDocumentation
 */

/// <reference lib="dom" />

export * from './dsp.js';
export * from './flow.js';
export {
  DTMF_FREQUENCIES,
  type DialectName,
  type Finding,
  MAX_INTER_DIGIT_PAUSE,
  MAX_SEQUENCE_LENGTH,
  MIN_INTER_DIGIT_PAUSE,
  type RawRequest,
  SUPPORTED_DTMF_TYPES,
  type Validation,
  validate,
  validateDtmfPayload,
} from './types/payload';
export type { AgentDialect, InjectionParams } from './types/injector';
export * from './types/request';
export * from './types/slim';
