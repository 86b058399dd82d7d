//! How well digits are recognised, for JavaScript.
//! Measuring and its shape are `hearing`'s.

use cxtone_hearing::{Measuring, ScoreReport};
use wasm_bindgen::prelude::*;

use crate::{
    sound_options::{digits, profile, sample_rate},
    told::told,
};

/// The score of one channel's samples against the expected digits; what is not given is as in `hearing`.
///
/// # Errors
///
/// There are other characters, too many digits, or an option cannot be used.
#[wasm_bindgen(js_name = scoreSamples)]
#[expect(
    clippy::too_many_arguments,
    reason = "an object of options would be asked for each of them across the border"
)]
pub fn score_samples(
    expected: &str,
    samples: &[f32],
    sample_rate_hz: u32,
    profile_name: Option<String>,
    tone_ms: Option<u32>,
    gap_ms: Option<u32>,
    tolerance_ms: Option<f64>,
    is_blind: bool,
) -> Result<JsValue, String> {
    let expected = digits(expected)?;
    let rate = sample_rate(sample_rate_hz)?;
    if tone_ms.is_some() != gap_ms.is_some() {
        return Err("toneMs: give both toneMs and gapMs, or neither".into());
    }
    let how = Measuring {
        profile: profile(profile_name.as_deref())?,
        timing_ms: tone_ms.zip(gap_ms),
        tolerance_ms: tolerance_ms.unwrap_or(Measuring::default().tolerance_ms),
        is_blind,
    };
    let measured = ScoreReport::measure(&expected, samples, rate, &how);
    told(&measured.map_err(|error| error.to_string())?)
}
