//! Digits to samples, for JavaScript.
//! The tones are `dtmf`'s, their 16 bits `line`'s.

use cxtone_audio::tones;
use cxtone_dtmf::Tone;
use cxtone_line::pcm16;
use wasm_bindgen::prelude::*;

use crate::sound_options::{digits, sample_rate};

/// Digits as samples, full scale = 1; what is not given is as in `dtmf`.
///
/// # Errors
///
/// There are other characters, or a tone cannot be made as asked.
#[wasm_bindgen(js_name = generateFloat)]
pub fn generate_float(
    digits: &str,
    sample_rate_hz: u32,
    tone_ms: Option<u32>,
    gap_ms: Option<u32>,
    level_dbm0: Option<f32>,
    twist_db: Option<f32>,
) -> Result<Vec<f32>, String> {
    let usual = Tone::default();
    let tone = Tone {
        tone_ms: tone_ms.unwrap_or(usual.tone_ms),
        gap_ms: gap_ms.unwrap_or(usual.gap_ms),
        level_dbm0: level_dbm0.unwrap_or(usual.level_dbm0),
        twist_db: twist_db.unwrap_or(usual.twist_db),
    };
    samples(digits, sample_rate_hz, tone)
}

/// The same in samples of 16 bits.
///
/// # Errors
///
/// As [`generate_float`].
#[wasm_bindgen(js_name = generateInt16)]
pub fn generate_int16(
    digits: &str,
    sample_rate_hz: u32,
    tone_ms: Option<u32>,
    gap_ms: Option<u32>,
    level_dbm0: Option<f32>,
    twist_db: Option<f32>,
) -> Result<Vec<i16>, String> {
    let samples = generate_float(
        digits,
        sample_rate_hz,
        tone_ms,
        gap_ms,
        level_dbm0,
        twist_db,
    )?;
    Ok(samples.into_iter().map(pcm16::encode).collect())
}

fn samples(text: &str, sample_rate_hz: u32, tone: Tone) -> Result<Vec<f32>, String> {
    let digits = digits(text)?;
    let rate = sample_rate(sample_rate_hz)?;
    tones(&digits, rate, tone).map_err(|error| format!("tone: {error}"))
}
