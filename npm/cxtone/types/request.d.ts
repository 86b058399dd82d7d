/** What is sent for an injection, without sending it. */

import type { CxtoneError } from './error';
import type { AgentDialect, InjectionParams } from './injector';
import type { DialectName } from './payload';

/** Where the request would go, and in whose language. */
export interface RequestOptions {
  /** Base URL of the API: https, or http to this machine. */
  apiUrl: string;
  /** `cxone-v2` unless told otherwise. */
  dialect?: DialectName | AgentDialect;
  /** The length of each tone in ms, where the dialect's request carries one: `cxone-v2`'s does not. */
  toneMs?: number;
}

/** The HTTP request of an injection. Its URL or its body holds the digits. */
export interface InjectionRequest {
  /** `POST`. */
  method: string;
  /** The whole URL. */
  url: string;
  /** The headers by their names in lower case. `authorization`, which holds the token, is left out. */
  headers: Record<string, string>;
  /** The body as text; empty where the request has none. */
  body: string;
  /** How long the digits take to play out, each with the pause after it, in ms. */
  playOutMs: number;
}

/**
 * The request that injects digits into a call, as the injector would send it; nothing is sent.
 *
 * @throws {@link CxtoneError} `InvalidPayload` with all `findings`; `InvalidId`: an id is missing or fits no path;
 * `WrongAddress`: the dialect addresses calls otherwise; `InvalidOptions`: the base URL, or the dialect
 */
export declare function injectionRequest(params: InjectionParams, options: RequestOptions): InjectionRequest;
