//! The WAV format: ordinary files through `hound`, all others through our own code.
//! Turning single samples into bytes and back is left to `encoding`.

mod error;
mod format;
mod header;
mod ordinary;
mod writing;

use crate::encoding::Encoding;
use header::data_within;
use writing::own_bytes;

pub use error::{WavError, WavErrorKind};
pub use format::{CHANNELS_MAX, RATE_HZ_MAX, RATE_HZ_MIN};
pub use header::CHUNKS_MAX;

pub(crate) use format::Format;
pub(crate) use header::{FormatChunk, Header, data_in_file};
pub(crate) use writing::header_bytes;

/// Format and channels of a whole file: read by `hound` where it can, else by us.
///
/// A last frame that is not whole is left out.
pub(crate) fn read(bytes: &[u8]) -> Result<(Format, Vec<Vec<f32>>), WavError> {
    let mut rest = bytes;
    let header = Header::read(&mut rest)?;
    let data = data_within(&header, rest)?;
    let channels = ordinary::read(bytes, &header, data.len())
        .unwrap_or_else(|| own_channels(header.format, data));
    Ok((header.format, channels))
}

/// The bytes of a whole file: written by `hound` where it can, else by us.
pub(crate) fn write(sample_rate_hz: u32, channels: &[Vec<f32>], encoding: Encoding) -> Vec<u8> {
    ordinary::write(sample_rate_hz, channels, encoding)
        .unwrap_or_else(|| own_bytes(sample_rate_hz, channels, encoding))
}

fn own_channels(format: Format, data: &[u8]) -> Vec<Vec<f32>> {
    let sample_len = format.samples.sample_len();
    let whole_frames = data.chunks_exact(format.frame_len());
    (0..usize::from(format.channels))
        .map(|channel| {
            whole_frames
                .clone()
                .map(|frame| format.samples.decode(&frame[channel * sample_len..]))
                .collect()
        })
        .collect()
}
