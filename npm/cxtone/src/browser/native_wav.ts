// The library that the facade has in a browser for the part `wav`, instead of `native`.

import source from 'cxtone-module:wav';
import { wav } from './bindings';
import { Library } from './library';
import { wavLibrary } from './wav_library';

/** As the native library, as far as this part needs it. */
export const native = wavLibrary(new Library(wav, source));
