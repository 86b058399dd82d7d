// `CXoneAuthClient`: the source's class around native tokens.
// Fetching, sharing and renewing them is the native library's part.

import type { AuthConfig } from '../types/auth';
import type { Logger } from '../types/logger';
import { errorOf, invalidOptions, made } from './failure';
import { hidingSecrets } from './hidden_secrets';
import { chosen, log } from './logger';
import { native, type NativeAuth, type NativeAuthOptions } from './native';

/** What of a config is shown by nothing. */
const SECRETS = ['clientSecret', 'accessKeySecret', 'proxy'] as const;

/** What makes another login of a config when it changes. */
const LOGIN = [
  'dialect',
  'authUrl',
  'clientId',
  'clientSecret',
  'accessKeyId',
  'accessKeySecret',
  'ca',
  'proxy',
] as const;

/** The native tokens of a client. */
export let nativeAuthOf: (client: CXoneAuthClient) => NativeAuth;

/** Whether tokens can come straight from the native library: nothing was replaced or set by hand. */
export let isNative: (client: unknown) => client is CXoneAuthClient;

/** Tells once of each token that was fetched. */
export let announce: (client: CXoneAuthClient, otherwise?: Logger | null) => void;

export class CXoneAuthClient {
  config: AuthConfig;
  #native: NativeAuth | undefined;
  #login: readonly unknown[] = [];
  #announced = 0;
  #ownToken: string | null = null;
  #ownExpiry = 0;

  static {
    nativeAuthOf = (client) => client.#auth();
    isNative = (client): client is CXoneAuthClient =>
      client instanceof CXoneAuthClient &&
      client.getAccessToken === CXoneAuthClient.prototype.getAccessToken &&
      client.#ownToken === null;
    announce = (client, otherwise) => client.#announce(otherwise);
  }

  constructor(config: AuthConfig) {
    this.config = hidingSecrets(config, SECRETS);
  }

  get token(): string | null {
    return this.#ownToken ?? this.#native?.kept()?.token ?? null;
  }

  set token(token: string | null) {
    this.#ownToken = token ?? null;
    this.#native?.forget();
  }

  get tokenExpiry(): number {
    if (this.#ownToken !== null) {
      return this.#ownExpiry;
    }
    const kept = this.#native?.kept();
    return kept ? Date.now() + kept.lifeMs : 0;
  }

  set tokenExpiry(expiry: number) {
    this.#ownExpiry = expiry;
    if (!(Date.now() < expiry)) {
      this.#native?.forget();
    }
  }

  async getAccessToken(): Promise<string> {
    if (this.#ownToken !== null && Date.now() < this.#ownExpiry) {
      return this.#ownToken;
    }
    this.#ownToken = null;
    const { token, failure } = await this.#auth().token();
    if (token === undefined) {
      throw failure ? errorOf(failure) : invalidOptions('no token was given');
    }
    this.#announce();
    return token;
  }

  #auth(): NativeAuth {
    const login = LOGIN.map((key) => this.config[key]);
    if (this.#native === undefined || login.some((value, index) => value !== this.#login[index])) {
      const options = Object.fromEntries(LOGIN.map((key, index) => [key, login[index]]));
      this.#native = made(() => new native.NativeAuth(options as NativeAuthOptions));
      this.#login = login;
      this.#announced = 0;
    }
    return this.#native;
  }

  #announce(otherwise?: Logger | null): void {
    const generation = this.#native?.generation() ?? 0;
    if (generation > this.#announced) {
      this.#announced = generation;
      const { logger } = this.config;
      log(chosen(logger === undefined ? otherwise : logger), 'info', 'OAuth token refreshed successfully');
    }
  }
}
