// Native failures as errors: the answer as axios shows it, causes chained.
// Which code and words a failure has is decided in the native library.

import type { ErrorResponse } from '../types/error';
import { CxtoneError } from './cxtone_error';
import type { NativeFailure } from './native';

/** The error for a failure; `cause` is JavaScript's own, where there is one. */
export function errorOf(failure: NativeFailure, cause?: unknown): CxtoneError {
  const { code, retryable, attempts, missing, answer, causes } = failure;
  const response = answer === undefined ? responseOf(cause) : shown(answer);
  return new CxtoneError(failure.message, {
    code,
    retryable,
    attempts,
    missing,
    response,
    cause: cause ?? chain(causes),
  });
}

/** The answer that an error of somebody else's carries. */
export function responseOf(error: unknown): ErrorResponse | undefined {
  if (typeof error !== 'object' || error === null || !('response' in error)) {
    return undefined;
  }
  return (error.response as ErrorResponse | undefined) ?? undefined;
}

/** An option or argument that cannot be used. */
export function invalidOptions(message: string, cause?: unknown): CxtoneError {
  return new CxtoneError(message, { code: 'InvalidOptions', cause });
}

/** Makes a native object; what the library refuses are options. */
export function made<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw refusal(error);
  }
}

/** What the library said when it refused an option; an error of its own stays what it is. */
export function refusal(error: unknown): CxtoneError {
  if (error instanceof CxtoneError) {
    return error;
  }
  return invalidOptions(error instanceof Error ? error.message : String(error));
}

/** A body as axios shows it: parsed where it is JSON, else as text. */
export function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function shown(answer: NonNullable<NativeFailure['answer']>): ErrorResponse {
  const headers: Record<string, string | string[]> = {};
  for (let index = 0; index + 1 < answer.headers.length; index += 2) {
    const [name, value] = answer.headers.slice(index, index + 2) as [string, string];
    headers[name] = joined(name, headers[name], value);
  }
  return { status: answer.status, headers, data: parsed(answer.body) };
}

/** Cookies are a list, as they cannot be joined; other headers are joined (RFC 9110, section 5.3). */
function joined(name: string, before: string | string[] | undefined, value: string) {
  if (name === 'set-cookie') {
    return [...(before ?? []), value];
  }
  return before === undefined ? value : `${String(before)}, ${value}`;
}

function chain(causes: readonly string[]): Error | undefined {
  return causes.reduceRight<Error | undefined>(
    (cause, words) => new Error(words, cause === undefined ? undefined : { cause }),
    undefined,
  );
}
