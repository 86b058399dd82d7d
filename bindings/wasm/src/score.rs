//! How well digits are recognised, for JavaScript.
//! Measuring and its shape are `hearing`'s.
#![expect(
    unsafe_code,
    reason = "an export is named; no other export has its name"
)]

use cxtone_hearing::{Measuring, ScoreReport};

use crate::{
    exchange::answered,
    given::Given,
    sound_options::{digits, profile, sample_rate},
};

/// Given the expected digits, samples, rate, profile, tone, gap, tolerance and whether blindly: the score of one channel.
#[unsafe(no_mangle)]
pub extern "C" fn score_samples() -> *const u8 {
    answered(|given, told| {
        let expected = digits(given)?;
        let samples = given.samples();
        let rate = sample_rate(given)?;
        let how = measuring(given)?;
        let measured = ScoreReport::measure(&expected, &samples, rate, &how);
        told.shape(&measured.map_err(|error| error.to_string())?)
    })
}

/// How to measure. What is not given is as in `hearing`.
fn measuring(given: &mut Given<'_>) -> Result<Measuring, String> {
    let usual = Measuring::default();
    let profile = profile(given)?;
    let tone_ms = given.whole_option("toneMs")?;
    let gap_ms = given.whole_option("gapMs")?;
    if tone_ms.is_some() != gap_ms.is_some() {
        return Err("toneMs: give both toneMs and gapMs, or neither".into());
    }
    let tolerance_ms = given.number_option("toleranceMs")?;
    Ok(Measuring {
        profile,
        timing_ms: tone_ms.zip(gap_ms),
        tolerance_ms: tolerance_ms.unwrap_or(usual.tolerance_ms),
        is_blind: given.flag_option("blind")?,
    })
}
