// The library that the facade has where the modules come from wherever somebody serves them, instead of `native`.

import { dspLibrary } from './dsp_library';
import { flowLibrary } from './flow_library';
import { requestLibrary } from './request_library';
import { parts } from './sources';
import { validatorLibrary } from './validator_library';
import { wavLibrary } from './wav_library';

/** As the native library, as far as browsers have it. */
export const native = {
  ...validatorLibrary(parts.validator.library),
  ...dspLibrary(parts.dsp.library),
  ...wavLibrary(parts.wav.library),
  ...flowLibrary(parts.flow.library),
  ...requestLibrary(parts.request.library),
};
