//! What became of each expected digit, and how sure that is.
//! How it is decided is the verifier's; the recognition rate is `score`'s.

use core::fmt;

use crate::{
    DIGITS_MAX, Digit, Digits, Heard, SCORED_MAX, Score, TooLongToScore, score,
    score::{Alignment, Step},
};

use super::{alignment::Decided, steps::Steps};

/// What is in a digit's place. `Debug` does not show which digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Finding {
    /// The digit.
    Present,
    /// This other digit.
    Substituted(Digit),
    /// No digit.
    Missing,
}

/// The decision about one expected digit. `Debug` shows none of it.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Verdict {
    /// The digit that was expected.
    pub expected: Digit,
    /// What is in its place.
    pub finding: Finding,
    /// How much likelier it is that the digit is there than the likeliest of all else (another digit,
    /// or none), as a natural logarithm; 0 is where both are alike. [`Verdict::finding`] takes
    /// [`Verdict::LOG_ODDS_MIN`].
    pub log_odds: f32,
    /// When the digit, or the other one in its place, begins, in seconds of the recording; none where
    /// there is no digit. Within half a step of 2 ms in clear audio, within some milliseconds in noise.
    pub start_s: Option<f64>,
}

impl Verdict {
    /// The least log odds at which a digit counts as present, or as present in place of another: 4. The
    /// README has a table of what other values trade.
    pub const LOG_ODDS_MIN: f32 = 4.0;

    /// The probability that the digit is there, 0 to 1, as far as the odds are right: they rest on
    /// noise that is white within each band.
    #[must_use]
    pub fn probability(&self) -> f64 {
        1.0 / (1.0 + libm::exp(-f64::from(self.log_odds)))
    }

    /// The digit that is there.
    #[must_use]
    pub const fn found(&self) -> Option<Digit> {
        match self.finding {
            Finding::Present => Some(self.expected),
            Finding::Substituted(digit) => Some(digit),
            Finding::Missing => None,
        }
    }
}

impl fmt::Debug for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Verdict([digit])")
    }
}

/// The decisions about all expected digits. `Debug` shows how many.
#[derive(Clone, Copy)]
pub struct Verified {
    verdicts: [Verdict; DIGITS_MAX],
    len: usize,
    tone_s: f64,
}

impl Verified {
    pub(super) fn new(expected: &Digits, tone_s: f64) -> Self {
        let mut verified = Self {
            verdicts: [Verdict::MISSING; DIGITS_MAX],
            len: expected.len(),
            tone_s,
        };
        for (verdict, digit) in verified.verdicts.iter_mut().zip(expected.iter()) {
            verdict.expected = digit;
        }
        verified
    }

    pub(super) fn set(&mut self, index: usize, decided: Decided, steps: Steps) {
        if let Some(verdict) = self.verdicts.get_mut(index) {
            *verdict = Verdict {
                expected: verdict.expected,
                finding: decided.finding,
                log_odds: decided.log_odds,
                start_s: decided.step.map(|step| steps.start_s(step)),
            };
        }
    }

    /// The decisions, in the order in which the digits were expected.
    #[must_use]
    pub fn verdicts(&self) -> &[Verdict] {
        self.verdicts.get(..self.len).unwrap_or(&self.verdicts)
    }

    /// Scores what the verifier found together with what a detector heard in the same recording, all
    /// of it, in order of time.
    ///
    /// A digit counts as heard if either found it: the verifier finds digits in noise that no detector
    /// dares to tell of, and the detector hears those that nobody expects, which count as inserted. Where
    /// both tell of the same time, by more than half of the shorter tone, an expected digit that the
    /// verifier found counts; of another digit in its place, the detector knows better which.
    ///
    /// # Errors
    ///
    /// [`TooLongToScore`] when together these are more than [`SCORED_MAX`] digits.
    pub fn score_with(&self, heard: &[Heard]) -> Result<Score, TooLongToScore> {
        let all = Together::new(self, heard)?;
        score(self.expected().get(..self.len).unwrap_or(&[]), all.digits())
    }

    /// The decisions as [`score_with`](Self::score_with) counts them: a digit that the detector alone has heard is
    /// present, from when it heard it. The odds stay those of the test, which did not find it.
    ///
    /// # Errors
    ///
    /// [`TooLongToScore`] when together these are more than [`SCORED_MAX`] digits.
    pub fn counted_with(&self, heard: &[Heard]) -> Result<Self, TooLongToScore> {
        let all = Together::new(self, heard)?;
        let expected = self.expected();
        let alignment = Alignment::new(expected.get(..self.len).unwrap_or(&[]), all.digits())?;
        // Of equal digits next to each other the alignment may choose another one than the test has found.
        let [hits, pairs] = [Step::is_hit, Step::is_pair]
            .map(|counts: fn(&Step) -> bool| alignment.steps().filter(counts).count());
        let [present, there] = [
            |verdict: &&Verdict| verdict.finding == Finding::Present,
            |verdict: &&Verdict| verdict.finding != Finding::Missing,
        ]
        .map(|counts: fn(&&Verdict) -> bool| self.verdicts().iter().filter(counts).count());
        if (present, there) == (hits, pairs) {
            return Ok(*self);
        }
        let mut counted = *self;
        let (mut place, mut found) = (self.len, all.len);
        for step in alignment.steps() {
            place -= usize::from(!matches!(step, Step::Inserted));
            found -= usize::from(!matches!(step, Step::Missed));
            let Some(verdict) = counted.verdicts.get_mut(place) else {
                continue;
            };
            (verdict.finding, verdict.start_s) = match step {
                Step::Inserted => continue,
                Step::Missed => (Finding::Missing, None),
                Step::Paired { expected, heard } => (
                    if expected == heard {
                        Finding::Present
                    } else {
                        Finding::Substituted(heard)
                    },
                    all.starts_s.get(found).copied(),
                ),
            };
        }
        Ok(counted)
    }

    fn expected(&self) -> [Digit; DIGITS_MAX] {
        self.verdicts.map(|verdict| verdict.expected)
    }

    /// What the verifier found and the detector does not know better, with its start in seconds.
    fn found<'a>(&'a self, heard: &'a [Heard]) -> impl Iterator<Item = (f64, Digit)> + 'a {
        self.verdicts().iter().filter_map(|verdict| {
            let start_s = verdict.start_s?;
            let counts = match verdict.finding {
                Finding::Present => true,
                _ => !heard.iter().any(|heard| self.coincide(start_s, heard)),
            };
            counts.then_some((start_s, verdict.found()?))
        })
    }

    /// Whether a digit that was heard is one that the verifier found as expected.
    fn is_expected(&self, heard: &Heard) -> bool {
        let mut present = self.verdicts().iter().filter_map(|verdict| {
            let present = verdict.finding == Finding::Present;
            verdict.start_s.filter(|_| present)
        });
        present.any(|start_s| self.coincide(start_s, heard))
    }

    /// Whether a tone that begins there has more than half of the shorter of both in common with a
    /// digit that was heard.
    fn coincide(&self, start_s: f64, heard: &Heard) -> bool {
        let common_s = heard.end_s.min(start_s + self.tone_s) - heard.start_s.max(start_s);
        common_s > (heard.end_s - heard.start_s).min(self.tone_s) / 2.0
    }
}

impl fmt::Debug for Verified {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Verified")
            .field("digits", &self.len)
            .finish_non_exhaustive()
    }
}

impl Verdict {
    const MISSING: Self = Self {
        expected: Digit::ALL[0],
        finding: Finding::Missing,
        log_odds: f32::NEG_INFINITY,
        start_s: None,
    };
}

/// What both found.
struct Together {
    digits: [Digit; SCORED_MAX],
    starts_s: [f64; SCORED_MAX],
    len: usize,
}

impl Together {
    fn new(verified: &Verified, heard: &[Heard]) -> Result<Self, TooLongToScore> {
        let mut all = Self::default();
        let mut found = verified.found(heard).peekable();
        for other in heard.iter().filter(|heard| !verified.is_expected(heard)) {
            while let Some(earlier) = found.next_if(|(start_s, _)| *start_s < other.start_s) {
                all.push(earlier)?;
            }
            all.push((other.start_s, other.digit))?;
        }
        for later in found {
            all.push(later)?;
        }
        Ok(all)
    }

    fn push(&mut self, (start_s, digit): (f64, Digit)) -> Result<(), TooLongToScore> {
        let len = self.len + 1;
        let place = self.digits.get_mut(self.len);
        *place.ok_or(TooLongToScore::new(len))? = digit;
        if let Some(place) = self.starts_s.get_mut(self.len) {
            *place = start_s;
        }
        self.len = len;
        Ok(())
    }

    fn digits(&self) -> &[Digit] {
        self.digits.get(..self.len).unwrap_or(&self.digits)
    }
}

impl Default for Together {
    fn default() -> Self {
        Self {
            digits: [Digit::ALL[0]; SCORED_MAX],
            starts_s: [0.0; SCORED_MAX],
            len: 0,
        }
    }
}
