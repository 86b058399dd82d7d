// A request for Rust with the crate `reqwest`.

import type { InjectionRequest } from 'cxtone/request';

/** The statement; the token comes from the environment. */
export function rust({ method, url, headers, body }: InjectionRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `    .header(${literal(name)}, ${literal(value)})`);
  return [
    'let token = std::env::var("CXONE_TOKEN")?;',
    'let response = reqwest::Client::new()',
    `    .request(reqwest::Method::${method}, ${literal(url)})`,
    '    .bearer_auth(token)',
    ...lines,
    ...(body === '' ? [] : [`    .body(${literal(body)})`]),
    '    .send()',
    '    .await?;',
  ].join('\n');
}

/** A raw string where the text has quotes, with as many `#` as it takes. */
function literal(text: string): string {
  if (!/["\\]/.test(text)) {
    return `"${text}"`;
  }
  const runs = text.match(/"#*/g) ?? [];
  const marks = '#'.repeat(Math.max(0, ...runs.map((run) => run.length - 1)) + 1);
  return `r${marks}"${text}"${marks}`;
}
