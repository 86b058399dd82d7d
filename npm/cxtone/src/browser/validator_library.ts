// What the facade asks of the module `validator`, in the shapes of the native library.

import type { NativeConstants, NativeFinding } from '../native';
import type { Library } from './exchange';

/** Written in by the build. */
declare const CXTONE_CONSTANTS: NativeConstants;

/** The part of the native library that validates. */
export function validatorLibrary(library: Library) {
  return {
    constants: (): NativeConstants => CXTONE_CONSTANTS,
    validatePayload(
      digits: unknown,
      dtmfType: unknown,
      pauseMs: unknown,
      dialect?: string,
    ): string | NativeFinding[] {
      const answer = library.ask<string | string[]>('validate_payload', digits, dtmfType, pauseMs, dialect);
      return typeof answer === 'string' ? answer : findings(answer);
    },
  };
}

function findings(texts: string[]): NativeFinding[] {
  const found: NativeFinding[] = [];
  for (let at = 0; at < texts.length; at += 4) {
    const [code, pointer, message, help] = texts.slice(at, at + 4) as [string, string, string, string];
    found.push({ code, pointer, message, help });
  }
  return found;
}
