// What an installation of `cxtone` puts on a disk: packages, install scripts, bytes. The library is the one that
// `npm run build` made last.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Project } from '../../npm/packaging/project.mjs';
import { thisPlatform } from '../../scripts/platforms.mjs';
import { pack } from '../../scripts/pack.mjs';

const SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare'];

const out = mkdtempSync(join(tmpdir(), 'cxtone-tarballs-'));
const { main, native } = pack(out, thisPlatform(), ['main', 'native']);
const project = await Project.with([main.path, native.path]);
try {
  console.log('| package | runtime dependencies | install scripts | MB |\n|---|---:|---:|---:|');
  const packages = ['cxtone', ...inside('@cxtone')].map((name) => [name, project.path(join('node_modules', name))]);
  for (const [name, folder] of packages) {
    const { dependencies = {}, scripts = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const run = SCRIPTS.filter((script) => script in scripts);
    console.log(`| ${name} | ${Object.keys(dependencies).length} | ${run.length} | ${megabytes(sizeOf(folder))} |`);
  }
  const whole = packages.reduce((total, [, folder]) => total + sizeOf(folder), 0);
  console.log(`| both | | | ${megabytes(whole)} |`);
} finally {
  project.remove();
  rmSync(out, { recursive: true });
}

function inside(scope) {
  return readdirSync(project.path(join('node_modules', scope))).map((name) => `${scope}/${name}`);
}

function sizeOf(path) {
  const stats = statSync(path);
  return stats.isDirectory()
    ? readdirSync(path).reduce((total, name) => total + sizeOf(join(path, name)), 0)
    : stats.size;
}

function megabytes(bytes) {
  return (bytes / 1e6).toFixed(2);
}
