//! The `fmt ` chunk: rate, channels and how samples are stored.
//! Where the chunk stands in the file is the header's business.

use super::{WavError, WavErrorKind};
use crate::encoding::SampleFormat;

/// The most channels that are read or written.
pub const CHANNELS_MAX: u16 = 64;

/// The lowest sample rate that is read, in Hz.
pub const RATE_HZ_MIN: u32 = 1_000;

/// The highest sample rate that is read, in Hz.
pub const RATE_HZ_MAX: u32 = 768_000;

/// Format tags (RFC 2361).
pub(super) const TAG_PCM: u16 = 1;
pub(super) const TAG_FLOAT: u16 = 3;
pub(super) const TAG_ALAW: u16 = 6;
pub(super) const TAG_MULAW: u16 = 7;
pub(super) const TAG_EXTENSIBLE: u16 = 0xfffe;

/// Bytes of the chunk that mean something: all of `WAVEFORMATEXTENSIBLE`.
pub(super) const FORMAT_LEN_MAX: usize = 40;

/// Bytes that every chunk has.
const FORMAT_LEN_MIN: usize = 16;

/// What follows the tag in the identifier of a sub-format that is a plain tag.
const SUB_FORMAT_TAIL: [u8; 14] = [0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113];

/// What is known of a stream of samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Format {
    pub(crate) sample_rate_hz: u32,
    pub(crate) channels: u16,
    pub(crate) samples: SampleFormat,
}

impl Format {
    /// Checks rate and channels against their ranges.
    pub(crate) fn new(
        sample_rate_hz: u32,
        channels: u16,
        samples: SampleFormat,
    ) -> Result<Self, WavError> {
        if !(1..=CHANNELS_MAX).contains(&channels) {
            return Err(WavErrorKind::Channels { found: channels }.into());
        }
        if !(RATE_HZ_MIN..=RATE_HZ_MAX).contains(&sample_rate_hz) {
            let found = sample_rate_hz;
            return Err(WavErrorKind::Rate { found }.into());
        }
        Ok(Self {
            sample_rate_hz,
            channels,
            samples,
        })
    }

    /// Reads the chunk's first [`FORMAT_LEN_MAX`] bytes, or fewer where it is shorter.
    pub(super) fn parse(chunk: &[u8]) -> Result<Self, WavError> {
        if chunk.len() < FORMAT_LEN_MIN {
            return Err(WavErrorKind::NoFormat.into());
        }
        let tag = tag(chunk)?;
        let bits = u16_at(chunk, 14);
        let samples = sample_format(tag, bits).ok_or(WavErrorKind::Unsupported { tag, bits })?;
        let format = Self::new(u32_at(chunk, 4), u16_at(chunk, 2), samples)?;
        let (expected, found) = (format.frame_len(), u16_at(chunk, 12));
        if usize::from(found) == expected {
            Ok(format)
        } else {
            Err(WavErrorKind::FrameSize { expected, found }.into())
        }
    }

    /// Bytes of one sample of every channel.
    pub(crate) fn frame_len(self) -> usize {
        usize::from(self.channels) * self.samples.sample_len()
    }
}

/// The tag, or that of the sub-format where the tag points there.
fn tag(chunk: &[u8]) -> Result<u16, WavError> {
    let tag = u16_at(chunk, 0);
    if tag != TAG_EXTENSIBLE {
        return Ok(tag);
    }
    match chunk.get(26..FORMAT_LEN_MAX) {
        Some(tail) if tail == SUB_FORMAT_TAIL => Ok(u16_at(chunk, 24)),
        Some(_) => Err(WavErrorKind::Unsupported {
            tag,
            bits: u16_at(chunk, 14),
        }
        .into()),
        None => Err(WavErrorKind::NoFormat.into()),
    }
}

/// Whole numbers of odd sizes fill whole bytes from the top, so they read as the next size up.
fn sample_format(tag: u16, bits: u16) -> Option<SampleFormat> {
    match (tag, bits) {
        (TAG_PCM, 1..=8) => Some(SampleFormat::Pcm8),
        (TAG_PCM, 9..=16) => Some(SampleFormat::Pcm16),
        (TAG_PCM, 17..=24) => Some(SampleFormat::Pcm24),
        (TAG_PCM, 25..=32) => Some(SampleFormat::Pcm32),
        (TAG_FLOAT, 32) => Some(SampleFormat::F32),
        (TAG_FLOAT, 64) => Some(SampleFormat::F64),
        (TAG_MULAW, 8) => Some(SampleFormat::Mulaw),
        (TAG_ALAW, 8) => Some(SampleFormat::Alaw),
        _ => None,
    }
}

/// Missing bytes are zero; callers have checked the length.
fn u16_at(bytes: &[u8], at: usize) -> u16 {
    let byte = |index: usize| bytes.get(index).copied().unwrap_or(0);
    u16::from_le_bytes([byte(at), byte(at + 1)])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | (u32::from(u16_at(bytes, at + 2)) << 16)
}
