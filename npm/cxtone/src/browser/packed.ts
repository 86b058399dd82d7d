// Modules that stand in the script itself, deflated and as base64.
// Putting them there is left to the build.

import { inflateSync } from 'fflate';

import { compiled } from './compiled';
import { bytesOf } from './inlined';

/** The module, unpacked and compiled when it is first needed; `length` is how many bytes it has then. */
export function packed(base64: string, length: number): () => WebAssembly.Module {
  let module: WebAssembly.Module | undefined;
  return () => {
    module ??= compiled(inflateSync(bytesOf(base64), { out: new Uint8Array(length) }));
    return module;
  };
}
