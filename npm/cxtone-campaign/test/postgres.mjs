// A PostgreSQL of the tests' own: in a temporary folder, on a socket in it, by a user without privileges.
// The programs come from Debian's package `postgresql`.

import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The user that the system's package makes; a server does not run as root. */
const USER = 'postgres';

/** Where Debian keeps the programs, by version. */
const DEBIAN = '/usr/lib/postgresql';

// A developer's own server is none of the tests': server and clients take what is not given from here.
for (const name of Object.keys(process.env).filter((name) => name.startsWith('PG'))) {
  delete process.env[name];
}

const isRoot = process.getuid?.() === 0;

/** The newest version's programs. */
const programs = (existsSync(DEBIAN) ? readdirSync(DEBIAN) : [])
  .sort((one, other) => Number(other) - Number(one))
  .map((version) => join(DEBIAN, version, 'bin'))
  .find((folder) => existsSync(join(folder, 'initdb')));

/** Why there can be none here, where there can be none. */
export const absent = programs === undefined && `Debian's package postgresql is not installed`;

/** A running server; its database takes any password. */
export class Postgres {
  folder = mkdtempSync(join(tmpdir(), 'cxtone-postgres-'));

  constructor() {
    if (isRoot) {
      const [user, group] = ['-u', '-g'].map((which) => Number(execFileSync('id', [which, USER])));
      chownSync(this.folder, user, group);
    }
    const data = join(this.folder, 'data');
    const made = ['--auth=trust', '--username=cxtone', '--no-sync', '--encoding=UTF8', '--locale=C'];
    unprivileged('initdb', `--pgdata=${data}`, ...made);
    const settings = `-c listen_addresses= -c unix_socket_directories=${this.folder}`;
    unprivileged('pg_ctl', 'start', '--wait', `--pgdata=${data}`, `--log=${this.folder}/log`, `--options=${settings}`);
  }

  /** The address of a database, with a password in it. */
  store(password, database = 'postgres') {
    return `postgres://cxtone:${password}@localhost/${database}?host=${encodeURIComponent(this.folder)}`;
  }

  remove() {
    unprivileged('pg_ctl', 'stop', '--wait', '--mode=immediate', `--pgdata=${join(this.folder, 'data')}`);
    rmSync(this.folder, { recursive: true });
  }
}

/** Runs one of PostgreSQL's programs, as a user without privileges. */
function unprivileged(name, ...words) {
  const command = [join(programs, name), ...words];
  const [program, ...others] = isRoot
    ? ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--init-groups', ...command]
    : command;
  execFileSync(program, others, { cwd: '/', stdio: ['ignore', 'ignore', 'inherit'] });
}
