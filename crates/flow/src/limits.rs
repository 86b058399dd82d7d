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

/// Milliseconds in which a session that ends may still give up the command in flight, and again
/// as many to unmask the recording.
pub const CLOSING_COMMAND_MS_MAX: u32 = 10_000;

/// Lines of a transcript, without its last one.
pub const TRANSCRIPT_LINES_MAX: usize = 100_000;

/// Bytes of a caller script.
pub const CALLER_BYTES_MAX: usize = 64 * 1024;

/// What a scripted caller does, one after the other.
pub const ACTS_MAX: usize = 1_000;

/// Prompts that a scripted caller counts; it waits for none after them.
pub const PROMPTS_COUNTED_MAX: u16 = 10_000;

/// Letters and digits of an address that are said where a prompt has no recording.
pub const SPOKEN_LETTERS_MAX: usize = 64;

/// Milliseconds of a key's tone, or of the gap after it.
pub const KEY_MS_MAX: u32 = 10_000;

/// Milliseconds after which a voicemail that recorded nothing but prompts hangs up.
pub const VOICEMAIL_MS: u32 = 30_000;

/// Bytes of a flow's test: room for the longest transcript of the longest names.
pub const TEST_BYTES_MAX: usize = 16 * 1024 * 1024;

/// Depth to which a flow file may nest; the format itself needs seven.
pub const DEPTH_MAX: usize = 32;

/// Mappings, lists and values of a flow file.
pub const NODES_MAX: usize = 100_000;

/// Most nodes of a test: a line of its transcript is one.
pub const TEST_NODES_MAX: usize = 250_000;

/// Nodes that all anchors and aliases (`*name`) of a flow file may stand for.
pub const ALIAS_NODES_MAX: usize = 100_000;

/// Findings that a check tells at once.
pub const FINDINGS_MAX: usize = 100;

/// Steps of a loop, or of a way to a step, that a finding names.
pub const WAY_STEPS_SHOWN_MAX: usize = 8;

/// Bytes of patterns that one check compares with the cases of branches; beyond that it does not
/// look for cases that no entry can equal.
pub const COMPARED_BYTES_MAX: usize = 5_000_000;
