// The release, as far as it can be read: every platform is built, named and looked for in the same words.
// That the packages work is tested with the packages.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PLATFORMS } from '../../scripts/platforms.mjs';
import { ROOT } from './project.mjs';

const NAMES = PLATFORMS.map(({ name }) => name);

const read = (path) => readFileSync(join(ROOT, path), 'utf8');
const manifest = (folder) => JSON.parse(read(`${folder}/package.json`));

test('a platform is named by what it is', () => {
  for (const { name, os, cpu, libc } of PLATFORMS) {
    const suffix = { glibc: '-gnu', musl: '-musl' }[libc] ?? (os === 'win32' ? '-msvc' : '');
    assert.equal(name, `${os}-${cpu}${suffix}`);
  }
});

test('the release workflow builds each platform once', () => {
  const built = [...read('.github/workflows/release.yml').matchAll(/\{ platform: ([\w-]+),/g)];
  assert.deepEqual(built.map(([, name]) => name).sort(), NAMES);
});

test('one machine alone packs what is the same everywhere, and has a browser to try it in', () => {
  const workflow = read('.github/workflows/release.yml');
  const rows = [...workflow.matchAll(/\{ platform: ([\w-]+), runner: [\w.-]+(.*) \}/g)].filter(([row]) => !row.includes('musl'));
  const whole = rows.filter(([, , options]) => !options.includes('--platform-alone'));
  assert.deepEqual(whole.map(([, name, options]) => [name, options]), [
    ['linux-x64-gnu', ', chromium: /usr/bin/google-chrome'],
  ]);
  // Those of a row take its options; those for musl have theirs written out.
  const commands = [...workflow.matchAll(/cargo xtask release(?!`)(.*)/g)].map(([, options]) => options.trim());
  assert.deepEqual(commands, ['${{ matrix.options }}', "--platform-alone'"]);
});

test('the loader looks for each platform', () => {
  const named = [...read('npm/cxtone/src/platforms.ts').matchAll(/'((?:darwin|linux|win32)-\w+(?:-\w+)?)'(?!:)/g)];
  assert.deepEqual(named.map(([, name]) => name).sort(), NAMES);
});

test('all packages have the version, the licence and the repository of the workspace', () => {
  const [version, license] = ['version', 'license'].map((key) => new RegExp(`^${key} = "(.*)"$`, 'm').exec(read('Cargo.toml'))[1]);
  const { repository } = manifest('npm/cxtone');
  for (const folder of ['npm/cxtone', 'npm/cxtone-cli', 'npm/cxtone-campaign', 'npm/wasm']) {
    const described = manifest(folder);
    assert.deepEqual([described.version, described.license], [version, license], folder);
    assert.deepEqual(described.repository, { ...repository, directory: folder });
  }
  assert.equal(manifest('npm/cxtone-campaign').dependencies['cxtone-cli'], version);
});
