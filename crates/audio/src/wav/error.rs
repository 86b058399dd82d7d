//! Why something cannot be read as WAV, with the file's path where there is one.

use core::fmt;
use std::{
    io,
    path::{Path, PathBuf},
};

use super::{CHANNELS_MAX, CHUNKS_MAX, RATE_HZ_MAX, RATE_HZ_MIN};

/// Why something cannot be read as WAV.
#[derive(Debug)]
pub struct WavError {
    path: Option<PathBuf>,
    kind: WavErrorKind,
}

impl WavError {
    /// What is wrong.
    #[must_use]
    pub fn kind(&self) -> &WavErrorKind {
        &self.kind
    }

    /// The file, where a file was read.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    pub(crate) fn at(self, path: &Path) -> Self {
        Self {
            path: Some(path.to_owned()),
            ..self
        }
    }
}

impl From<WavErrorKind> for WavError {
    fn from(kind: WavErrorKind) -> Self {
        Self { path: None, kind }
    }
}

impl From<io::Error> for WavError {
    fn from(error: io::Error) -> Self {
        WavErrorKind::Io(error).into()
    }
}

impl fmt::Display for WavError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(formatter, "{}: ", path.display())?;
        }
        self.kind.fmt(formatter)
    }
}

impl core::error::Error for WavError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.kind {
            WavErrorKind::Io(error) => Some(error),
            _ => None,
        }
    }
}

/// What is wrong with what was to be read as WAV.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WavErrorKind {
    /// The operating system says no.
    #[error("cannot be read: {0}")]
    Io(io::Error),
    /// There is not a single byte.
    #[error("is empty; it should hold a WAV file")]
    Empty,
    /// It does not begin as WAV does.
    #[error("is no WAV file; convert it first, for instance with `ffmpeg -i FILE out.wav`")]
    NotWav,
    /// It ends before the samples begin.
    #[error("ends within the WAV header; it was probably cut off, so fetch it again")]
    HeaderCutOff,
    /// The header has more than [`CHUNKS_MAX`] chunks.
    #[error("has more than {CHUNKS_MAX} chunks before its samples; convert it first")]
    TooManyChunks,
    /// The samples come before their format, or there is no format.
    #[error("has no usable `fmt ` chunk before its samples; convert it first")]
    NoFormat,
    /// No channel, or more than [`CHANNELS_MAX`].
    #[error("claims {found} channels; 1 to {CHANNELS_MAX} can be read")]
    Channels {
        /// What the header says.
        found: u16,
    },
    /// A rate outside [`RATE_HZ_MIN`] to [`RATE_HZ_MAX`].
    #[error("claims a sample rate of {found} Hz; {RATE_HZ_MIN} to {RATE_HZ_MAX} Hz can be read")]
    Rate {
        /// What the header says.
        found: u32,
    },
    /// Samples of a kind that is not read.
    #[error(
        "has samples of format {tag:#06x} with {bits} bits; PCM of 8, 16, 24 or 32 bits, float \
         of 32 or 64 bits, u-law and A-law can be read, so convert it first"
    )]
    Unsupported {
        /// The format tag, of the sub-format where there is one.
        tag: u16,
        /// Bits a sample.
        bits: u16,
    },
    /// The header contradicts itself about a frame's size.
    #[error("claims frames of {found} bytes where its format makes {expected}; convert it first")]
    FrameSize {
        /// What the format makes.
        expected: usize,
        /// What the header says.
        found: u16,
    },
    /// There are fewer bytes of samples than the header says.
    #[error(
        "is cut off: {found} bytes of samples where its header says {expected}; fetch it again, \
         or read it as a stream to hear what is there"
    )]
    Truncated {
        /// What the header says.
        expected: u64,
        /// What there is.
        found: u64,
    },
    /// Longer than what is read into memory.
    #[error("is longer than {limit} bytes; split it, or read it as a stream")]
    TooLong {
        /// The limit in bytes.
        limit: u64,
    },
}
