// Modules from bytes.
// Where the bytes come from is told by whoever has them.

import { CxtoneError } from '../cxtone_error';

/** Compiled at once: a module that is smaller than 8 MB may be, also where a browser draws. */
export function compiled(bytes: Uint8Array<ArrayBuffer>): WebAssembly.Module {
  try {
    return new WebAssembly.Module(bytes);
  } catch (cause) {
    throw notCompiled(cause);
  }
}

/** The same of bytes of somebody else's, at its leisure. */
export async function compiledLater(bytes: BufferSource): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw notCompiled(cause, '; or this is no module of @cxtone/wasm');
  }
}

/** Browsers tell apart neither by a class nor in words that stay: the cause is there to be read. */
function notCompiled(cause: unknown, besides = ''): CxtoneError {
  const policy = "a Content-Security-Policy must allow 'wasm-unsafe-eval'";
  const message = `WebAssembly was not compiled: ${policy}, or the browser is too old${besides}`;
  return new CxtoneError(message, { code: 'NoWebAssembly', cause });
}
