//! How well the digits of one channel are recognised, against what was sent.
//! Counting and testing are left to the crate `dtmf`; which of them decides is said here.

use cxtone_dtmf::{
    Digit, Digits, Heard, Profile, SampleRate, Score, TimingErrors, TimingExpectation,
    TooLongToScore, Verified, score, timing_errors,
};
use serde::Serialize;

use crate::{
    Ear, Finding, Hearing, Told,
    known::{self, DecisionReport},
};

/// How far tones and gaps may be off where nothing else is said, in ms.
pub const TOLERANCE_MS: f64 = 10.0;

/// How to measure.
#[derive(Clone, Copy, Debug)]
pub struct Measuring {
    /// What counts as a digit.
    pub profile: Profile,
    /// Length of each tone and of each gap in ms; unless given, the median of what is heard or,
    /// where that is too little, 100 ms each.
    pub timing_ms: Option<(u32, u32)>,
    /// How far tones and gaps of given lengths may be off, in ms. Without given lengths they only
    /// must not be shorter than the profile's standard allows.
    pub tolerance_ms: f64,
    /// Whether a detector that does not know the digits decides alone.
    pub is_blind: bool,
}

/// What was measured. It spells no digit that was heard as it was sent.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ScoreReport {
    /// max(0, (N − S − M − I) / N).
    pub recognition_rate: f64,
    /// Who decided.
    pub recognition_method: Method,
    /// Hits / N.
    pub hit_rate: f64,
    /// Whether just the expected digits were heard, in their order.
    pub exact: bool,
    /// N: how many digits were expected.
    pub expected: u32,
    /// How many of them were heard.
    pub hits: u32,
    /// S: how many were heard as others.
    pub substituted: u32,
    /// M: how many were not heard.
    pub missed: u32,
    /// I: how many were heard that nobody expected.
    pub inserted: u32,
    /// Tones and gaps of wrong length.
    pub timing_errors: TimingReport,
    /// Which digits were heard as which others.
    pub confusion: Vec<Confused>,
    /// What became of each expected digit, where they were known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdicts: Option<Vec<DecisionReport>>,
}

/// Who decided about the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// A test that knows the expected digits, beside the detector.
    LikelihoodTest,
    /// The detector alone, which does not know them.
    Detector,
}

/// Tones and gaps of wrong length.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct TimingReport {
    /// Both together.
    pub total: u32,
    /// Tones.
    pub tones: u32,
    /// Gaps.
    pub gaps: u32,
}

/// How often one digit was heard as another.
#[derive(Serialize)]
pub struct Confused {
    /// The digit that was sent.
    pub expected: char,
    /// The digit that was heard.
    pub heard: char,
    /// How often.
    pub count: u32,
}

impl Default for Measuring {
    fn default() -> Self {
        Self {
            profile: Profile::default(),
            timing_ms: None,
            tolerance_ms: TOLERANCE_MS,
            is_blind: false,
        }
    }
}

impl ScoreReport {
    /// Listens to one channel's samples and measures.
    ///
    /// # Errors
    ///
    /// More digits are expected, or heard, than can be scored.
    pub fn measure(
        expected: &Digits,
        samples: &[f32],
        rate: SampleRate,
        how: &Measuring,
    ) -> Result<Self, TooLongToScore> {
        let mut heard = Vec::new();
        let mut keep = |told| {
            if let Told::Found(Finding::Digit(digit)) = told {
                heard.push(digit.heard);
            }
        };
        let hearing = Hearing {
            profile: how.profile,
            explains: false,
        };
        let mut ear = Ear::new(1, rate, hearing);
        ear.hear(samples, &mut keep);
        ear.finish(&mut keep);
        Self::of(expected, samples, rate, &heard, how)
    }

    /// Measures in a channel whose digits a detector has heard already.
    ///
    /// # Errors
    ///
    /// More digits are expected, or heard, than can be scored.
    pub fn of(
        expected: &Digits,
        samples: &[f32],
        rate: SampleRate,
        heard: &[Heard],
        how: &Measuring,
    ) -> Result<Self, TooLongToScore> {
        let verified = if how.is_blind {
            None
        } else {
            known::verified(expected, rate, known::tone(how.timing_ms, heard), samples)
        };
        let score = match &verified {
            Some(verified) => verified.score_with(heard),
            None => blind(expected, heard),
        }?;
        let counted = verified.map(|verified| verified.counted_with(heard));
        let timing = timing_errors(heard, &how.expectation());
        Ok(Self::new(&score, timing, counted.transpose()?.as_ref()))
    }

    fn new(score: &Score, timing: TimingErrors, verified: Option<&Verified>) -> Self {
        Self {
            recognition_rate: score.recognition_rate(),
            recognition_method: verified.map_or(Method::Detector, |_| Method::LikelihoodTest),
            hit_rate: score.hit_rate(),
            exact: score.exact(),
            expected: score.expected,
            hits: score.hits,
            substituted: score.substituted,
            missed: score.missed,
            inserted: score.inserted,
            timing_errors: TimingReport {
                total: timing.total(),
                tones: timing.tones,
                gaps: timing.gaps,
            },
            confusion: confusion(score),
            verdicts: verified.map(known::decisions),
        }
    }
}

impl Measuring {
    fn expectation(&self) -> TimingExpectation {
        match self.timing_ms {
            Some((tone_ms, gap_ms)) => TimingExpectation::Around {
                tone_ms: tone_ms.into(),
                gap_ms: gap_ms.into(),
                tolerance_ms: self.tolerance_ms,
            },
            None => TimingExpectation::AtLeast(self.profile),
        }
    }
}

impl Method {
    /// In words.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::LikelihoodTest => "audio, expected digits known (likelihood test)",
            Self::Detector => "audio, expected digits unknown (detector)",
        }
    }
}

impl core::fmt::Debug for Confused {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(formatter, "Confused([digits], {} ×)", self.count)
    }
}

fn blind(expected: &Digits, heard: &[Heard]) -> Result<Score, TooLongToScore> {
    let digits: Vec<Digit> = heard.iter().map(|heard| heard.digit).collect();
    score(expected.as_slice(), &digits)
}

/// Digits that were heard as others. Hits are left out: with them the list would spell what was
/// expected.
fn confusion(score: &Score) -> Vec<Confused> {
    let pairs = Digit::ALL.into_iter().flat_map(|expected| {
        Digit::ALL
            .into_iter()
            .filter(move |heard| *heard != expected)
            .map(move |heard| (expected, heard))
    });
    pairs
        .map(|(expected, heard)| Confused {
            expected: expected.as_char(),
            heard: heard.as_char(),
            count: score.confusion(expected, heard),
        })
        .filter(|confused| confused.count > 0)
        .collect()
}
