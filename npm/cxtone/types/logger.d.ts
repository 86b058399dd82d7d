/** Where messages go. */

/** What is asked of a logger: winston, pino and console have it. */
export interface Logger {
  /** Something went well. */
  info(...message: unknown[]): unknown;
  /** Something beside an injection went wrong. */
  warn(...message: unknown[]): unknown;
  /** An injection failed. */
  error(...message: unknown[]): unknown;
}
