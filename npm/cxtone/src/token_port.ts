// Tokens for the native library from any object with `getAccessToken()`.
// Errors of that object are kept here until the injection that they ended asks for them.

import type { TokenProvider } from '../types/auth';
import type { Ask } from './native';

/** As many errors are kept at once: those of injections that gave up are never asked for. */
const ERRORS_MAX = 1024;

/** A provider behind the function that the native library asks. */
export class TokenPort {
  readonly #provider: TokenProvider;
  readonly #errors = new Map<number, unknown>();
  #count = 0;

  constructor(provider: TokenProvider) {
    this.#provider = provider;
  }

  readonly ask: Ask = async (refused) => {
    try {
      forget(this.#provider, refused);
      const token: unknown = await this.#provider.getAccessToken();
      return { token: typeof token === 'string' ? token : '' };
    } catch (error) {
      return { error: this.#keep(error) };
    }
  };

  /** The error under this number, which is kept no longer. */
  take(number: number | undefined): unknown {
    if (number === undefined) {
      return undefined;
    }
    const error = this.#errors.get(number);
    this.#errors.delete(number);
    return error;
  }

  #keep(error: unknown): number {
    const [oldest] = this.#errors.keys();
    if (oldest !== undefined && this.#errors.size >= ERRORS_MAX) {
      this.#errors.delete(oldest);
    }
    this.#count = (this.#count + 1) % 2 ** 32;
    this.#errors.set(this.#count, error);
    return this.#count;
  }
}

/** Has the provider forget a token that the far end refused, as the source's own class does it by hand. */
function forget(provider: TokenProvider, refused: string | null): void {
  if (refused !== null && 'token' in provider && provider.token === refused) {
    provider.token = null;
  }
}
