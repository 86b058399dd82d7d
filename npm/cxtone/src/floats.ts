// Samples of 16 bits as floats.
// Those that come as bytes are read in the library.

/** The samples with full scale at ±1; those that have it already are not copied. */
export function asFloat(samples: Int16Array | Float32Array): Float32Array {
  return samples instanceof Float32Array
    ? samples
    : Float32Array.from(samples, (sample) => sample / 32_768);
}
