// `channelLocks`: which calls are locked now, in the shape of the source's Map.
// Locking itself is the native library's part.

import type { NativeGround } from './native';

/** A live view that only shows: calls are locked and freed by the injector. */
export class ChannelLocks implements Iterable<[string, Promise<void>]> {
  readonly #ground: () => NativeGround;

  constructor(ground: () => NativeGround) {
    this.#ground = ground;
  }

  get size(): number {
    return this.#ground().calls().length;
  }

  has(callId: string): boolean {
    return this.#ground().isLocked(callId);
  }

  /** A promise that resolves when the call is free; nothing for a call that is. */
  get(callId: string): Promise<void> | undefined {
    return this.has(callId) ? this.#turn(callId) : undefined;
  }

  keys(): IterableIterator<string> {
    return this.#ground().calls()[Symbol.iterator]();
  }

  *values(): IterableIterator<Promise<void>> {
    for (const callId of this.keys()) {
      yield this.#turn(callId);
    }
  }

  *entries(): IterableIterator<[string, Promise<void>]> {
    for (const callId of this.keys()) {
      yield [callId, this.#turn(callId)];
    }
  }

  forEach(callback: (value: Promise<void>, callId: string, locks: this) => void): void {
    for (const [callId, turn] of this.entries()) {
      callback(turn, callId, this);
    }
  }

  [Symbol.iterator](): IterableIterator<[string, Promise<void>]> {
    return this.entries();
  }

  async #turn(callId: string): Promise<void> {
    (await this.#ground().acquire(callId)).release();
  }
}
