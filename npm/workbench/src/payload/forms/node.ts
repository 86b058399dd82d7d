// A request for Node 18 and later, with nothing but what Node has.

import type { InjectionRequest } from 'cxtone/request';

/** The statement; the token comes from the environment. */
export function node({ method, url, headers, body }: InjectionRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `    ${quoted(name)}: ${quoted(value)},`);
  return [
    `const response = await fetch(${quoted(url)}, {`,
    `  method: ${quoted(method)},`,
    '  headers: {',
    '    authorization: `Bearer ${process.env.CXONE_TOKEN}`,',
    ...lines,
    '  },',
    ...(body === '' ? [] : [`  body: ${quoted(body)},`]),
    "  redirect: 'error',",
    '});',
  ].join('\n');
}

/** A text as JavaScript writes it, in single quotes. */
function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner}'`;
}
