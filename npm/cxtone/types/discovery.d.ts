/** Where a tenant is. */

import type { CxtoneError } from './error';

/** Whom to ask. */
export interface DiscoveryOptions {
  /** The issuer's base URL. */
  issuer: string;
  /** The tenant's id. */
  tenantId: string;
  /** Domains that it may lead to, and their subdomains; default NICE's. */
  trust?: string[];
  /** Certificates in PEM that are trusted besides the system's. */
  ca?: string;
  /** The URL of a proxy for https. */
  proxy?: string;
}

/** Where a tenant's login and API are, for `cxone-agent`. */
export interface Tenant {
  /** The token endpoint, for the auth client's config. */
  authUrl: string;
  /** The base URL of the API, for the injector's config. */
  apiUrl: string;
}

/**
 * Asks the issuer of a tenant where its login and API are.
 *
 * @throws {@link CxtoneError} `InvalidOptions`; `Discovery`: the issuer was not reached, or names no place that is trusted
 */
export declare function discoverTenant(options: DiscoveryOptions): Promise<Tenant>;
