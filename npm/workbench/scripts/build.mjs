// Builds the workbench into static files: one page, its style, and scripts in parts that are fetched when needed.
// Serving them is left to `serve.mjs` or to any static host.

import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { HEADERS, POLICY } from './policy.mjs';

const PACKAGE = fileURLToPath(new URL('..', import.meta.url));
const SOURCE = join(PACKAGE, 'src');

/** Where the page is built to. */
export const SITE = join(PACKAGE, 'dist');

/** Where the package's WebAssembly is built to. */
const PACKAGED = join(PACKAGE, '../cxtone/dist');

/** The package's modules: as files of their own they are compressed better than within scripts. */
const MODULES = ['validator.wasm', 'request.wasm', 'dsp.wasm', 'wav.wasm', 'flow.wasm'];

/** What is sent compressed. */
const COMPRESSED = /\.(js|css|html|wasm)$/;

/** How everything is bundled. */
const COMMON = {
  absWorkingDir: PACKAGE,
  outdir: SITE,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  legalComments: 'none',
  logLevel: 'warning',
};

rmSync(SITE, { recursive: true, force: true });
prepare();
await bundle();
await worklets();
MODULES.forEach((name) => copyFileSync(join(PACKAGED, name), join(SITE, name)));
writeFileSync(join(SITE, 'index.html'), page());
writeFileSync(join(SITE, '_headers'), hostHeaders());
readdirSync(SITE)
  .filter((name) => COMPRESSED.test(name))
  .forEach(compress);

/** Builds the package's WebAssembly where that has not been done yet. */
function prepare() {
  if (!MODULES.every((name) => existsSync(join(PACKAGED, name)))) {
    execFileSync('cargo', ['xtask', 'wasm'], { cwd: PACKAGE, stdio: 'inherit' });
  }
}

async function bundle() {
  await build({
    ...COMMON,
    entryPoints: {
      main: 'src/main.ts',
      page: 'style/page.css',
      ear: 'src/listen/ear/worker.ts',
    },
    splitting: true,
    chunkNames: 'part-[name]-[hash]',
    loader: { '.yaml': 'text' },
  });
}

/** What runs in the audio thread, where not every browser lets one script fetch another. */
async function worklets() {
  await build({
    ...COMMON,
    entryPoints: { recorder: 'src/listen/microphone/recorder.ts', processor: 'cxtone/worklet-processor' },
  });
}

/** The page with each tab's markup, which lies beside the tab's code, in its place. Nobody reads how it is indented. */
function page() {
  const whole = readFileSync(join(SOURCE, 'index.html'), 'utf8');
  const filled = whole.replace(/^ *<!-- put (\S+) here -->$/gm, (_, name) =>
    readFileSync(join(SOURCE, name), 'utf8').trimEnd(),
  );
  return filled.replace('{{policy}}', POLICY).replace(/^ +/gm, '');
}

/** The headers in the form that several static hosts read. */
function hostHeaders() {
  const lines = Object.entries(HEADERS).map(([name, value]) => `  ${name}: ${value}`);
  return `/*\n${lines.join('\n')}\n`;
}

/** Beside each file its compressed forms, which servers send to whoever reads them. */
function compress(name) {
  const bytes = readFileSync(join(SITE, name));
  writeFileSync(join(SITE, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  writeFileSync(join(SITE, `${name}.br`), brotliCompressSync(bytes, { params }));
}
