/** The WebAssembly modules from wherever they are served, instead of within the script. */

import type { CxtoneError } from './error';

/** A module: its bytes, compiled, an answer that holds it, or where it is to be fetched from. */
export type ModuleSource = ArrayBuffer | ArrayBufferView | WebAssembly.Module | Response | URL | string;

/**
 * The parts, each with its own module: the files `validator.wasm`, `dsp.wasm`, `wav.wasm`, `flow.wasm` and
 * `request.wasm` of the package `@cxtone/wasm`.
 */
export interface Sources {
  /** For `validate` and `validateDtmfPayload`. */
  validator?: ModuleSource | Promise<ModuleSource>;
  /** For `Detector`, `detect`, `generate`, `generateFloat`, `score`. */
  dsp?: ModuleSource | Promise<ModuleSource>;
  /** For `readWav`, `writeWav`. */
  wav?: ModuleSource | Promise<ModuleSource>;
  /** For `checkFlow`, `simulateFlow`, `replayFlow`, `drawFlow`. */
  flow?: ModuleSource | Promise<ModuleSource>;
  /** For `injectionRequest`. */
  request?: ModuleSource | Promise<ModuleSource>;
}

/**
 * Gets the parts that are named ready; until then their functions throw. A part that is ready stays as it is.
 *
 * Vite and webpack put a file into the bundle whose address is written as below. With another bundler, or none, put it
 * where the page is served from and give that address; in Node, give its bytes.
 *
 * @example
 * await load({ validator: new URL('@cxtone/wasm/validator.wasm', import.meta.url) });
 * const findings = validate({ dtmfString: '12', dtmfType: 'INBAND', interDigitPause: 200 });
 * @throws {@link CxtoneError} as a rejection: `NotLoaded` where an address answers with an error, `NoWebAssembly` where
 * the module is not compiled
 */
export declare function load(sources: Sources): Promise<void>;
