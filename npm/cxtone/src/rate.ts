// The rate at which sound is where no other is given.
// Which rates there may be is decided in the library.

/** Samples a second of telephony. */
const SAMPLE_RATE = 8_000;

/** The options with a rate; one that is `undefined` is not given, as any other option. */
export function withRate<T extends { sampleRate?: number }>(options: T): T & { sampleRate: number } {
  return { ...options, sampleRate: options.sampleRate ?? SAMPLE_RATE };
}
