// Builds what browsers load: scripts around the modules that `cargo xtask wasm` has put into `dist`, and the bindings
// to them and the source's constants that it has put into `glue`.
// Building the modules themselves is left to it, as is checking how large they may be.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync } from 'node:zlib';
import { build } from 'esbuild';

const PACKAGE = fileURLToPath(new URL('../npm/cxtone', import.meta.url));
const SOURCE = join(PACKAGE, 'src/browser');
const DIST = join(PACKAGE, 'dist');

/** The parts that have a subpath, each with the module that it needs. */
const PARTS = { index: 'validator', dsp: 'dsp', wav: 'wav', flow: 'flow', request: 'request' };

/** Files that others share, so that what they define is there once: the error class, the modules of sound, unpacking. */
const SHARED = {
  error: /\/cxtone_error$/,
  wav: /^\.\/wav$/,
  dsp_module: /^\.\/dsp_module$/,
  packed: /^\.\/packed$/,
};

/** Modules that stand in their scripts as they are: to unpack one takes more code than it saves. */
const UNPACKED = ['validator'];

/** The source's constants, as JSON. */
const CXTONE_CONSTANTS = readFileSync(join(PACKAGE, 'glue/constants.json'), 'utf8');

/** Parts that are for browsers alone; Node loads them too. */
const ALONE = ['slim', 'worklet'];

/**
 * The oldest browsers that know what the scripts and the modules are made of: vectors and tables of references in
 * WebAssembly, private names.
 */
const TARGETS = ['chrome96', 'firefox90', 'safari16.4'];

mkdirSync(join(DIST, 'browser'), { recursive: true });
mkdirSync(join(DIST, 'workerd'), { recursive: true });
const processor = await script('worklet_processor', { format: 'iife', inject: [join(SOURCE, 'worklet_text.ts')] });
writeFileSync(join(DIST, 'browser/worklet-processor.js'), processor);
for (const [part, module] of Object.entries(PARTS)) {
  await bundle(part, `native_${module}`, 'browser', inlined);
  await bundle(part, `native_${module}`, 'workerd', imported);
}
for (const part of ALONE) {
  await bundle(part, 'native_slim', 'browser', inlined);
}
for (const part of ['error', 'dsp_module']) {
  await bundle(part, 'native_slim', 'browser', inlined);
  await bundle(part, 'native_slim', 'workerd', imported);
}
await bundle('packed', 'native_slim', 'browser', inlined);
await nodeSubpaths();

/** One part as a module for one kind of environment. */
async function bundle(part, native, folder, source) {
  for (const [format, extension] of [['esm', '.mjs'], ['cjs', '.cjs']]) {
    // Only what Node loads too is needed as CommonJS.
    if (format === 'esm' || ALONE.includes(part)) {
      const plugins = [shared(part, format), replaced(native), source(), processorText()];
      writeFileSync(join(DIST, folder, `${part}${extension}`), await script(part, { format, plugins }));
    }
  }
}

async function script(part, options) {
  const { outputFiles } = await build({
    entryPoints: [join(SOURCE, `${part}.ts`)],
    bundle: true,
    write: false,
    minify: true,
    keepNames: false,
    platform: 'browser',
    target: TARGETS,
    define: { CXTONE_CONSTANTS },
    logLevel: 'warning',
    ...options,
  });
  return outputFiles[0].text;
}

/**
 * What is shared stands in a module of its own beside the others. Parts that are alone share the error class, which
 * CommonJS cannot do with a module, and what they wait for.
 */
function shared(part, format) {
  const sharesAll = !ALONE.includes(part);
  return plugin('shared', (build) => {
    for (const [file, filter] of Object.entries(SHARED).filter(([file]) => file !== part)) {
      const isShared = sharesAll || (file === 'error' && format === 'esm');
      build.onResolve({ filter }, ({ kind }) => {
        return isShared || kind === 'dynamic-import' ? { path: `./${file}.mjs`, external: true } : undefined;
      });
    }
  });
}

/** The facade's `native` is the part's library. */
function replaced(native) {
  return plugin('native', (build) => {
    build.onResolve({ filter: /^\.\/native$/ }, () => ({ path: join(SOURCE, `${native}.ts`) }));
  });
}

/** Modules within the script. */
function inlined() {
  return virtual('cxtone-module', (name) => {
    const bytes = readFileSync(join(DIST, `${name}.wasm`));
    if (UNPACKED.includes(name)) {
      return `import { inlined } from './inlined';\nexport default inlined('${bytes.toString('base64')}');`;
    }
    const base64 = deflateRawSync(bytes, { level: 9 }).toString('base64');
    return `import { packed } from './packed';\nexport default packed('${base64}', ${bytes.length});`;
  });
}

/** Modules as files: where nothing may be compiled, they come compiled. The package has that of its main part itself. */
function imported() {
  return plugin('imported', (build) => {
    build.onResolve({ filter: /\.wasm$/ }, ({ path }) => ({ path, external: true }));
    virtual('cxtone-module', (name) => {
      const file = name === PARTS.index ? `../${name}.wasm` : `@cxtone/wasm/${name}.wasm`;
      return `import module from '${file}';\nexport default () => module;`;
    }).setup(build);
  });
}

function processorText() {
  return virtual('cxtone-text', () => `export default ${JSON.stringify(processor)};`);
}

/** Files that stand nowhere: `scheme:name`. */
function virtual(scheme, contents) {
  return plugin(scheme, (build) => {
    build.onResolve({ filter: new RegExp(`^${scheme}:`) }, ({ path }) => {
      return { path: path.split(':')[1], namespace: scheme };
    });
    build.onLoad({ filter: /.*/, namespace: scheme }, ({ path }) => {
      return { contents: contents(path), resolveDir: SOURCE, loader: 'js' };
    });
  });
}

function plugin(name, setup) {
  return { name, setup };
}

/** In Node the same subpaths lead to the native library: they name a part of what the whole facade exports. */
async function nodeSubpaths() {
  for (const part of ['dsp', 'flow', 'request']) {
    const source = readFileSync(join(SOURCE, `${part}.ts`), 'utf8');
    const names = [...source.matchAll(/export \{ (.*) \}/g)].flatMap(([, list]) => list.split(', '));
    const list = names.sort().join(', ');
    writeFileSync(join(DIST, `${part}.cjs`), `const { ${list} } = require('./index.cjs');\nmodule.exports = { ${list} };\n`);
    writeFileSync(join(DIST, `${part}.mjs`), `export { ${list} } from './index.cjs';\n`);
  }
}
