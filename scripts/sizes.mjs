// How large the modules and scripts for browsers are, as they are loaded: compressed.
// How large they may be is told here; that they are not larger is a test.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const DIST = fileURLToPath(new URL('../npm/cxtone/dist', import.meta.url));

/**
 * The most bytes of each, after gzip. Wanted are 15 000 of the validator, 40 000 of `dsp` and 150 000 of `flow`; the
 * latter two are not that small yet, and must not grow.
 */
export const BYTES_MAX = {
  'validator.wasm': 15_000,
  'dsp.wasm': 110_000,
  'wav.wasm': 40_000,
  'flow.wasm': 360_000,
  'request.wasm': 160_000,
};

/** The bytes of a file of `dist`, as it is and after gzip. */
export function sizes(file) {
  const bytes = readFileSync(join(DIST, file));
  return { bytes: bytes.length, gzipped: gzipSync(bytes, { level: 9 }).length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const modules = ['validator', 'dsp', 'wav', 'flow', 'request'].map((module) => `${module}.wasm`);
  const parts = ['index', 'dsp', 'wav', 'flow', 'request', 'worklet', 'slim'].map((part) => `browser/${part}.mjs`);
  for (const file of [...modules, ...parts]) {
    const { bytes, gzipped } = sizes(file);
    const most = BYTES_MAX[file] === undefined ? '' : `  (at most ${BYTES_MAX[file]})`;
    console.log(`${String(bytes).padStart(8)} bytes, ${String(gzipped).padStart(7)} gzipped  ${file}${most}`);
  }
}
