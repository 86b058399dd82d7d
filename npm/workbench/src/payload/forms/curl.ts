// A request as a command of a POSIX shell.

import type { InjectionRequest } from 'cxtone/request';

/** The command; the token comes from the environment. */
export function curl({ method, url, headers, body }: InjectionRequest): string {
  const parts = [
    `curl --request ${method} ${quoted(url)}`,
    '--header "authorization: Bearer $CXONE_TOKEN"',
    ...Object.entries(headers).map(([name, value]) => `--header ${quoted(`${name}: ${value}`)}`),
    ...(body === '' ? [] : [`--data-raw ${quoted(body)}`]),
  ];
  return parts.join(' \\\n  ');
}

/** In single quotes a shell changes nothing; a single quote itself stands outside of them. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
