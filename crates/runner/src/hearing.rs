//! What was heard in a call's audio: how much was recognised, and what that settles.
//! When the audio is fetched is decided in `listening`; detecting and scoring are `dtmf`'s.

use core::time::Duration;

use cxtone_audio::Recording;
use cxtone_audit::{HeardCounts, Recognition};
use cxtone_dtmf::{
    DIGITS_MAX, Detector, Digit, Digits, Event, Heard, Profile, SCORED_MAX, SampleRate, Score,
    Tone, Verified, Verifier, score,
};
use cxtone_payload::{DtmfType, Payload};

use crate::{Overheard, TapError};

/// How much audio may be lost within any [`MISSING_WITHIN`](crate::MISSING_WITHIN) if nothing is
/// to count as not heard: one packet of 20 ms. Of a tone of 100 ms it leaves at least 40 ms in one
/// piece, which a detector must accept (ITU-T Q.24), so that no digit can hide in what is lost.
pub const MISSING_MAX: Duration = Duration::from_millis(20);

/// How many digits of a channel are kept: with those that were sent, as many as can be scored.
const HEARD_MAX: usize = SCORED_MAX - DIGITS_MAX;

/// What was sent, as it should sound.
#[derive(Clone, Copy)]
pub(crate) struct Expected {
    digits: Digits,
    dtmf_type: DtmfType,
    tone: Tone,
}

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

impl Expected {
    pub(crate) fn new(payload: &Payload) -> Self {
        Self {
            digits: *payload.digits(),
            dtmf_type: payload.dtmf_type(),
            tone: Tone {
                tone_ms: payload.tone_ms(),
                gap_ms: payload.pause_ms(),
                ..Tone::default()
            },
        }
    }

    /// How it was sent.
    pub(crate) const fn dtmf_type(&self) -> DtmfType {
        self.dtmf_type
    }
}

impl Hearing {
    /// The same where digits of this type need not be heard: that something was heard holds, that
    /// nothing was does not, and measures nothing.
    pub(crate) fn where_inaudible(self, dtmf_type: DtmfType) -> Result<Self, TapError> {
        match self.verdict {
            Verdict::All | Verdict::Part => Ok(self),
            Verdict::Nothing => Err(TapError::Inaudible { dtmf_type }),
            Verdict::Unproved(error) => Err(error),
        }
    }
}

/// What was heard of the digits. `span` is how much audio there must be before nothing counts.
pub(crate) fn hear(
    expected: &Expected,
    overheard: &Overheard,
    span: Duration,
) -> Result<Hearing, TapError> {
    let recording = overheard.recording();
    let rate = SampleRate::new(recording.sample_rate_hz()).map_err(TapError::SampleRate)?;
    if recording.frames() == 0 {
        return Err(TapError::Silent);
    }
    let channels = recording.channels().iter();
    let mut ways: Vec<Way> = channels
        .map(|channel| Way::in_audio(expected, channel, rate))
        .collect();
    ways.push(Way::signalled(expected, overheard));
    // Which channel of a recording the digits are on differs from recorder to recorder.
    let verdict = if ways.iter().any(|way| way.all) {
        Verdict::All
    } else if ways.iter().any(|way| way.anything) {
        Verdict::Part
    } else {
        prove(overheard, span).map_or_else(Verdict::Unproved, |()| Verdict::Nothing)
    };
    let best = ways
        .iter()
        .map(Way::recognition)
        .max_by(|one, other| one.rate.total_cmp(&other.rate));
    Ok(Hearing {
        recognition: best.ok_or(TapError::Silent)?,
        verdict,
    })
}

/// Whether digits that were played would have been heard in this audio.
pub(crate) fn prove(overheard: &Overheard, span: Duration) -> Result<(), TapError> {
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

/// What came one way, against what was sent.
struct Way {
    score: Score,
    /// Whether all digits came so that a receiver who does not know them hears them: those that only
    /// the test finds are in the call, and the far end may not have heard them.
    all: bool,
    /// Whether any digit came, expected or not, however faintly.
    anything: bool,
}

impl Way {
    /// A channel's audio: the digits that were sent are looked for, those that nobody sent are
    /// listened for.
    fn in_audio(expected: &Expected, samples: &[f32], rate: SampleRate) -> Self {
        let heard = heard(samples, rate);
        let digits: Vec<Digit> = heard.iter().map(|heard| heard.digit).collect();
        let blind = scored(expected, &digits);
        let known = verified(expected, samples, rate).map(|verified| {
            verified
                .score_with(&heard)
                .expect("HEARD_MAX leaves room for all digits that were sent")
        });
        let score = known.unwrap_or_else(|| blind.clone());
        Self {
            all: blind.hits == blind.expected,
            anything: score.hits + score.substituted + score.inserted > 0,
            score,
        }
    }

    /// Digits that came as events, beside the audio.
    fn signalled(expected: &Expected, overheard: &Overheard) -> Self {
        let digits = overheard.signalled();
        let digits = &digits[..digits.len().min(SCORED_MAX)];
        let score = scored(expected, digits);
        Self {
            all: score.hits == score.expected,
            anything: !digits.is_empty(),
            score,
        }
    }

    fn recognition(&self) -> Recognition {
        Recognition::measured(
            self.score.recognition_rate(),
            HeardCounts {
                hits: self.score.hits,
                expected: self.score.expected,
                missed: self.score.missed,
                inserted: self.score.inserted,
                substituted: self.score.substituted,
                exact: self.score.exact(),
            },
        )
    }
}

fn scored(expected: &Expected, digits: &[Digit]) -> Score {
    score(expected.digits.as_slice(), digits)
        .expect("a payload's digits and what was kept of the others are within SCORED_MAX")
}

/// The digits that a detector hears in one channel.
pub(crate) fn heard(samples: &[f32], rate: SampleRate) -> Vec<Heard> {
    let mut heard = Vec::new();
    let mut listen = |event| {
        if let Event::Ended(digit) = event
            && heard.len() < HEARD_MAX
        {
            heard.push(digit);
        }
    };
    let mut detector = Detector::new(rate, Profile::default());
    detector.feed(samples, &mut listen);
    detector.finish(&mut listen);
    heard
}

/// What became of the digits that were sent; none where no such tones can be.
fn verified(expected: &Expected, samples: &[f32], rate: SampleRate) -> Option<Verified> {
    let verifier = Verifier::new(&expected.digits, rate, expected.tone).ok()?;
    let mut scratch = vec![0.0; verifier.scratch_len(samples.len())];
    verifier.verify(samples, &mut scratch).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_digits_need_not_be_heard_only_what_was_heard_counts() {
        for (verdict, expected) in [
            (Verdict::All, "kept"),
            (Verdict::Part, "kept"),
            (Verdict::Nothing, "inaudible"),
            (Verdict::Unproved(TapError::Lifeless), "lifeless"),
        ] {
            let recognition = Recognition::assumed(true);
            let hearing = Hearing {
                recognition,
                verdict,
            };
            let told = match hearing.where_inaudible(DtmfType::Rfc2833) {
                Ok(_) => "kept",
                Err(TapError::Inaudible { .. }) => "inaudible",
                Err(TapError::Lifeless) => "lifeless",
                Err(other) => panic!("{other}"),
            };
            assert_eq!(told, expected);
        }
    }
}
