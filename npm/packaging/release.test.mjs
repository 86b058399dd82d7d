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

test('the loader looks for each platform', () => {
  const named = [...read('npm/cxtone/src/platforms.ts').matchAll(/'((?:darwin|linux|win32)-\w+(?:-\w+)?)'(?!:)/g)];
  assert.deepEqual(named.map(([, name]) => name).sort(), NAMES);
});

test('all packages have the version of the workspace', () => {
  const [, version] = /^version = "(.*)"$/m.exec(read('Cargo.toml'));
  for (const path of ['npm/cxtone/package.json', 'npm/cxtone-cli/package.json', 'npm/cxtone-campaign/package.json']) {
    assert.equal(JSON.parse(read(path)).version, version, path);
  }
  assert.equal(JSON.parse(read('npm/cxtone-campaign/package.json')).dependencies['cxtone-cli'], version);
});
