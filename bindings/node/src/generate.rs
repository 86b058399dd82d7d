//! Digits to samples, for JavaScript.
//! The tones are `dtmf`'s, their 16 bits `line`'s. Samples are copied into memory that JavaScript's
//! collector owns: memory that is lent to it comes back only between its turns, so that a loop which
//! makes tones and never waits would keep all of them.

use cxtone_audio::tones;
use cxtone_dtmf::{Digits, Tone};
use cxtone_line::pcm16;
use napi::{
    Env, Result,
    bindgen_prelude::{Float32ArraySlice, Int16ArraySlice},
};
use napi_derive::napi;

use crate::{
    detector::{sample_rate, whole},
    refused::wrong,
};

/// What tones sound like. What is not given is as in `dtmf`.
#[napi(object, object_to_js = false)]
pub struct ToneOptions {
    /// Samples a second.
    pub sample_rate: f64,
    /// Length of each tone.
    pub tone_ms: Option<f64>,
    /// Length of the silence after each tone.
    pub gap_ms: Option<f64>,
    /// Level of the stronger tone.
    pub level_dbm0: Option<f64>,
    /// Level of the high tone less that of the low tone.
    pub twist_db: Option<f64>,
}

/// The digits as samples, full scale = 1.
///
/// # Errors
///
/// The digits are none, or an option cannot be used.
#[napi(catch_unwind)]
pub fn generate_float<'env>(
    env: &'env Env,
    digits: String,
    options: ToneOptions,
) -> Result<Float32ArraySlice<'env>> {
    Float32ArraySlice::copy_from(env, samples(&digits, &options)?)
}

/// The digits as samples of 16 bits.
///
/// # Errors
///
/// The digits are none, or an option cannot be used.
#[napi(catch_unwind)]
pub fn generate_int16<'env>(
    env: &'env Env,
    digits: String,
    options: ToneOptions,
) -> Result<Int16ArraySlice<'env>> {
    let samples = samples(&digits, &options)?;
    let samples: Vec<i16> = samples.into_iter().map(pcm16::encode).collect();
    Int16ArraySlice::copy_from(env, samples)
}

/// What is no number that can be used is told first, as in browsers; then the arguments in their order.
fn samples(digits: &str, options: &ToneOptions) -> Result<Vec<f32>> {
    whole("sampleRate", options.sample_rate)?;
    let tone = options.tone()?;
    let digits = parsed(digits)?;
    let rate = sample_rate(options.sample_rate)?;
    tones(&digits, rate, tone).map_err(|error| wrong("tone", &error))
}

/// Digits of JavaScript; the error does not show them.
pub(crate) fn parsed(digits: &str) -> Result<Digits> {
    digits.parse().map_err(|error| wrong("digits", &error))
}

impl ToneOptions {
    fn tone(&self) -> Result<Tone> {
        let usual = Tone::default();
        let ms = |option, ms: Option<f64>, usual| ms.map_or(Ok(usual), |ms| whole(option, ms));
        Ok(Tone {
            tone_ms: ms("toneMs", self.tone_ms, usual.tone_ms)?,
            gap_ms: ms("gapMs", self.gap_ms, usual.gap_ms)?,
            level_dbm0: self.level_dbm0.map_or(usual.level_dbm0, narrow),
            twist_db: self.twist_db.map_or(usual.twist_db, narrow),
        })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "levels of more than seven digits mean nothing"
)]
fn narrow(value: f64) -> f32 {
    value as f32
}
