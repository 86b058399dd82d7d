//! How samples stand as bytes: what can be written and what can be read, and the conversions.
//! Headers around the bytes are left to `wav`.

use core::{fmt, str::FromStr};

use cxtone_line::{g711::Law, pcm16};

/// What a file can be written as, and how raw streams are read. All are little-endian.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Whole numbers of 16 bits: `pcm16`.
    #[default]
    Pcm16,
    /// Floating point of 32 bits, full scale at ±1: `f32`.
    F32,
    /// G.711 µ-law: `ulaw`.
    Mulaw,
    /// G.711 A-law: `alaw`.
    Alaw,
}

impl Encoding {
    /// Every encoding.
    pub const ALL: [Self; 4] = [Self::Pcm16, Self::F32, Self::Mulaw, Self::Alaw];

    /// `pcm16`, `f32`, `ulaw` or `alaw`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pcm16 => "pcm16",
            Self::F32 => "f32",
            Self::Mulaw => "ulaw",
            Self::Alaw => "alaw",
        }
    }

    /// Bytes that one sample takes.
    #[must_use]
    pub fn sample_len(self) -> usize {
        SampleFormat::from(self).sample_len()
    }

    /// Appends the samples of one channel that the bytes stand for, full scale at ±1. A last one that
    /// is not whole is left out.
    pub fn decode(self, bytes: &[u8], samples: &mut Vec<f32>) {
        let format = SampleFormat::from(self);
        format.decode_channel(bytes, format.sample_len(), 0, samples);
    }

    /// Appends a sample's bytes. What does not fit is clipped; what is no number is silence.
    pub(crate) fn append(self, sample: f32, bytes: &mut Vec<u8>) {
        match self {
            Self::Pcm16 => bytes.extend(pcm16::encode(sample).to_le_bytes()),
            Self::F32 => bytes.extend(finite(sample).to_le_bytes()),
            Self::Mulaw => bytes.push(Law::Mu.encode(pcm16::encode(sample))),
            Self::Alaw => bytes.push(Law::A.encode(pcm16::encode(sample))),
        }
    }
}

impl fmt::Display for Encoding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

impl FromStr for Encoding {
    type Err = ParseEncodingError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|encoding| encoding.name() == name)
            .ok_or_else(|| ParseEncodingError { name: name.into() })
    }
}

/// A name that is no [`Encoding`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is no encoding; use pcm16, f32, ulaw or alaw")]
pub struct ParseEncodingError {
    name: String,
}

/// What a file can be read from. All are little-endian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SampleFormat {
    /// Whole numbers of 8 bits, silence at 128.
    Pcm8,
    /// Whole numbers of 16 bits.
    Pcm16,
    /// Whole numbers of 24 bits.
    Pcm24,
    /// Whole numbers of 32 bits.
    Pcm32,
    /// Floating point of 32 bits.
    F32,
    /// Floating point of 64 bits.
    F64,
    /// G.711 µ-law.
    Mulaw,
    /// G.711 A-law.
    Alaw,
}

impl SampleFormat {
    /// Bytes that one sample takes.
    #[must_use]
    pub const fn sample_len(self) -> usize {
        match self {
            Self::Pcm8 | Self::Mulaw | Self::Alaw => 1,
            Self::Pcm16 => 2,
            Self::Pcm24 => 3,
            Self::Pcm32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// The bytes of a sample of silence.
    #[must_use]
    pub const fn silence(self) -> &'static [u8] {
        match self {
            Self::Pcm8 => &[128],
            Self::Mulaw => &[0xff],
            // A-law has no zero: this is its least positive value.
            Self::Alaw => &[0xd5],
            Self::Pcm16 => &[0; 2],
            Self::Pcm24 => &[0; 3],
            Self::Pcm32 | Self::F32 => &[0; 4],
            Self::F64 => &[0; 8],
        }
    }

    /// The sample that the bytes stand for, full scale at ±1; missing bytes are zero.
    ///
    /// Whole numbers of up to 24 bits and G.711 are exact. What is no number is silence.
    pub(crate) fn decode(self, bytes: &[u8]) -> f32 {
        match self {
            Self::Pcm8 => (f32::from(low_bytes::<1>(bytes)[0]) - 128.0) / 128.0,
            Self::Pcm16 => pcm16::decode(i16::from_le_bytes(low_bytes(bytes))),
            Self::Pcm24 => {
                let [low, middle, high] = low_bytes(bytes);
                from_pcm32(i32::from_le_bytes([0, low, middle, high]))
            }
            Self::Pcm32 => from_pcm32(i32::from_le_bytes(low_bytes(bytes))),
            Self::F32 => finite(f32::from_le_bytes(low_bytes(bytes))),
            Self::F64 => finite(narrowed(f64::from_le_bytes(low_bytes(bytes)))),
            Self::Mulaw => pcm16::decode(Law::Mu.decode(low_bytes::<1>(bytes)[0])),
            Self::Alaw => pcm16::decode(Law::A.decode(low_bytes::<1>(bytes)[0])),
        }
    }

    /// Appends one channel of interleaved frames. `at` is where its sample begins in a frame; a
    /// last frame that is not whole is left out.
    ///
    /// The format is looked at once and not for each sample, which makes it several times as fast.
    pub(crate) fn decode_channel(
        self,
        frames: &[u8],
        frame_len: usize,
        at: usize,
        samples: &mut Vec<f32>,
    ) {
        let whole = frames.chunks_exact(frame_len);
        let bytes = whole.filter_map(|frame| frame.get(at..at + self.sample_len()));
        match self {
            Self::Pcm8 => samples.extend(bytes.map(|bytes| Self::Pcm8.decode(bytes))),
            Self::Pcm16 => samples.extend(bytes.map(|bytes| Self::Pcm16.decode(bytes))),
            Self::Pcm24 => samples.extend(bytes.map(|bytes| Self::Pcm24.decode(bytes))),
            Self::Pcm32 => samples.extend(bytes.map(|bytes| Self::Pcm32.decode(bytes))),
            Self::F32 => samples.extend(bytes.map(|bytes| Self::F32.decode(bytes))),
            Self::F64 => samples.extend(bytes.map(|bytes| Self::F64.decode(bytes))),
            Self::Mulaw => samples.extend(bytes.map(|bytes| Self::Mulaw.decode(bytes))),
            Self::Alaw => samples.extend(bytes.map(|bytes| Self::Alaw.decode(bytes))),
        }
    }
}

impl From<Encoding> for SampleFormat {
    fn from(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Pcm16 => Self::Pcm16,
            Encoding::F32 => Self::F32,
            Encoding::Mulaw => Self::Mulaw,
            Encoding::Alaw => Self::Alaw,
        }
    }
}

/// Full scale of 32 bits.
const PCM32_SCALE: f32 = 2_147_483_648.0;

#[expect(
    clippy::cast_precision_loss,
    reason = "f32 holds 24 bits; the rest of 32 is below what it can tell apart"
)]
pub(crate) fn from_pcm32(sample: i32) -> f32 {
    sample as f32 / PCM32_SCALE
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "samples are f32 in the whole workspace"
)]
fn narrowed(sample: f64) -> f32 {
    sample as f32
}

pub(crate) fn finite(sample: f32) -> f32 {
    if sample.is_finite() { sample } else { 0.0 }
}

fn low_bytes<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut low = [0; N];
    for (place, byte) in low.iter_mut().zip(bytes) {
        *place = *byte;
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(format: SampleFormat, bytes: &[u8], expected: f32) {
        assert_eq!(format.sample_len(), bytes.len());
        assert_eq!(format.decode(bytes), expected, "{format:?} {bytes:?}");
    }

    #[test]
    fn full_scale_and_silence_have_their_bytes() {
        check(SampleFormat::Pcm8, &[128], 0.0);
        check(SampleFormat::Pcm8, &[0], -1.0);
        check(SampleFormat::Pcm16, &[0, 0x80], -1.0);
        check(SampleFormat::Pcm16, &[0, 0x40], 0.5);
        check(SampleFormat::Pcm24, &[0, 0, 0xc0], -0.5);
        check(SampleFormat::Pcm24, &[1, 0, 0], 2f32.powi(-23));
        check(SampleFormat::Pcm32, &[0, 0, 0, 0x80], -1.0);
        check(SampleFormat::F32, &0.25f32.to_le_bytes(), 0.25);
        check(SampleFormat::F32, &f32::NAN.to_le_bytes(), 0.0);
        check(SampleFormat::F64, &(-0.75f64).to_le_bytes(), -0.75);
        check(SampleFormat::F64, &f64::MAX.to_le_bytes(), 0.0);
        check(SampleFormat::Mulaw, &[0xff], 0.0);
        check(SampleFormat::Alaw, &[0xaa], 32_256.0 / 32_768.0);
    }

    #[test]
    fn silence_is_the_least_sample_and_as_long_as_any() {
        let formats = [
            SampleFormat::Pcm8,
            SampleFormat::Pcm16,
            SampleFormat::Pcm24,
            SampleFormat::Pcm32,
            SampleFormat::F32,
            SampleFormat::F64,
            SampleFormat::Mulaw,
            SampleFormat::Alaw,
        ];
        for format in formats {
            let least = if format == SampleFormat::Alaw {
                8.0 / 32_768.0
            } else {
                0.0
            };
            check(format, format.silence(), least);
        }
    }

    #[test]
    fn every_value_of_16_bits_survives() {
        for value in i16::MIN..=i16::MAX {
            let mut bytes = Vec::new();
            Encoding::Pcm16.append(pcm16::decode(value), &mut bytes);
            assert_eq!(bytes, value.to_le_bytes());
        }
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for encoding in Encoding::ALL {
            assert_eq!(encoding.to_string().parse(), Ok(encoding));
        }
        let error = "mp3"
            .parse::<Encoding>()
            .expect_err("not an encoding of ours");
        assert_eq!(
            error.to_string(),
            "\"mp3\" is no encoding; use pcm16, f32, ulaw or alaw"
        );
    }
}
