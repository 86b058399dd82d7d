// The library that the facade has in a browser for the part `request`, instead of `native`.

import source from 'cxtone-module:request';
import { request } from './bindings';
import { Library } from './library';
import { requestLibrary } from './request_library';
import { validatorLibrary } from './validator_library';

const library = new Library(request, source);

/** As the native library, as far as this part needs it. The module validates too. */
export const native = { ...validatorLibrary(library), ...requestLibrary(library) };
