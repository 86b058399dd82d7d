//! Digits as the samples of one channel, made at once.
//! The tones themselves are `dtmf`'s, which makes them buffer by buffer, as long as they may be.

use cxtone_dtmf::{Digits, SampleRate, Synth, SynthError, Tone};
use thiserror::Error;

/// The most samples that are made at once: an hour at 48 kHz, 691 MB.
pub const TONES_SAMPLES_MAX: u64 = 48_000 * 3_600;

/// Why digits did not become samples.
#[derive(Clone, Copy, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum TonesError {
    /// The tone cannot be made as asked.
    #[error(transparent)]
    Tone(#[from] SynthError),
    /// There would be more than [`TONES_SAMPLES_MAX`] samples.
    #[error("{0} samples are more than {TONES_SAMPLES_MAX}; make fewer digits")]
    TooMany(u64),
}

/// The samples of the digits, full scale at ±1, the gap after the last tone included.
///
/// ```
/// use cxtone_audio::tones;
/// use cxtone_dtmf::{SampleRate, Tone};
///
/// let samples = tones(&"42#".parse()?, SampleRate::TELEPHONE, Tone::default())?;
/// assert_eq!(samples.len(), 3 * 200 * 8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`TonesError`] when the tone cannot be made as asked, or there would be too many samples.
pub fn tones(digits: &Digits, rate: SampleRate, tone: Tone) -> Result<Vec<f32>, TonesError> {
    let mut synth = Synth::new(digits, rate, tone)?;
    let mut samples = vec![0.0; within_an_hour(synth.samples_total())?];
    synth.fill(&mut samples);
    Ok(samples)
}

/// So many samples, where they may be made at once.
fn within_an_hour(total: u64) -> Result<usize, TonesError> {
    match usize::try_from(total) {
        Ok(samples) if total <= TONES_SAMPLES_MAX => Ok(samples),
        _ => Err(TonesError::TooMany(total)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_is_made_and_no_more() {
        let hour = usize::try_from(TONES_SAMPLES_MAX).expect("32 bits");
        assert_eq!(within_an_hour(TONES_SAMPLES_MAX), Ok(hour));
        let more = TONES_SAMPLES_MAX + 1;
        assert_eq!(within_an_hour(more), Err(TonesError::TooMany(more)));
    }

    #[test]
    fn too_many_samples_and_what_no_tone_is_are_refused() {
        let tone = Tone {
            tone_ms: 60_000,
            gap_ms: 60_000,
            ..Tone::default()
        };
        let digits = |count: usize| "5".repeat(count).parse::<Digits>().expect("digits");
        let rate = SampleRate::new(48_000).expect("a rate");
        let refused = tones(&digits(31), rate, tone);
        assert_eq!(refused, Err(TonesError::TooMany(31 * 120 * 48_000)));
        let loud = Tone {
            level_dbm0: 6.0,
            ..Tone::default()
        };
        let refused = tones(&digits(1), rate, loud);
        assert!(matches!(refused, Err(TonesError::Tone(_))));
    }
}
