//! What was heard in a call's audio: how much was recognised, and what that settles.
//! When the audio is fetched is decided in `listening`; detecting and scoring are `dtmf`'s.

use core::time::Duration;

use cxtone_audio::Recording;
use cxtone_audit::{HeardCounts, Recognition};
use cxtone_dtmf::{Detector, Digit, Digits, Event, Profile, SCORED_MAX, SampleRate, score};

use crate::{Overheard, TapError};

/// How much audio may be lost within any [`MISSING_WITHIN`](crate::MISSING_WITHIN) if nothing is
/// to count as not heard: one packet of 20 ms. Of a tone of 100 ms it leaves at least 40 ms in one
/// piece, which a detector must accept (ITU-T Q.24), so that no digit can hide in what is lost.
pub const MISSING_MAX: Duration = Duration::from_millis(20);

/// What was heard, and what follows from it.
#[derive(Clone, Debug)]
pub(crate) struct Hearing {
    pub(crate) recognition: Recognition,
    pub(crate) verdict: Verdict,
}

/// Whether the digits were heard.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    /// All of them, in their order.
    All,
    /// Something, and not all of them.
    Part,
    /// Nothing at all, in audio that reaches far enough.
    Nothing,
    /// Nothing, in audio that proves nothing.
    Unproved(TapError),
}

/// What was heard of the digits. `span` is how much audio there must be before nothing counts.
pub(crate) fn hear(
    digits: &Digits,
    overheard: &Overheard,
    span: Duration,
) -> Result<Hearing, TapError> {
    let recording = overheard.recording();
    let rate = SampleRate::new(recording.sample_rate_hz()).map_err(TapError::SampleRate)?;
    if recording.frames() == 0 {
        return Err(TapError::Silent);
    }
    let mut ways: Vec<Vec<Digit>> = recording
        .channels()
        .iter()
        .map(|channel| heard(channel, rate))
        .collect();
    let signalled = overheard.signalled();
    ways.push(signalled[..signalled.len().min(SCORED_MAX)].to_vec());
    // Which channel of a recording the digits are on differs from recorder to recorder.
    let scores: Vec<Recognition> = ways.iter().map(|heard| scored(digits, heard)).collect();
    let all = |score: &Recognition| {
        score
            .heard
            .is_some_and(|heard| heard.hits == heard.expected)
    };
    let verdict = if scores.iter().any(all) {
        Verdict::All
    } else if ways.iter().any(|heard| !heard.is_empty()) {
        Verdict::Part
    } else {
        proof(overheard, span).map_or_else(Verdict::Unproved, |()| Verdict::Nothing)
    };
    let best = scores
        .into_iter()
        .max_by(|one, other| one.rate.total_cmp(&other.rate));
    Ok(Hearing {
        recognition: best.ok_or(TapError::Silent)?,
        verdict,
    })
}

/// Whether digits that were played would have been heard in this audio.
fn proof(overheard: &Overheard, span: Duration) -> Result<(), TapError> {
    let recording = overheard.recording();
    if !covers(recording, span) {
        return Err(TapError::Incomplete);
    }
    if !recording.channels().iter().any(|channel| is_alive(channel)) {
        return Err(TapError::Lifeless);
    }
    if overheard.missing() > MISSING_MAX {
        let missing_ms = u64::try_from(overheard.missing().as_millis()).unwrap_or(u64::MAX);
        return Err(TapError::Gaps { missing_ms });
    }
    Ok(())
}

/// Whether a recording is at least so long.
pub(crate) fn covers(recording: &Recording, span: Duration) -> bool {
    recording.duration_s() >= span.as_secs_f64()
}

/// A line that is up has at least some noise: samples that are all the same come from a recorder
/// that hears nothing.
fn is_alive(channel: &[f32]) -> bool {
    channel.windows(2).any(|pair| pair[0] != pair[1])
}

/// The digits in one channel, no more than can be scored.
fn heard(samples: &[f32], rate: SampleRate) -> Vec<Digit> {
    let mut heard = Vec::new();
    let mut listen = |event| {
        if let Event::Confirmed { digit, .. } = event
            && heard.len() < SCORED_MAX
        {
            heard.push(digit);
        }
    };
    let mut detector = Detector::new(rate, Profile::default());
    detector.feed(samples, &mut listen);
    detector.finish(&mut listen);
    heard
}

fn scored(digits: &Digits, heard: &[Digit]) -> Recognition {
    let score = score(digits.as_slice(), heard)
        .expect("a payload's digits and what was kept of the heard ones are within SCORED_MAX");
    Recognition::measured(
        score.recognition_rate(),
        HeardCounts {
            hits: score.hits,
            expected: score.expected,
            exact: score.exact(),
        },
    )
}
