// Modules from bytes.
// Where the bytes come from is told by whoever has them.

import { CxtoneError } from '../cxtone_error';

/** Compiled at once: a module that is smaller than 8 MB may be, also where a browser draws. */
export function compiled(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    const message = "WebAssembly was not compiled; a Content-Security-Policy must allow 'wasm-unsafe-eval'";
    throw new CxtoneError(message, { code: 'NoWebAssembly', cause });
  }
}
