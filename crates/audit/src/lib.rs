#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod broken;
mod chain;
mod digits_mac;
mod flow_command;
mod head;
mod history;
mod injection_id;
mod line;
mod record;
mod rotation;
#[cfg(test)]
mod sample;
mod seal;
mod series;
mod short_text;
mod timestamp;
mod verify;
mod walk;
mod wire;

pub use broken::{Broken, Why};
pub use chain::{Chain, Entry, Resumed, Rotated};
pub use digits_mac::{DigitsKey, DigitsMac};
pub use flow_command::{CommandObserved, CommandOutcome, FlowCommand};
pub use head::HEAD_BYTES_MAX;
pub use history::{HISTORY_INJECTIONS_MAX, History, LoggedInjection, LoggedRecord, Wanted};
pub use injection_id::{INJECTION_ID_CHARS_MAX, InjectionId, InvalidInjectionId};
pub use record::{
    Failure, HeardCounts, Intended, Observed, Outcome, Recognition, RecognitionSource, Record,
    Settlement, Stages, Subject,
};
pub use rotation::{Rotation, SEGMENT_BYTES_DEFAULT};
pub use seal::{InvalidKey, SEAL_BYTES, SealKey};
pub use series::Series;
pub use short_text::{SHORT_TEXT_CHARS_MAX, ShortText};
pub use timestamp::{InvalidTimestamp, Timestamp};
pub use verify::{Verified, verify};
pub use walk::LINE_BYTES_MAX;
