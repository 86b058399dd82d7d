// `discoverTenant`: where a tenant's login and API are, asked of its issuer.
// Whom to trust is decided in the native library.

import type { DiscoveryOptions, Tenant } from '../types/discovery';
import { errorOf, invalidOptions, made } from './failure';
import { native } from './native';

/** Asks the issuer. */
export async function discoverTenant(options: DiscoveryOptions): Promise<Tenant> {
  const { authUrl, apiUrl, failure } = await made(() => native.discoverTenant(options));
  if (authUrl === undefined || apiUrl === undefined) {
    throw failure ? errorOf(failure) : invalidOptions('nothing came of it');
  }
  return { authUrl, apiUrl };
}
