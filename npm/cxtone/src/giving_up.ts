// When an injection is given up: its signal aborts, or its time is over.
// What that means for digits on their way is decided in the native library.

import type { InjectionOptions } from '../types/injector';
import { CxtoneError } from './cxtone_error';
import { native, type NativeCancellation } from './native';

/** The watch over one injection; `end` lets go of signal and timer. */
export class GivingUp {
  readonly cancellation: NativeCancellation | undefined;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #abort = () => this.cancellation?.cancel();
  #isLate = false;

  constructor({ signal, timeoutMs }: InjectionOptions) {
    if (signal === undefined && timeoutMs === undefined) {
      return;
    }
    this.cancellation = new native.NativeCancellation();
    this.#signal = signal;
    if (signal?.aborted) {
      this.#abort();
    }
    signal?.addEventListener('abort', this.#abort, { once: true });
    if (timeoutMs !== undefined) {
      this.#timer = setTimeout(() => this.#runOut(), timeoutMs);
    }
  }

  end(): void {
    this.#signal?.removeEventListener('abort', this.#abort);
    clearTimeout(this.#timer);
  }

  /** The cause that JavaScript knows. */
  get reason(): unknown {
    return this.#signal?.aborted ? this.#signal.reason : undefined;
  }

  /** A wait for the call's turn that took too long is no cancelling. */
  explained(error: CxtoneError): CxtoneError {
    if (error.code !== 'Cancelled' || !this.#isLate || this.#signal?.aborted) {
      return error;
    }
    const message = 'the total deadline passed and the digits were not sent; try again';
    return new CxtoneError(message, { code: 'DeadlineExceeded', retryable: true });
  }

  #runOut(): void {
    this.#isLate = true;
    this.#abort();
  }
}
