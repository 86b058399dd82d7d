// Modules that stand in the script itself, as base64.
// Putting them there is left to the build; larger ones are `packed`.

import { compiled } from './compiled';

/** The module, compiled when it is first needed. */
export function inlined(base64: string): () => WebAssembly.Module {
  let module: WebAssembly.Module | undefined;
  return () => {
    module ??= compiled(bytesOf(base64));
    return module;
  };
}

/** The bytes of base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
