// `injectionRequest`: the HTTP request of an injection, shown instead of being sent.
// What stands in it is the library's decision.

import type { InjectionParams } from '../types/injector';
import type { InjectionRequest, RequestOptions } from '../types/request';
import { errorOf, invalidOptions, made } from './failure';
import { native } from './native';
import { checkedDigits } from './validate';

/** The request that injects digits into a call. */
export function injectionRequest(params: InjectionParams, options: RequestOptions): InjectionRequest {
  const { telephonyProviderId, lineId, callId, sessionId, dtmfString, dtmfType, interDigitPause } = params;
  const { apiUrl, dialect, toneMs } = options;
  const agent = typeof dialect === 'object' ? dialect : undefined;
  const name = agent?.name ?? (dialect as string | undefined);
  if (toneMs !== undefined && !(Number.isSafeInteger(toneMs) && toneMs > 0)) {
    throw invalidOptions('toneMs must be a whole number of ms above 0');
  }
  const request = {
    provider: telephonyProviderId,
    line: lineId,
    call: callId,
    session: sessionId,
    digits: checkedDigits(dtmfString, dtmfType, interDigitPause, name),
    dtmfType,
    pauseMs: interDigitPause,
    toneMs,
    verify: false,
    attempts: 1,
  };
  const spoken = {
    apiUrl,
    dialect: name,
    servicesVersion: agent?.servicesVersion,
    digitsInQuery: agent?.digitsIn === 'query',
  };
  const shown = made(() => native.previewRequest(request, spoken));
  if ('code' in shown) {
    throw errorOf(shown);
  }
  const { headers, ...rest } = shown;
  return { ...rest, headers: byName(headers) };
}

function byName(headers: readonly string[]): Record<string, string> {
  const pairs = headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? '']] : []));
  return Object.fromEntries(pairs);
}
