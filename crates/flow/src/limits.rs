//! The bounds of a flow file and of everything in it.
//! Which of them a flow declares for itself is written in the flow.

/// Bytes of a flow file.
pub const FILE_BYTES_MAX: usize = 256 * 1024;

/// Characters of a name.
pub const NAME_CHARACTERS_MAX: usize = 64;

/// Characters of a prompt's address, of a transfer's target and of a variable's value.
pub const TEXT_CHARACTERS_MAX: usize = 2_048;

/// Steps of a flow, and prompts of a flow.
pub const ENTRIES_MAX: usize = 1_000;

/// Milliseconds of any timer: ten minutes.
pub const TIMER_MS_MAX: u32 = 600_000;

/// Milliseconds that a call may declare for itself: four hours.
pub const CALL_MS_MAX: u32 = 4 * 3_600_000;

/// Steps that one call may declare to enter.
pub const VISITS_MAX: u16 = 10_000;

/// Failures of one kind before a collection gives up.
pub const FAILURES_MAX: u8 = 10;

/// Digits pressed ahead that are kept; those after them are lost, as on a keypad's buffer.
pub const TYPE_AHEAD_DIGITS_MAX: usize = 32;
