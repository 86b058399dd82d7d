// How large the modules and scripts for browsers are, as they are loaded: compressed.
// How large they may be is told here; that they are not larger is a test.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

const PACKAGE = fileURLToPath(new URL('../npm/cxtone', import.meta.url));
const DIST = join(PACKAGE, 'dist');

/**
 * The most bytes of each module with its bindings, after gzip. Wanted are 15 000 of the validator, 150 000 of `flow` and
 * 40 000 of `dsp`, which is not that small yet, and must not grow.
 */
const BYTES_MAX = {
  validator: 15_000,
  dsp: 74_000,
  wav: 22_200,
  flow: 150_000,
  request: 56_000,
};

/** How much larger they are with a ready-made standard library. */
const READY_MADE = 1.5;

/** The most bytes of a module with its bindings, after gzip. */
export function bytesMax(module) {
  const std = readFileSync(join(PACKAGE, 'glue/std.txt'), 'utf8');
  return std === 'ready-made' ? BYTES_MAX[module] * READY_MADE : BYTES_MAX[module];
}

/** The modules' names. */
export const MODULES = Object.keys(BYTES_MAX);

/** The bytes of a file of `dist`, as it is and after gzip. */
export function sizes(file) {
  const bytes = readFileSync(join(DIST, file));
  return { bytes: bytes.length, gzipped: gzipped(bytes) };
}

/** The bytes of a module and of its bindings, as a bundle has them, after gzip. */
export function loaded(module) {
  const { outputFiles } = buildSync({
    stdin: { contents: `export { ${module} } from './bindings';`, resolveDir: join(PACKAGE, 'src/browser'), loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  return sizes(`${module}.wasm`).gzipped + gzipped(outputFiles[0].contents);
}

function gzipped(bytes) {
  return gzipSync(bytes, { level: 9 }).length;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const row = (bytes, gzipped, what) => {
    console.log(`${String(bytes).padStart(8)} bytes, ${String(gzipped).padStart(7)} gzipped  ${what}`);
  };
  for (const module of MODULES) {
    row(sizes(`${module}.wasm`).bytes, loaded(module), `${module}.wasm with its bindings (at most ${bytesMax(module)})`);
  }
  for (const part of ['index', 'dsp', 'dsp_module', 'wav', 'flow', 'request', 'packed', 'worklet', 'slim']) {
    const file = `browser/${part}.mjs`;
    const { bytes, gzipped } = sizes(file);
    row(bytes, gzipped, file);
  }
}
