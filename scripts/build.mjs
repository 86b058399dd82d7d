// Builds the npm packages: the native library, then the facade and the package for campaigns as one file each, then
// what browsers load, which is the work of `cargo xtask wasm`; with `--facade` those files alone, with `--program` the
// program for the package `cxtone-cli`. With `--built` library and program are there already, as `cargo xtask` builds
// them in its own way: with all tests, or for a release with the library in the folder `CXTONE_LIBRARY`.
// Packing and publishing are left to the release.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { thisPlatform } from './platforms.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FACADE = join(ROOT, 'npm/cxtone');
const CAMPAIGN = join(ROOT, 'npm/cxtone-campaign');

/** Cargo's profile: `node` for what is shipped, `dev` for a quick build with the tests' exports. */
const PROFILE = process.env.CXTONE_PROFILE ?? 'node';

/** What cargo calls a library, by operating system. */
const LIBRARIES = {
  darwin: 'libcxtone_node.dylib',
  linux: 'libcxtone_node.so',
  win32: 'cxtone_node.dll',
};

const LIBRARY = LIBRARIES[process.platform];

const PROGRAM = process.platform === 'win32' ? 'cxtone.exe' : 'cxtone';

switch (process.argv[2]) {
  case '--facade':
    await bundleAll();
    break;
  case '--program':
    cargo('cxtone-cli');
    place(PROGRAM, PROGRAM);
    break;
  case '--built':
    place(PROGRAM, PROGRAM);
    place(LIBRARY, 'cxtone.node', process.env.CXTONE_LIBRARY);
    await bundleAll();
    break;
  default:
    cargo('cxtone-node', 'provoke');
    place(LIBRARY, 'cxtone.node');
    await bundleAll();
    execFileSync('cargo', ['xtask', 'wasm'], { cwd: ROOT, stdio: 'inherit' });
}

/** Builds a package; `feature` is for tests. */
function cargo(crate, feature) {
  const features = PROFILE === 'dev' && feature !== undefined ? ['--features', feature] : [];
  execFileSync('cargo', ['build', '-p', crate, '--profile', PROFILE, ...features], { cwd: ROOT, stdio: 'inherit' });
}

function targetFolder() {
  const metadata = ['metadata', '--format-version', '1', '--no-deps'];
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  return JSON.parse(execFileSync('cargo', metadata, options)).target_directory;
}

/** Puts what cargo made where packing and the loader find it; a file that is in use is replaced, not changed. */
function place(made, name, from = join(targetFolder(), PROFILE === 'dev' ? 'debug' : PROFILE)) {
  const folder = join(ROOT, 'npm/platforms', thisPlatform().name);
  mkdirSync(folder, { recursive: true });
  const fresh = join(folder, `${name}.new`);
  copyFileSync(join(from, made), fresh);
  renameSync(fresh, join(folder, name));
}

async function bundleAll() {
  await bundle(FACADE);
  await bundle(CAMPAIGN, ['cxtone-cli/programs.js']);
}

/** One CommonJS file, quick to load, and a module that gives its names: so both hold the same classes. */
async function bundle(folder, external = []) {
  const common = {
    entryPoints: [join(folder, 'src/index.ts')],
    bundle: true,
    external,
    platform: 'node',
    target: 'node18',
    keepNames: true,
    logLevel: 'warning',
  };
  await build({ ...common, format: 'cjs', outfile: join(folder, 'dist/index.cjs') });
  const asModule = await build({ ...common, format: 'esm', write: false, metafile: true, outdir: 'dist' });
  const [output] = Object.values(asModule.metafile.outputs);
  writeFileSync(join(folder, 'dist/index.mjs'), moduleText(output.exports));
}

function moduleText(names) {
  const list = [...names].sort().map((name) => `  ${name},\n`).join('');
  return `export {\n${list}} from './index.cjs';\n`;
}
