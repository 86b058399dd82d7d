// `runFlow`: one live call through a flow.
// Following it is the native library's part.

import type { FlowRunOptions, FlowRunReport } from '../types/flows';
import { auditLog } from './audit_log';
import { refusal } from './failure';
import { GivingUp } from './giving_up';
import { native } from './native';

/** Follows a flow through a call that is up, to its end. */
export async function runFlow(text: string, options: FlowRunOptions): Promise<FlowRunReport> {
  const { authUrl, audit, promptHosts, sending, signal, ...rest } = options;
  const asked = {
    ...rest,
    authUrl: authUrl ?? options.apiUrl,
    promptHosts: promptHosts ?? [],
    ...(audit === undefined ? {} : { log: auditLog(audit) }),
    ...(sending === undefined ? {} : { sending: target(sending) }),
  };
  const givingUp = new GivingUp(signal === undefined ? {} : { signal });
  try {
    const { report, digits } = await native.runFlow(text, asked, givingUp.cancellation);
    // Who asks for the digits gets them; a log that is given the report does not.
    return Object.defineProperty(JSON.parse(report), 'entered', { value: digits }) as FlowRunReport;
  } catch (error) {
    throw refusal(error);
  } finally {
    givingUp.end();
  }
}

function target({ telephonyProviderId, lineId, dtmfType }: NonNullable<FlowRunOptions['sending']>): object {
  return { provider: telephonyProviderId, line: lineId, dtmfType };
}
