// The library that the facade has in a browser for the part `dsp`, instead of `native`.

import { dsp } from './bindings';
import { dspLibrary } from './dsp_library';
import source from './dsp_module';
import { Library } from './library';

/** As the native library, as far as this part needs it. */
export const native = dspLibrary(new Library(dsp, source));
