// `DTMFInjector`: the source's class around a native injector.
// Locks, attempts, times and measuring are the native library's part; one injection is told in `errand`.

import type { TokenProvider } from '../types/auth';
import type { CtiMonitor, InjectionResult } from '../types/events';
import type { InjectionOptions, InjectionParams, InjectorConfig, Release } from '../types/injector';
import { ChannelLocks } from './channel_locks';
import { auditLog } from './audit_log';
import { Cores, type Core } from './core';
import { CxtoneError } from './cxtone_error';
import { loggerOf, run } from './errand';
import { invalidOptions, made } from './failure';
import { hidingSecrets } from './hidden_secrets';
import { checkedOptions } from './injection';
import { native, type NativeGround, type NativeGuard, type Noted } from './native';
import { noteRetry } from './retry_notice';

/** A lock that was taken by hand. */
interface Held {
  callId: string;
  guard: NativeGuard;
}

/** The native half of an injector, for one injection. */
export let coreOf: (injector: DTMFInjector) => Core;

/** A lock that was taken by hand, and its release. */
export interface TakenLock {
  guard: NativeGuard;
  release: Release;
}

/** The lock of a call that was taken by hand after so many others were. */
export let heldSince: (injector: DTMFInjector, callId: string, since: number) => TakenLock | undefined;

/** How many locks were taken by hand so far. */
export let takenSoFar: (injector: DTMFInjector) => number;

export class DTMFInjector {
  authClient: TokenProvider;
  config: InjectorConfig;
  ctiCallbacks: CtiMonitor[] = [];
  readonly channelLocks: ChannelLocks;
  #ground: NativeGround | undefined;
  readonly #cores = new Cores();
  readonly #held = new Map<number, Held>();
  #taken = 0;
  readonly #noted = notedBy(new WeakRef(this));

  static {
    coreOf = (injector) => injector.#core();
    takenSoFar = (injector) => injector.#taken;
    heldSince = (injector, callId, since) => {
      const isIt = ([taken, held]: [number, Held]) => taken > since && held.callId === callId;
      const [found] = [...injector.#held].filter(isIt);
      return found && { guard: found[1].guard, release: () => injector.#release(found[0]) };
    };
  }

  constructor(authClient: TokenProvider, config: InjectorConfig) {
    this.authClient = authClient;
    // A proxy's URL may hold a password.
    this.config = hidingSecrets(config, ['proxy']);
    this.channelLocks = new ChannelLocks(() => this.#standing());
  }

  registerCTIMonitor(callback: CtiMonitor): Release {
    if (typeof callback !== 'function') {
      throw invalidOptions('a CTI monitor must be a function');
    }
    this.ctiCallbacks.push(callback);
    return () => {
      const index = this.ctiCallbacks.indexOf(callback);
      if (index >= 0) {
        this.ctiCallbacks.splice(index, 1);
      }
    };
  }

  async acquireChannelLock(callId: string): Promise<Release> {
    const guard = await this.#guard(callId);
    this.#taken += 1;
    const taken = this.#taken;
    this.#held.set(taken, { callId, guard });
    return () => this.#release(taken);
  }

  async releaseChannelLock(): Promise<void> {
    const [latest] = [...this.#held.keys()].slice(-1);
    if (latest !== undefined) {
      this.#release(latest);
    }
  }

  async injectDTMF(params: InjectionParams, options?: InjectionOptions): Promise<InjectionResult> {
    return run(this, params, checkedOptions(options), 1);
  }

  /** What Prometheus reads. */
  metrics(): string {
    return this.#standing().metrics();
  }

  #core(): Core {
    return this.#cores.current(this.authClient, this.config, this.#standing(), this.#noted);
  }

  /** What stays while the config changes; the log is opened once. */
  #standing(): NativeGround {
    if (this.#ground === undefined) {
      const { audit } = this.config ?? {};
      const log = audit && auditLog(audit);
      this.#ground = made(() => new native.NativeGround(log));
    }
    return this.#ground;
  }

  async #guard(callId: string): Promise<NativeGuard> {
    const ground = this.#standing();
    if (typeof callId !== 'string') {
      throw new CxtoneError('the call id must be a text', { code: 'InvalidId' });
    }
    let waiting: Promise<NativeGuard>;
    try {
      waiting = ground.acquire(callId);
    } catch (error) {
      throw new CxtoneError((error as Error).message, { code: 'InvalidId' });
    }
    return waiting.catch((error: Error) => {
      throw new CxtoneError(error.message, { code: 'Busy', retryable: true });
    });
  }

  #release(taken: number): void {
    this.#held.get(taken)?.guard.release();
    this.#held.delete(taken);
  }
}

/** Logs retries where the injector logs. The native library keeps the function, and must not keep the injector by it. */
function notedBy(injector: WeakRef<DTMFInjector>): Noted {
  return (retry) => {
    const noting = injector.deref();
    if (noting !== undefined) {
      noteRetry(loggerOf(noting), retry);
    }
  };
}
