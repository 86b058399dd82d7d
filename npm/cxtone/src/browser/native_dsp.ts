// The library that the facade has in a browser for the part `dsp`, instead of `native`.

import source from 'cxtone-module:dsp';
import { Library } from './exchange';
import { dspLibrary } from './dsp_library';

/** As the native library, as far as this part needs it. */
export const native = dspLibrary(new Library(source));
