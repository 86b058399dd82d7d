// The lines of a stream, as they come.

import { createInterface } from 'node:readline';

/** Every line without its end; empty ones are left out. */
export async function* lines(stream: NodeJS.ReadableStream): AsyncIterableIterator<string> {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line !== '') {
      yield line;
    }
  }
}
