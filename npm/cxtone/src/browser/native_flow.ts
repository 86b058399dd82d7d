// The library that the facade has in a browser for the part `flow`, instead of `native`.

import source from 'cxtone-module:flow';
import { flow } from './bindings';
import { Library } from './library';
import { flowLibrary } from './flow_library';

/** As the native library, as far as this part needs it. */
export const native = flowLibrary(new Library(flow, source));
