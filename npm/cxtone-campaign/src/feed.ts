// Calls on their way into the program: an object a line, as fast as it reads.

import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Call } from '../types/run';
import type { Child } from './child';

/** Calls that are fed to a program until they end, it ends or it is stopped. */
export class Feed {
  readonly #calls: Iterable<Call> | AsyncIterable<Call>;
  readonly #stopping = new AbortController();
  failed = false;
  failure: unknown;

  constructor(calls: Iterable<Call> | AsyncIterable<Call>) {
    this.#calls = calls;
  }

  /** Asks for no more calls. */
  stop(): void {
    this.#stopping.abort();
  }

  /** Writes all calls; where they throw, the program is drained. */
  async into(child: Child): Promise<void> {
    const input = child.process.stdin as Writable;
    // A program that has ended reads nothing; how it ended is told by its exit code.
    input.on('error', () => this.stop());
    try {
      await this.#write(input);
    } catch (error) {
      this.failed = true;
      this.failure = error;
      child.drain();
    }
    input.end();
  }

  async #write(input: Writable): Promise<void> {
    const { signal } = this.#stopping;
    const stopped = once(signal, 'abort').then(() => undefined);
    const calls = iterator(this.#calls);
    while (!signal.aborted) {
      const next = await Promise.race([calls.next(), stopped]);
      if (next === undefined || next.done) {
        break;
      }
      if (!input.write(`${JSON.stringify(next.value)}\n`)) {
        await Promise.race([once(input, 'drain').catch(() => undefined), stopped]);
      }
    }
    if (signal.aborted) {
      // One that waits for its source ends when that does; nobody waits for it.
      void Promise.resolve(calls.return?.()).catch(() => undefined);
    }
  }
}

function iterator(calls: Iterable<Call> | AsyncIterable<Call>): AsyncIterator<Call> | Iterator<Call> {
  return Symbol.asyncIterator in calls ? calls[Symbol.asyncIterator]() : calls[Symbol.iterator]();
}
