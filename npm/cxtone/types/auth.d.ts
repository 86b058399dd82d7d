/** Tokens and where they come from. */

import type { CxtoneError } from './error';
import type { Logger } from './logger';

/** Whatever gives tokens. */
export interface TokenProvider {
  /** A token that is valid now. Where the object has a `token`, one that was refused is set to `null` in it. */
  getAccessToken(): Promise<string> | string;
}

/** Where and how to log in. */
export interface AuthConfig {
  /** Base URL of the login, with or without `/oauth`; for `cxone-agent` with a client, the token endpoint. */
  authUrl: string;
  /** The OAuth client's id. */
  clientId?: string;
  /** The OAuth client's secret. Shown by neither JSON nor `util.inspect`. */
  clientSecret?: string;
  /** `cxone-v2` unless told otherwise. */
  dialect?: 'cxone-v2' | 'cxone-agent';
  /** For `cxone-agent`: the access key's id. */
  accessKeyId?: string;
  /** For `cxone-agent`: the access key's secret. */
  accessKeySecret?: string;
  /** Certificates in PEM that are trusted besides the system's. */
  ca?: string;
  /** The URL of a proxy for https. Node's own settings do not reach the native client. */
  proxy?: string;
  /** Where messages go; `null` silences them. Default: JSON lines on standard output. */
  logger?: Logger | null;
}

/** Tokens of one OAuth client: fetched once for any number of callers, renewed before their end. */
export declare class CXoneAuthClient implements TokenProvider {
  /** Asks for nothing yet. */
  constructor(config: AuthConfig);
  /** What it was made with; a change counts from the next token on. */
  config: AuthConfig;
  /** The token at hand; setting `null` drops it, setting another uses it until {@link tokenExpiry}. */
  get token(): string | null;
  /** Drops the token at hand, or uses another. */
  set token(token: string | null);
  /** When the token at hand is no longer used, in ms since 1970; 0 without one. */
  get tokenExpiry(): number;
  /** A time that is over drops the token at hand. */
  set tokenExpiry(expiry: number);
  /**
   * The token at hand, or a new one.
   *
   * @throws {@link CxtoneError} `InvalidClient`, `MissingScope`, `Token`
   */
  getAccessToken(): Promise<string>;
}
