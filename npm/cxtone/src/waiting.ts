// How long to wait before another attempt, where attempts are made in JavaScript: the native library's rules.

/** The longest `Retry-After` that is waited for, in ms. */
export const RETRY_AFTER_MS_MAX = 60_000;

/** The longest first backoff, in ms; each further one may be twice as long. */
const BACKOFF_MS_BASE = 2_000;

/** No backoff is longer, in ms. */
const BACKOFF_MS_MAX = 60_000;

type Headers = Record<string, string | string[] | undefined>;

/** A random part of the longest backoff, so that those that were refused together do not come back together. */
export function backoffMs(attempt: number): number {
  return Math.round(Math.random() * Math.min(BACKOFF_MS_BASE * 2 ** (attempt - 1), BACKOFF_MS_MAX));
}

/** What the far end asks for: seconds, or a date, which is read against its own clock (RFC 9110, section 10.2.3). */
export function retryAfterMs(headers: Headers | undefined): number | undefined {
  const value = String(headers?.['retry-after'] ?? '').trim();
  if (/^\d+$/.test(value)) {
    return Number(value) * 1000;
  }
  const date = httpDate(value);
  const now = httpDate(String(headers?.['date'] ?? '')) ?? Date.now();
  return date !== undefined && date > now ? date - now : undefined;
}

/** All three forms of an HTTP date begin with a day's name; other texts that JavaScript reads as dates are none. */
function httpDate(text: string): number | undefined {
  const date = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? undefined : date;
}
