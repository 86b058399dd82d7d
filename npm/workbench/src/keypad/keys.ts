// The keys of the keypad with their frequencies (ITU-T Q.23). That these are the package's own is tested.

/** A key. */
export interface Key {
  /** What is on it. */
  digit: string;
  /** Its row's frequency in Hz. */
  lowHz: number;
  /** Its column's frequency in Hz. */
  highHz: number;
}

/** The rows' frequencies in Hz, from the top. */
export const LOW_HZ = [697, 770, 852, 941] as const;

/** The columns' frequencies in Hz, from the left. */
export const HIGH_HZ = [1209, 1336, 1477, 1633] as const;

const ROWS = ['123A', '456B', '789C', '*0#D'];

/** The keys, row by row. */
export const KEYS: readonly Key[] = LOW_HZ.flatMap((lowHz, row) =>
  HIGH_HZ.map((highHz, column) => ({ digit: ROWS[row]?.[column] ?? '', lowHz, highHz })),
);
