// The library that the facade has in a browser for the part `validator`, instead of `native`.

import source from 'cxtone-module:validator';
import { validator } from './bindings';
import { Library } from './library';
import { validatorLibrary } from './validator_library';

/** As the native library, as far as this part needs it. */
export const native = validatorLibrary(new Library(validator, source));
