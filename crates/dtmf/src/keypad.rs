//! The one keypad table: which key is where, and the frequencies of rows and columns (ITU-T Q.23).

/// Rows of the keypad; each has a low tone.
pub const ROWS: usize = 4;

/// Columns of the keypad; each has a high tone.
pub const COLUMNS: usize = 4;

/// Low tones in Hz, top row first (ITU-T Q.23).
pub const ROW_HZ: [f32; ROWS] = [697.0, 770.0, 852.0, 941.0];

/// High tones in Hz, left column first (ITU-T Q.23).
pub const COLUMN_HZ: [f32; COLUMNS] = [1209.0, 1336.0, 1477.0, 1633.0];

/// The keys as ASCII, row by row.
pub const LAYOUT: [[u8; COLUMNS]; ROWS] = [*b"123A", *b"456B", *b"789C", *b"*0#D"];
