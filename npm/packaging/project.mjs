// An empty project into which packed packages are installed, as somebody would.
// What must then work is told in the tests.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The checkout, whose development tools the projects are built with. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A program may take so long on a busy machine. */
const RUN_LIMIT_MS = 180_000;

const BUFFER_BYTES_MAX = 64 * 1024 * 1024;

/** A folder of its own, with a manifest and nothing else. */
export class Project {
  constructor(manifest = {}) {
    this.folder = mkdtempSync(join(tmpdir(), 'cxtone-project-'));
    this.write('package.json', JSON.stringify({ name: 'project', private: true, ...manifest }));
  }

  /** A project with these tarballs installed. */
  static async with(tarballs, manifest) {
    const project = new Project(manifest);
    await project.run('npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs);
    return project;
  }

  path(name) {
    return join(this.folder, name);
  }

  write(name, text) {
    writeFileSync(this.path(name), text);
  }

  /** Runs a program in the folder; what it printed. Rejects with its exit code in `code`. */
  async run(program, ...words) {
    const shell = process.platform === 'win32';
    const options = { cwd: this.folder, timeout: RUN_LIMIT_MS, maxBuffer: BUFFER_BYTES_MAX, shell };
    const { stdout } = await run(program, words, options);
    return stdout;
  }

  /** Runs a tool of the checkout. */
  tool(name, ...words) {
    return this.run(join(ROOT, 'node_modules/.bin', name), ...words);
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
