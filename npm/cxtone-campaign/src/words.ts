// The program's arguments and its environment: what may stand in a process list, and what may not.

import type { CampaignTenant, RunCampaignOptions } from '../types/run';
import { CampaignError } from './campaign_error';

/** Under which name the program finds each part of the tenant. */
const VARIABLES: Record<keyof CampaignTenant, string> = {
  apiUrl: 'CXONE_API_URL',
  authUrl: 'CXONE_AUTH_URL',
  clientId: 'CXONE_CLIENT_ID',
  clientSecret: 'CXONE_CLIENT_SECRET',
  providerId: 'CXONE_PROVIDER_ID',
  lineId: 'CXONE_LINE_ID',
  issuer: 'CXONE_ISSUER',
  tenantId: 'CXONE_TENANT_ID',
  accessKeyId: 'CXONE_ACCESS_KEY_ID',
  accessKeySecret: 'CXONE_ACCESS_KEY_SECRET',
};

/** The flags that take a value. */
const VALUED = {
  worker: '--worker',
  dialect: '--dialect',
  dtmfType: '--type',
  concurrent: '--concurrent',
  concurrentAll: '--concurrent-all',
  ratePerS: '--rate',
  leaseS: '--lease',
  recording: '--recording',
  speed: '--speed',
  audit: '--audit',
  auditSegmentBytes: '--audit-segment-bytes',
  digitsKeyFile: '--audit-digits-key',
  keyFile: '--key-file',
} as const;

/** The flags that are there or not. */
const PLAIN = {
  loadOnly: '--load-only',
  stay: '--stay',
  verify: '--verify',
  settle: '--settle',
  countKeysAhead: '--count-keys-ahead',
  auditDaily: '--audit-daily',
  proxyFromEnv: '--proxy-from-env',
} as const;

/** The words after the program's name. */
export function words(options: RunCampaignOptions): string[] {
  const { flow, calls, promptHosts = [], recordingRenders = [] } = options;
  if (typeof flow !== 'string' || flow === '') {
    throw new CampaignError('`flow` is missing; give the path of a flow file', { code: 'InvalidOptions' });
  }
  const valued = Object.entries(VALUED).flatMap(([name, flag]) => {
    const value = options[name as keyof typeof VALUED];
    return value === undefined ? [] : [`${flag}=${value}`];
  });
  const plain = Object.entries(PLAIN).filter(([name]) => options[name as keyof typeof PLAIN] === true);
  return [
    'campaign',
    'run',
    '--json',
    `--flow=${flow}`,
    ...(calls === undefined ? [] : [`--calls=${source(calls)}`]),
    ...valued,
    ...plain.map(([, flag]) => flag),
    ...promptHosts.map((host) => `--prompt-host=${host}`),
    ...recordingRenders.map((type) => `--recording-renders=${type}`),
  ];
}

/** The tenant for the program's environment. */
export function environment(tenant: CampaignTenant = {}): Record<string, string | undefined> {
  const given = Object.entries(VARIABLES).map(([name, variable]) => [variable, tenant[name as keyof CampaignTenant]]);
  return Object.fromEntries(given);
}

/** A file, or what the program calls its standard input. */
function source(calls: NonNullable<RunCampaignOptions['calls']>): string {
  if (typeof calls !== 'string') {
    return '-';
  }
  // A file may be called as the program calls other sources.
  return calls === '-' || calls === 'emulator' ? `./${calls}` : calls;
}
