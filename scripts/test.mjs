// Runs the tests in folders, or in files that are named: Node 20 finds no files by a pattern, and not every shell does.
// What a file tests is told in it.
//
//   node scripts/test.mjs FOLDER|FILE…

import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const files = process.argv.slice(2).flatMap((path) => (statSync(path).isDirectory() ? within(path) : [path]));
const { status } = spawnSync(process.execPath, ['--test', '--test-reporter=spec', ...files], { stdio: 'inherit' });
process.exitCode = status ?? 1;

/** The tests of a folder itself: those of its folders are named apart. */
function within(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.test.mjs')).sort();
  if (names.length === 0) {
    throw new Error(`${folder} has no tests`);
  }
  return names.map((name) => join(folder, name));
}
