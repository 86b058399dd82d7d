// Builds the npm package: the native library, then the facade as one file; with `--facade`, that file alone.
// Packing and publishing are left to the release.

import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FACADE = join(ROOT, 'npm/cxtone');

/** Cargo's profile: `node` for what is shipped, `dev` for a quick build with the tests' exports. */
const PROFILE = process.env.CXTONE_PROFILE ?? 'node';

/** The library's name in cargo's target folder, by operating system. */
const LIBRARIES = {
  darwin: 'libcxtone_node.dylib',
  linux: 'libcxtone_node.so',
  win32: 'cxtone_node.dll',
};

if (!process.argv.includes('--facade')) {
  buildNative();
}
await buildFacade();

function buildNative() {
  const features = PROFILE === 'dev' ? ['--features', 'provoke'] : [];
  const cargo = ['build', '-p', 'cxtone-node', '--profile', PROFILE, ...features];
  execFileSync('cargo', cargo, { cwd: ROOT, stdio: 'inherit' });
  const folder = PROFILE === 'dev' ? 'debug' : PROFILE;
  place(join(targetFolder(), folder, LIBRARIES[process.platform]));
}

function targetFolder() {
  const metadata = ['metadata', '--format-version', '1', '--no-deps'];
  const options = { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 };
  return JSON.parse(execFileSync('cargo', metadata, options)).target_directory;
}

/** Puts the library beside the manifest of its platform; one that is in use is replaced, not changed. */
function place(library) {
  const folder = join(ROOT, 'npm/platforms', platform());
  mkdirSync(folder, { recursive: true });
  const fresh = join(folder, 'cxtone.node.new');
  copyFileSync(library, fresh);
  renameSync(fresh, join(folder, 'cxtone.node'));
}

/** What this machine builds for. It is told apart by how Node itself was built, which is right where both run. */
function platform() {
  const { platform, arch } = process;
  const glibc = process.report.getReport().header.glibcVersionRuntime;
  const suffix = { linux: glibc ? '-gnu' : '-musl', win32: '-msvc' }[platform] ?? '';
  return `${platform}-${arch}${suffix}`;
}

/** One CommonJS file, quick to load, and a module that gives its names: so both hold the same classes. */
async function buildFacade() {
  const common = {
    entryPoints: [join(FACADE, 'src/index.ts')],
    bundle: true,
    platform: 'node',
    target: 'node18',
    keepNames: true,
    logLevel: 'warning',
  };
  await build({ ...common, format: 'cjs', outfile: join(FACADE, 'dist/index.cjs') });
  const asModule = await build({ ...common, format: 'esm', write: false, metafile: true, outdir: 'dist' });
  const [output] = Object.values(asModule.metafile.outputs);
  writeFileSync(join(FACADE, 'dist/index.mjs'), moduleText(output.exports));
}

function moduleText(names) {
  const list = [...names].sort().map((name) => `  ${name},\n`).join('');
  return `export {\n${list}} from './index.cjs';\n`;
}
