// A request as it goes over the line, without its token.

import type { InjectionRequest } from 'cxtone/request';

/** Method, path, headers and body. */
export function http({ method, url, headers, body }: InjectionRequest): string {
  const { host, pathname, search } = new URL(url);
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [
    `${method} ${pathname}${search} HTTP/1.1`,
    `host: ${host}`,
    'authorization: Bearer $CXONE_TOKEN',
    ...lines,
  ];
  return [...head, '', body].join('\n').trimEnd();
}
