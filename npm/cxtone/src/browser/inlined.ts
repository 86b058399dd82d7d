// Modules that stand in the script itself, as base64.
// Putting them there is left to the build.

import { CxtoneError } from '../cxtone_error';

/** The module, compiled when it is first needed. */
export function inlined(base64: string): () => WebAssembly.Module {
  let module: WebAssembly.Module | undefined;
  return () => {
    module ??= compiled(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
    return module;
  };
}

/** Compiled at once: a module that is smaller than 8 MB may be, also where a browser draws. */
function compiled(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    const message = "WebAssembly was not compiled; a Content-Security-Policy must allow 'wasm-unsafe-eval'";
    throw new CxtoneError(message, { code: 'NoWebAssembly', cause });
  }
}
