// Samples of 16 bits as floats.
// Those that come as bytes are read in the library.

import { invalidOptions } from './failure';
import { kindOf } from './kinds';

/** The samples with full scale at ±1; those that have it already are not copied. */
export function asFloat(samples: Int16Array | Float32Array): Float32Array {
  switch (kindOf(samples)) {
    case 'Float32Array':
      return samples as Float32Array;
    case 'Int16Array':
      return Float32Array.from(samples, (sample) => sample / 32_768);
    default:
      throw invalidOptions('samples must be an Int16Array or a Float32Array');
  }
}
