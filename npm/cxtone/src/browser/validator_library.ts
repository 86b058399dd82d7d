// What the facade asks of the module `validator`, in the shapes of the native library.

import type { NativeConstants, NativeFinding } from '../native';
import type { validator } from './bindings';
import type { Library } from './library';
import { text } from './options';

/** Written in by the build. */
declare const CXTONE_CONSTANTS: NativeConstants;

/** The part of the native library that validates. */
export function validatorLibrary(library: Library<typeof validator>) {
  return {
    constants: (): NativeConstants => CXTONE_CONSTANTS,
    validatePayload(
      digits: unknown,
      dtmfType: unknown,
      pauseMs: unknown,
      dialect?: string,
    ): string | NativeFinding[] {
      // An unknown dialect is refused where it is to be spoken.
      const isForAgent = text('dialect', dialect) === 'cxone-agent';
      const answer = library.ask(({ validatePayload }) => validatePayload(digits, dtmfType, pauseMs, isForAgent));
      return answer.length === 1 ? String(answer[0]) : findings(answer);
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
