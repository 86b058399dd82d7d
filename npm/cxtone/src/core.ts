// The native half of an injector: made when it is first needed, and again when its config leads elsewhere.

import type { TokenProvider } from '../types/auth';
import type { InjectorConfig } from '../types/injector';
import { isNative, nativeAuthOf } from './auth_client';
import { invalidOptions, made } from './failure';
import { native, type NativeAuth, type NativeGround, type NativeInjector, type Noted } from './native';
import { TokenPort } from './token_port';

/** A native injector, and where the errors of its tokens are kept. */
export interface Core {
  injector: NativeInjector;
  port: TokenPort | undefined;
}

/** Makes cores for one injector of JavaScript, and keeps the latest. */
export class Cores {
  #core: Core | undefined;
  #madeFrom: readonly unknown[] = [];

  /** The core for this config. */
  current(authClient: TokenProvider, config: InjectorConfig, ground: NativeGround, noted: Noted): Core {
    const auth = isNative(authClient) ? nativeAuthOf(authClient) : null;
    const from = [authClient, auth, config.apiUrl, dialectOf(config)];
    const isSame = from.every((value, index) => value === this.#madeFrom[index]);
    if (this.#core === undefined || !isSame) {
      this.#core = core(authClient, auth, config, ground, noted);
      this.#madeFrom = from;
    }
    return this.#core;
  }
}

/** The dialect's name; `undefined` for the usual one. */
export function dialectOf({ dialect }: InjectorConfig): string | undefined {
  return typeof dialect === 'object' ? dialect.name : dialect;
}

function core(
  authClient: TokenProvider,
  auth: NativeAuth | null,
  config: InjectorConfig,
  ground: NativeGround,
  noted: Noted,
): Core {
  const { apiUrl, ca, proxy, requestTimeoutMs, recording, recordingRenders, speed, dialect } = config;
  if (requestTimeoutMs !== undefined && !(Number.isInteger(requestTimeoutMs) && requestTimeoutMs > 0 && requestTimeoutMs < 2 ** 31)) {
    throw invalidOptions('requestTimeoutMs must be a whole number of ms above 0');
  }
  const agent = typeof dialect === 'object' ? dialect : undefined;
  const options = {
    apiUrl,
    dialect: dialectOf(config),
    servicesVersion: agent?.servicesVersion,
    digitsInQuery: agent?.digitsIn === 'query',
    ca,
    proxy,
    requestTimeoutMs,
    recording,
    recordingRenders,
    speed,
  };
  const port = auth === null ? new TokenPort(authClient) : undefined;
  const ask = port?.ask ?? null;
  return { injector: made(() => new native.NativeInjector(options, ground, auth, ask, noted)), port };
}
