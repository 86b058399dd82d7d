//! Digits to samples, for JavaScript.
//! The tones are `dtmf`'s, their 16 bits `line`'s.
#![expect(
    unsafe_code,
    reason = "an export is named; no other export has its name"
)]

use cxtone_dtmf::{Synth, Tone};
use cxtone_line::pcm16;

use crate::{
    exchange::answered,
    given::Given,
    sound_options::{digits, sample_rate},
};

/// The most samples that are made at once: an hour at 48 kHz.
const SAMPLES_MAX: u64 = 48_000 * 3_600;

/// Given digits, rate, tone, gap, level and twist: the samples, full scale = 1.
#[unsafe(no_mangle)]
pub extern "C" fn generate_float() -> *const u8 {
    answered(|given, told| {
        told.samples(&samples(given)?);
        Ok(())
    })
}

/// The same in samples of 16 bits.
#[unsafe(no_mangle)]
pub extern "C" fn generate_int16() -> *const u8 {
    answered(|given, told| {
        told.samples_of_16_bits(samples(given)?.into_iter().map(pcm16::encode));
        Ok(())
    })
}

fn samples(given: &mut Given<'_>) -> Result<Vec<f32>, String> {
    let digits = digits(given)?;
    let rate = sample_rate(given)?;
    let mut synth =
        Synth::new(&digits, rate, tone(given)?).map_err(|error| format!("tone: {error}"))?;
    let total = synth.samples_total();
    if total > SAMPLES_MAX {
        return Err(format!(
            "toneMs: {total} samples are more than {SAMPLES_MAX}; make fewer digits"
        ));
    }
    let mut samples = vec![0.0; usize::try_from(total).unwrap_or_default()];
    synth.fill(&mut samples);
    Ok(samples)
}

/// What tones sound like. What is not given is as in `dtmf`.
fn tone(given: &mut Given<'_>) -> Result<Tone, String> {
    let usual = Tone::default();
    Ok(Tone {
        tone_ms: given.whole_option("toneMs")?.unwrap_or(usual.tone_ms),
        gap_ms: given.whole_option("gapMs")?.unwrap_or(usual.gap_ms),
        level_dbm0: narrow(given.number_option("levelDbm0")?, usual.level_dbm0),
        twist_db: narrow(given.number_option("twistDb")?, usual.twist_db),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "levels of more than seven digits mean nothing"
)]
fn narrow(value: Option<f64>, usual: f32) -> f32 {
    value.map_or(usual, |value| value as f32)
}
