// What is asked of the native library and of WebAssembly alike, and must be answered the same.
// Where they come from is told here; what is asked, in the tests.

import { strict as assert } from 'node:assert';
import * as native from 'cxtone';
import * as dsp from '../dist/browser/dsp.mjs';
import * as flow from '../dist/browser/flow.mjs';
import * as validator from '../dist/browser/index.mjs';
import * as request from '../dist/browser/request.mjs';

/** Each name of the browser's parts, natively and in WebAssembly. */
export const wasm = { ...validator, ...dsp, ...flow, ...request };
export { native };

/** Asks both, and compares what they answer or refuse, to the last digit. */
export async function same(name, ...given) {
  const [natively, inWasm] = await Promise.all([answer(native[name], given), answer(wasm[name], given)]);
  assert.deepEqual(inWasm, natively, name);
  return natively;
}

/** The answer; a refusal as what can be read of it. */
export async function answer(ask, given) {
  try {
    const answer = await ask(...given);
    // Node's own kind of bytes is the native library's alone.
    return { answer: Buffer.isBuffer(answer) ? new Uint8Array(answer) : answer };
  } catch (error) {
    const { name, code, message, findings } = error;
    return { refused: { name, code, message, findings } };
  }
}
