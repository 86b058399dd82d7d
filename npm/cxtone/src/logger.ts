// Where the source's messages go: a logger of the caller's, the default one, or nowhere.
// What may stand in an entry is decided where it is made: no digit, token or secret.

import type { Logger } from '../types/logger';

export type Level = 'info' | 'warn' | 'error';

/** JSON lines on standard output, as the source's winston writes them. */
const standardOutput: Logger = {
  info: (message, entry) => print('info', message, entry),
  warn: (message, entry) => print('warn', message, entry),
  error: (message, entry) => print('error', message, entry),
};

/** The logger to use: the one given, none for `null`, else the default. */
export function chosen(given: Logger | null | undefined): Logger | null {
  return given === undefined ? standardOutput : given;
}

/** Logs; a logger that throws changes nothing. */
export function log(logger: Logger | null, level: Level, message: string, entry?: object): void {
  if (logger === null) {
    return;
  }
  try {
    if (entry === undefined) {
      logger[level](message);
    } else if (takesEntryFirst(logger)) {
      logger[level](entry, message);
    } else {
      logger[level](message, entry);
    }
  } catch {
    // A log that cannot be written is no reason to fail what it is about.
  }
}

/** Pino takes what winston takes, the other way round. It is known by a method that winston lacks. */
function takesEntryFirst(logger: Logger): boolean {
  return 'bindings' in logger && typeof logger.bindings === 'function';
}

function print(level: Level, message: unknown, entry: unknown): void {
  const { timestamp: _, ...rest } = (entry ?? {}) as Record<string, unknown>;
  const timestamp = new Date().toISOString();
  process.stdout.write(`${JSON.stringify({ level, message, timestamp, ...rest })}\n`);
}
