// Calls on their way into the program: an object a line, as fast as it reads.

import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Call } from '../types/run';
import type { Child } from './child';

/** Calls that are fed to a program until they end, it ends or it is stopped. */
export class Feed {
  readonly #calls: Iterable<Call> | AsyncIterable<Call>;
  #isStopped = false;
  /** Ends what is being waited for. */
  #wake = () => {};
  failed = false;
  failure: unknown;

  constructor(calls: Iterable<Call> | AsyncIterable<Call>) {
    this.#calls = calls;
  }

  /** Asks for no more calls. */
  stop(): void {
    this.#isStopped = true;
    this.#wake();
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
    const calls = iterator(this.#calls);
    while (!this.#isStopped) {
      const next = await this.#unlessStopped(calls.next());
      if (next === undefined || next.done) {
        break;
      }
      if (!input.write(`${JSON.stringify(next.value)}\n`)) {
        await this.#unlessStopped(once(input, 'drain').catch(() => undefined));
      }
    }
    if (this.#isStopped) {
      // One that waits for its source ends when that does; nobody waits for it.
      void Promise.resolve(calls.return?.()).catch(() => undefined);
    }
  }

  /**
   * What comes, or nothing once the feed is stopped. No race with one promise for all of the feed: that would keep
   * whatever ever came until it ends, and calls hold digits.
   */
  #unlessStopped<T>(coming: T | Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.#wake = () => resolve(undefined);
      Promise.resolve(coming).then(resolve, reject);
    });
  }
}

function iterator(calls: Iterable<Call> | AsyncIterable<Call>): AsyncIterator<Call> | Iterator<Call> {
  return Symbol.asyncIterator in calls ? calls[Symbol.asyncIterator]() : calls[Symbol.iterator]();
}
