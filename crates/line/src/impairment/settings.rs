//! Which impairments a line has, their defaults and their ranges.
//! What each does to samples is in the file named after it.

use core::fmt;

use cxtone_dtmf::SampleRate;

use super::echo::{ECHO_SAMPLES_MAX, delay_samples};

/// The greatest gain or loss in dB.
pub const GAIN_DB_MAX: f32 = 100.0;

/// The greatest twist in dB, either way.
pub const TWIST_DB_MAX: f32 = 40.0;

/// The softest noise in dBm0; below it is silence for all that follows.
pub const NOISE_DBM0_MIN: f32 = -140.0;

/// The loudest noise in dBm0.
pub const NOISE_DBM0_MAX: f32 = 10.0;

/// How long a lost packet leaves the line silent: what most RTP packets carry.
pub const DROPOUT_FRAME_MS: u32 = 20;

/// What a line does to sound. The default does nothing but clip at full scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Impairments {
    /// Gain of everything, in dB; 0 by default, within ±[`GAIN_DB_MAX`].
    pub gain_db: f32,
    /// High group against low group, in dB; 0 by default, within ±[`TWIST_DB_MAX`]. The group
    /// that is to be the softer one is attenuated, the other is left as it is.
    pub twist_db: f32,
    /// Power of white noise between 0 and 4 kHz in dBm0; none by default. Its density is the same
    /// at every sample rate.
    pub noise_dbm0: Option<f32>,
    /// One echo; none by default.
    pub echo: Option<Echo>,
    /// Lost packets; none by default.
    pub dropouts: Option<Dropouts>,
    /// Where samples are clipped, in dB against full scale; 0 by default, −[`GAIN_DB_MAX`] to 0.
    pub clip_dbfs: f32,
    /// What noise and dropouts are drawn from; 0 by default. The same seed gives the same samples.
    pub seed: u64,
}

/// A copy of the sound that comes later.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Echo {
    /// How much later, in ms: at least one sample, at most [`ECHO_SAMPLES_MAX`] of them.
    pub delay_ms: f32,
    /// The echo against the sound itself, in dB; −[`GAIN_DB_MAX`] to 0.
    pub level_db: f32,
}

/// Frames of [`DROPOUT_FRAME_MS`] that come out silent, each lost on its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dropouts {
    /// How likely a frame is lost, 0 to 1.
    pub probability: f32,
}

impl Default for Impairments {
    fn default() -> Self {
        Self {
            gain_db: 0.0,
            twist_db: 0.0,
            noise_dbm0: None,
            echo: None,
            dropouts: None,
            clip_dbfs: 0.0,
            seed: 0,
        }
    }
}

impl Impairments {
    /// Checks every value against its range; NaN is in none.
    ///
    /// # Errors
    ///
    /// [`ImpairmentError`] for the first value that is out of range at this rate.
    pub fn check(&self, rate: SampleRate) -> Result<(), ImpairmentError> {
        within("gain_db", self.gain_db, -GAIN_DB_MAX, GAIN_DB_MAX)?;
        within("twist_db", self.twist_db, -TWIST_DB_MAX, TWIST_DB_MAX)?;
        within("clip_dbfs", self.clip_dbfs, -GAIN_DB_MAX, 0.0)?;
        if let Some(noise_dbm0) = self.noise_dbm0 {
            within("noise_dbm0", noise_dbm0, NOISE_DBM0_MIN, NOISE_DBM0_MAX)?;
        }
        if let Some(Dropouts { probability }) = self.dropouts {
            within("dropouts.probability", probability, 0.0, 1.0)?;
        }
        self.echo.map_or(Ok(()), |echo| echo.check(rate))
    }
}

impl Echo {
    fn check(&self, rate: SampleRate) -> Result<(), ImpairmentError> {
        within("echo.level_db", self.level_db, -GAIN_DB_MAX, 0.0)?;
        if delay_samples(self.delay_ms, rate).is_some() {
            return Ok(());
        }
        Err(ImpairmentError::EchoDelay {
            delay_ms: self.delay_ms,
            rate,
        })
    }
}

/// Which value of [`Impairments`] is out of range.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum ImpairmentError {
    /// A value is not a number or outside its range.
    OutOfRange {
        /// The field.
        field: &'static str,
        /// What was asked for.
        value: f32,
        /// The least that is allowed.
        min: f32,
        /// The most that is allowed.
        max: f32,
    },
    /// The echo's delay is less than a sample or does not fit the fixed buffer at this rate.
    EchoDelay {
        /// What was asked for.
        delay_ms: f32,
        /// The line's rate.
        rate: SampleRate,
    },
}

impl fmt::Display for ImpairmentError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfRange {
                field,
                value,
                min,
                max,
            } => write!(
                formatter,
                "{field} of {value} is out of range; use {min} to {max}"
            ),
            Self::EchoDelay { delay_ms, rate } => write!(
                formatter,
                "echo.delay_ms of {delay_ms} is out of range; use 1 to {ECHO_SAMPLES_MAX} samples, which at {} Hz is up to {} ms",
                rate.hz(),
                ECHO_SAMPLES_MAX as u64 * 1_000 / u64::from(rate.hz()),
            ),
        }
    }
}

impl core::error::Error for ImpairmentError {}

fn within(field: &'static str, value: f32, min: f32, max: f32) -> Result<(), ImpairmentError> {
    if (min..=max).contains(&value) {
        return Ok(());
    }
    Err(ImpairmentError::OutOfRange {
        field,
        value,
        min,
        max,
    })
}
