// The library that the facade has in a browser for the part `wav`, instead of `native`.

import source from 'cxtone-module:wav';
import { Library } from './exchange';
import { wavLibrary } from './wav_library';

/** As the native library, as far as this part needs it. */
export const native = wavLibrary(new Library(source));
