// What is asked of each module, from the bindings that wasm-bindgen has made.
// It is named one by one, so that a bundle holds nothing else of them.

import * as ofDsp from '../../glue/dsp';
import * as ofFlow from '../../glue/flow';
import * as ofRequest from '../../glue/request';
import * as ofValidator from '../../glue/validator';
import * as ofWav from '../../glue/wav';

/** May this be sent? */
export const validator = {
  initSync: ofValidator.initSync,
  __wbg_reset_state: ofValidator.__wbg_reset_state,
  validatePayload: ofValidator.validatePayload,
};

/** Digits as sound. */
export const dsp = {
  initSync: ofDsp.initSync,
  __wbg_reset_state: ofDsp.__wbg_reset_state,
  Detector: ofDsp.Detector,
  generateFloat: ofDsp.generateFloat,
  generateInt16: ofDsp.generateInt16,
  scoreSamples: ofDsp.scoreSamples,
};

/** WAV files. */
export const wav = {
  initSync: ofWav.initSync,
  __wbg_reset_state: ofWav.__wbg_reset_state,
  Channels: ofWav.Channels,
};

/** Flow files. */
export const flow = {
  initSync: ofFlow.initSync,
  __wbg_reset_state: ofFlow.__wbg_reset_state,
  checkFlow: ofFlow.checkFlow,
  simulateFlow: ofFlow.simulateFlow,
  replayFlow: ofFlow.replayFlow,
  drawFlow: ofFlow.drawFlow,
};

/** What is sent. The module validates too. */
export const request = {
  initSync: ofRequest.initSync,
  __wbg_reset_state: ofRequest.__wbg_reset_state,
  validatePayload: ofRequest.validatePayload,
  previewRequest: ofRequest.previewRequest,
};
