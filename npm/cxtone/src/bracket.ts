// Locks taken around an injection by methods that somebody replaced.
// The class's own methods need no bracket: the native injection takes the lock itself.

import { DTMFInjector, heldSince, takenSoFar } from './injector';
import type { NativeGuard, NativeOutcome } from './native';

/** Injects between `acquireChannelLock` and `releaseChannelLock`, where they are not the class's own. */
export async function bracketed(
  injector: DTMFInjector,
  callId: string,
  inject: (guard?: NativeGuard) => Promise<NativeOutcome>,
): Promise<NativeOutcome> {
  const own = DTMFInjector.prototype;
  const replaced = {
    acquire: injector.acquireChannelLock !== own.acquireChannelLock,
    release: injector.releaseChannelLock !== own.releaseChannelLock,
  };
  if (!replaced.acquire && !replaced.release) {
    return inject();
  }
  const before = takenSoFar(injector);
  const release: unknown = await injector.acquireChannelLock(callId);
  // A replaced method that calls the class's own holds the native lock, which goes over to the injection.
  const taken = heldSince(injector, callId, before);
  try {
    return await inject(taken?.guard);
  } finally {
    if (replaced.release) {
      await injector.releaseChannelLock();
    }
    if (typeof release === 'function') {
      await (release as () => unknown)();
    }
    taken?.release();
  }
}
