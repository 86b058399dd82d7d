//! Sound in memory, from WAV files and back to them.
//! Sound that is still coming in is `stream`'s business.

use core::fmt;
use std::{fs::File, io::Read, path::Path};

use cxtone_dtmf::SampleRate;

use crate::{
    encoding::Encoding,
    file::{WriteError, write_file},
    wav::{self, CHANNELS_MAX, WavError, WavErrorKind},
};

/// The longest file that is read into memory, in bytes: nine hours of 8 kHz PCM of 16 bits.
pub const FILE_LEN_MAX: u64 = 512 * 1024 * 1024;

/// One or more channels of the same length; samples have full scale at ±1.
///
/// `Debug` shows no samples: they may spell digits.
#[derive(Clone, PartialEq)]
pub struct Recording {
    sample_rate_hz: u32,
    channels: Vec<Vec<f32>>,
}

impl Recording {
    /// A recording of one channel.
    #[must_use]
    pub fn from_mono(rate: SampleRate, samples: Vec<f32>) -> Self {
        Self {
            sample_rate_hz: rate.hz(),
            channels: vec![samples],
        }
    }

    /// A recording of several channels.
    ///
    /// # Errors
    ///
    /// [`ChannelsError`] when there are none or too many, or their lengths differ.
    pub fn from_channels(rate: SampleRate, channels: Vec<Vec<f32>>) -> Result<Self, ChannelsError> {
        let count = channels.len();
        if count == 0 || count > usize::from(CHANNELS_MAX) {
            return Err(ChannelsError::Count { found: count });
        }
        if channels
            .iter()
            .any(|other| other.len() != channels[0].len())
        {
            return Err(ChannelsError::Lengths);
        }
        Ok(Self {
            sample_rate_hz: rate.hz(),
            channels,
        })
    }

    /// Reads a WAV file.
    ///
    /// # Errors
    ///
    /// [`WavError`] with the path and what is wrong.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, WavError> {
        let path = path.as_ref();
        read_limited(path)
            .and_then(|bytes| Self::parse(&bytes))
            .map_err(|error| error.at(path))
    }

    /// Reads the bytes of a WAV file.
    ///
    /// Sizes that a streaming writer could not fill in are taken from what is there. A last
    /// frame that is not whole is left out.
    ///
    /// # Errors
    ///
    /// [`WavError`] tells what is wrong.
    pub fn parse(bytes: &[u8]) -> Result<Self, WavError> {
        let (format, channels) = wav::read(bytes)?;
        Ok(Self {
            sample_rate_hz: format.sample_rate_hz,
            channels,
        })
    }

    /// The bytes of a WAV file. Samples beyond full scale are clipped unless written as `f32`.
    #[must_use]
    pub fn to_bytes(&self, encoding: Encoding) -> Vec<u8> {
        wav::write(self.sample_rate_hz, &self.channels, encoding)
    }

    /// Writes a WAV file, whole or not at all, as [`write_file`] does.
    ///
    /// # Errors
    ///
    /// [`WriteError`] names the path and what is wrong.
    pub fn write(&self, path: impl AsRef<Path>, encoding: Encoding) -> Result<(), WriteError> {
        write_file(path.as_ref(), &self.to_bytes(encoding))
    }

    /// Samples a second; a file may have a rate that [`SampleRate`] does not take.
    #[must_use]
    pub fn sample_rate_hz(&self) -> u32 {
        self.sample_rate_hz
    }

    /// The channels, at least one, all of the same length.
    #[must_use]
    pub fn channels(&self) -> &[Vec<f32>] {
        &self.channels
    }

    /// The same, for whoever needs nothing else of it.
    #[must_use]
    pub fn into_channels(self) -> Vec<Vec<f32>> {
        self.channels
    }

    /// How many samples each channel has.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.channels.first().map_or(0, Vec::len)
    }

    /// How long it lasts.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        reason = "exact for the first 285 000 years"
    )]
    pub fn duration_s(&self) -> f64 {
        self.frames() as f64 / f64::from(self.sample_rate_hz)
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Recording")
            .field("sample_rate_hz", &self.sample_rate_hz)
            .field("channels", &self.channels.len())
            .field("frames", &self.frames())
            .finish()
    }
}

/// Why some channels are no recording.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChannelsError {
    /// There are none, or more than [`CHANNELS_MAX`].
    #[error("{found} channels are no recording; use 1 to {CHANNELS_MAX}")]
    Count {
        /// How many there are.
        found: usize,
    },
    /// They are not all of the same length.
    #[error("the channels differ in length; pad the shorter ones with silence")]
    Lengths,
}

/// The whole file, as it is on disk and not as any header claims it to be.
fn read_limited(path: &Path) -> Result<Vec<u8>, WavError> {
    let file = File::open(path)?;
    let too_long = || {
        WavError::from(WavErrorKind::TooLong {
            limit: FILE_LEN_MAX,
        })
    };
    if file.metadata()?.len() > FILE_LEN_MAX {
        return Err(too_long());
    }
    let mut bytes = Vec::new();
    file.take(FILE_LEN_MAX + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_LEN_MAX {
        return Err(too_long());
    }
    Ok(bytes)
}
