/** What is used of the package, which has no types of its own. */
declare module 'fourier-transform' {
  /** The magnitudes of a real signal's spectrum, of half its length; a sine of amplitude 1 has 1. */
  export default function rfft(input: Float64Array, output?: Float64Array): Float64Array;
}
