//! Verifying with digits that are known: their timing, the test, and what is told of it.
//! The test itself is left to the crate `dtmf`.

use cxtone_dtmf::{Digits, Finding, Heard, SampleRate, Tone, Verified, Verifier};
use serde::Serialize;

use crate::rounded::{Rounded, rounded};

/// The decision about one expected digit, without the digit.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DecisionReport {
    /// Counted from 1.
    position: usize,
    finding: &'static str,
    probability: Rounded,
    log_odds: Rounded,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Rounded>,
}

/// How the digits were sent: as told, or else as they are heard for the most part, or else as
/// `generate` sends them.
pub(crate) fn tone(told_ms: Option<(u32, u32)>, heard: &[Heard]) -> Tone {
    let tones = heard.iter().map(|heard| heard.end_s - heard.start_s);
    let gaps = heard.iter().zip(heard.iter().skip(1));
    let gaps = gaps.map(|(heard, next)| next.start_s - heard.end_s);
    let heard_ms = || Some((median_ms(tones.collect())?, median_ms(gaps.collect())?));
    match told_ms.or_else(heard_ms) {
        Some((tone_ms, gap_ms)) => Tone {
            tone_ms,
            gap_ms,
            ..Tone::default()
        },
        None => Tone::default(),
    }
}

/// What became of the digits; nothing where no digit can have been sent with such a tone.
pub(crate) fn verified(
    expected: &Digits,
    rate: SampleRate,
    tone: Tone,
    samples: &[f32],
) -> Option<Verified> {
    let verifier = Verifier::new(expected, rate, tone).ok()?;
    let mut scratch = vec![0.0; verifier.scratch_len(samples.len())];
    verifier.verify(samples, &mut scratch).ok()
}

/// Each decision, without the digits.
pub(crate) fn decisions(verified: &Verified) -> Vec<DecisionReport> {
    let verdicts = verified.verdicts().iter().enumerate();
    verdicts
        .map(|(index, verdict)| DecisionReport {
            position: index + 1,
            finding: match verdict.finding {
                Finding::Present => "present",
                Finding::Substituted(_) => "substituted",
                _ => "missing",
            },
            probability: rounded(verdict.probability(), 6),
            log_odds: rounded(verdict.log_odds.into(), 3),
            start: verdict.start_s.map(|start_s| rounded(start_s, 6)),
        })
        .collect()
}

fn median_ms(mut seconds: Vec<f64>) -> Option<u32> {
    seconds.sort_by(f64::total_cmp);
    let median_ms = seconds.get(seconds.len() / 2)? * 1000.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a duration, kept within what a tone or a gap may last"
    )]
    let median_ms = median_ms.round().clamp(1.0, 60_000.0) as u32;
    Some(median_ms)
}
