//! The WAV format: which chunks there are and what its header says.
//! Turning the bytes of samples into samples is left to `encoding`.

mod error;
mod format;
mod header;
mod writing;

pub use error::{WavError, WavErrorKind};
pub use format::{CHANNELS_MAX, RATE_HZ_MAX, RATE_HZ_MIN};
pub use header::CHUNKS_MAX;

pub(crate) use format::Format;
pub(crate) use header::{Header, data_within};
pub(crate) use writing::wav_bytes;
