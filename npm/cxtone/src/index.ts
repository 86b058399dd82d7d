// What the package exports. Each name is defined in a file of its own.

export { CXoneAuthClient } from './auth_client';
export {
  DTMF_FREQUENCIES,
  MAX_INTER_DIGIT_PAUSE,
  MAX_SEQUENCE_LENGTH,
  MIN_INTER_DIGIT_PAUSE,
  SUPPORTED_DTMF_TYPES,
} from './constants';
export { CxtoneError } from './cxtone_error';
export { Detector, detect } from './detector';
export { createDetectorStream } from './detector_stream';
export { discoverTenant } from './discovery';
export { Emulator, startEmulator } from './emulator';
export { checkFlow, drawFlow, replayFlow, simulateFlow } from './flows';
export { DTMFInjector } from './injector';
export { runFlow } from './live_flow';
export { injectionRequest } from './request';
export { injectWithRetry } from './retry';
export { listenRtp, RtpListener } from './rtp';
export { generate, generateFloat, score } from './sound';
export { validate, validateDtmfPayload } from './validate';
export { readWav, writeWav } from './wav';
