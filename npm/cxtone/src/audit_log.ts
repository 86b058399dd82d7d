// The sealed log that an injector writes, and the file of its key.
// What stands in the log, and how it is sealed, is the native library's part.

import type { AuditConfig } from '../types/injector';
import { invalidOptions } from './failure';

/** The log and its key; where there is no key file yet, one is made, readable to the user alone. */
export function auditLog({ file, keyFile }: AuditConfig): { file: string; key: string } {
  if (typeof file !== 'string' || file === '') {
    throw invalidOptions('audit.file must be the path of the log');
  }
  const { readFileSync } = require('node:fs') as typeof import('node:fs');
  const path = keyFile ?? usualKeyFile();
  try {
    make(path);
    return { file, key: readFileSync(path, 'utf8').trim() };
  } catch (cause) {
    throw invalidOptions(`cannot read or make the audit key ${path}; name another audit.keyFile`, cause);
  }
}

/** The same file as the command line's, so that both write and check the same logs. */
function usualKeyFile(): string {
  const { join, isAbsolute } = require('node:path') as typeof import('node:path');
  const { homedir } = require('node:os') as typeof import('node:os');
  const { CXTONE_AUDIT_KEY_FILE, LOCALAPPDATA, XDG_STATE_HOME } = process.env;
  if (CXTONE_AUDIT_KEY_FILE) {
    return CXTONE_AUDIT_KEY_FILE;
  }
  const state = process.platform === 'win32' ? LOCALAPPDATA : XDG_STATE_HOME;
  const folder = state && isAbsolute(state) ? state : join(homedir(), '.local', 'state');
  return join(folder, 'cxtone', 'audit.key');
}

/** Makes a key where there is none yet. The link never replaces one that another process has made meanwhile. */
function make(path: string): void {
  const fs = require('node:fs') as typeof import('node:fs');
  const { dirname } = require('node:path') as typeof import('node:path');
  const { randomBytes } = require('node:crypto') as typeof import('node:crypto');
  if (fs.existsSync(path)) {
    return;
  }
  fs.mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.${randomBytes(8).toString('hex')}`;
  fs.writeFileSync(fresh, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flush: true });
  try {
    fs.linkSync(fresh, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  } finally {
    fs.unlinkSync(fresh);
  }
}
