// Builds the npm packages: the native library, then the facade and the package for campaigns as one file each; with
// `--facade` those files alone, with `--program` the program for the package `cxtone-cli`.
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

const PROGRAM = process.platform === 'win32' ? 'cxtone.exe' : 'cxtone';

const part = process.argv[2];
if (part === '--program') {
  cargo('cxtone-cli', PROGRAM, PROGRAM);
} else {
  if (part !== '--facade') {
    cargo('cxtone-node', LIBRARIES[process.platform], 'cxtone.node', 'provoke');
  }
  await bundle(FACADE);
  await bundle(CAMPAIGN, ['cxtone-cli/programs.js']);
}

/** Builds a package and puts what cargo made under another name; `feature` is for tests. */
function cargo(crate, made, name, feature) {
  const features = PROFILE === 'dev' && feature !== undefined ? ['--features', feature] : [];
  const build = ['build', '-p', crate, '--profile', PROFILE, ...features];
  execFileSync('cargo', build, { cwd: ROOT, stdio: 'inherit' });
  const folder = PROFILE === 'dev' ? 'debug' : PROFILE;
  place(join(targetFolder(), folder, made), name);
}

function targetFolder() {
  const metadata = ['metadata', '--format-version', '1', '--no-deps'];
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  return JSON.parse(execFileSync('cargo', metadata, options)).target_directory;
}

/** Puts a file where packing and the loader find it; one that is in use is replaced, not changed. */
function place(made, name) {
  const folder = join(ROOT, 'npm/platforms', thisPlatform().name);
  mkdirSync(folder, { recursive: true });
  const fresh = join(folder, `${name}.new`);
  copyFileSync(made, fresh);
  renameSync(fresh, join(folder, name));
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
