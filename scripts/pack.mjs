// Packs what is published, into a folder of tarballs: the packages `cxtone`, `cxtone-cli`, `cxtone-campaign` and
// `@cxtone/wasm`, and for one platform the package of its library and that of its program. They are built before, by `build.mjs`.
//
//   node scripts/pack.mjs [--out DIR] [--platform NAME] [--platform-alone]

import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { PLATFORMS, platformNamed, thisPlatform } from './platforms.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Packages whose version, licence and repository the others have too. */
const MAIN = manifest('npm/cxtone');

/** What is published, each with what makes its folder. */
const PARTS = { main, native, cli, program, campaign, wasm };

/** Those that differ from one platform to another. */
const OF_PLATFORM = ['native', 'program'];

/** The module that stands in the package `cxtone` itself, and those that are files of `@cxtone/wasm` alone. */
const OWN_MODULE = 'validator.wasm';
const OTHER_MODULES = ['dsp.wasm', 'wav.wasm', 'flow.wasm', 'request.wasm'];

/** Packs everything, or the parts that are named; the tarballs' paths by what they hold. */
export function pack(out, platform = thisPlatform(), parts = Object.keys(PARTS)) {
  mkdirSync(out, { recursive: true });
  const stage = mkdtempSync(join(tmpdir(), 'cxtone-pack-'));
  try {
    const packed = parts.map((part) => [part, tarball(out, PARTS[part](join(stage, part), platform))]);
    return Object.fromEntries(packed);
  } finally {
    rmSync(stage, { recursive: true });
  }
}

function main(folder) {
  const isOurs = (path) => !path.includes('node_modules') && !OTHER_MODULES.includes(basename(path));
  cpSync(join(ROOT, 'npm/cxtone'), folder, { recursive: true, filter: isOurs });
  return written(folder, {
    ...MAIN,
    optionalDependencies: onEachPlatform('@cxtone/native'),
    peerDependencies: { '@cxtone/wasm': MAIN.version },
    peerDependenciesMeta: { '@cxtone/wasm': { optional: true } },
  });
}

function wasm(folder) {
  cpSync(join(ROOT, 'npm/wasm'), folder, { recursive: true });
  for (const module of [OWN_MODULE, ...OTHER_MODULES]) {
    put(folder, join(ROOT, 'npm/cxtone/dist', module), module, 'cargo xtask wasm');
  }
  return written(folder, manifest('npm/wasm'));
}

function cli(folder) {
  cpSync(join(ROOT, 'npm/cxtone-cli'), folder, { recursive: true });
  const described = manifest('npm/cxtone-cli');
  return written(folder, { ...described, optionalDependencies: onEachPlatform('@cxtone/cli') });
}

function campaign(folder) {
  cpSync(join(ROOT, 'npm/cxtone-campaign'), folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  return written(folder, manifest('npm/cxtone-campaign'));
}

function native(folder, platform) {
  const described = onePlatform(platform, '@cxtone/native', `The library of cxtone for ${platform.name}.`);
  const library = join(ROOT, 'npm/platforms', platform.name, 'cxtone.node');
  put(folder, library, 'cxtone.node', 'npm run build');
  return written(folder, { ...described, main: 'cxtone.node', files: ['cxtone.node'] });
}

function program(folder, platform) {
  const described = onePlatform(platform, '@cxtone/cli', `The program cxtone for ${platform.name}.`);
  const name = platform.os === 'win32' ? 'cxtone.exe' : 'cxtone';
  put(folder, join(ROOT, 'npm/platforms', platform.name, name), name, 'npm run build:program');
  return written(folder, { ...described, files: [name] });
}

/** What the packages of one platform have in common. */
function onePlatform({ name, os, cpu, libc }, prefix, description) {
  const { version, license, repository, engines } = MAIN;
  const only = { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc: [libc] }) };
  return { name: `${prefix}-${name}`, version, description, license, repository, engines, ...only };
}

function onEachPlatform(prefix) {
  return Object.fromEntries(PLATFORMS.map(({ name }) => [`${prefix}-${name}`, MAIN.version]));
}

function put(folder, from, name, made) {
  if (!existsSync(from)) {
    throw new Error(`${from} is missing: \`${made}\` makes it`);
  }
  mkdirSync(folder, { recursive: true });
  cpSync(from, join(folder, name));
}

/** Writes the manifest and the licences of a package that is ready otherwise. */
function written(folder, described) {
  const licences = ['LICENSE-APACHE', 'LICENSE-MIT'];
  for (const licence of licences) {
    cpSync(join(ROOT, licence), join(folder, licence));
  }
  const manifest = { ...described, files: [...described.files, ...licences] };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return folder;
}

function tarball(out, folder) {
  const options = { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], shell: process.platform === 'win32' };
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', resolve(out)], options);
  // npm 12 gives an object by package names, earlier ones a list.
  const [{ filename, unpackedSize }] = Object.values(JSON.parse(packed));
  return { path: join(resolve(out), filename), unpackedBytes: unpackedSize };
}

function manifest(folder) {
  return JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { out: { type: 'string' }, platform: { type: 'string' }, 'platform-alone': { type: 'boolean' } },
  });
  const platform = values.platform === undefined ? thisPlatform() : platformNamed(values.platform);
  const parts = values['platform-alone'] ? OF_PLATFORM : Object.keys(PARTS);
  for (const { path, unpackedBytes } of Object.values(pack(values.out ?? join(ROOT, 'target/npm'), platform, parts))) {
    console.log(`${(unpackedBytes / 1e6).toFixed(2)} MB unpacked  ${path}`);
  }
}
