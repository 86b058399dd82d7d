//! The recognition rate: what was heard against what was sent.
//! Hearing it is the detector's; whether timing was kept is in [`timing_errors`].

mod alignment;
mod timing;

pub use timing::{TimingErrors, TimingExpectation, timing_errors};

use core::fmt;

use crate::Digit;
pub(crate) use alignment::{Alignment, Step};

/// The longest sequence that can be scored, on either side.
pub const SCORED_MAX: usize = 256;

/// What became of the digits that were sent.
///
/// `Debug` shows the counts, never which digits.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Score {
    /// How many digits were sent.
    pub expected: u32,
    /// How many of them were heard as sent.
    pub hits: u32,
    /// How many were heard as another digit.
    pub substituted: u32,
    /// How many were not heard.
    pub missed: u32,
    /// How many were heard that nobody sent.
    pub inserted: u32,
    confusion: [[u16; Digit::COUNT]; Digit::COUNT],
}

/// Compares what was heard with what was sent.
///
/// The two are aligned with the fewest substitutions, misses and insertions (Levenshtein), and among
/// the alignments that are equal in that, with the most hits. Takes 18 KiB of stack.
///
/// ```
/// use cxtone_dtmf::{Digits, score};
///
/// let sent: Digits = "1234#".parse()?;
/// let heard: Digits = "124#9".parse()?;
/// let score = score(sent.as_slice(), heard.as_slice())?;
/// assert_eq!((score.hits, score.missed, score.inserted), (4, 1, 1));
/// assert_eq!(score.recognition_rate(), 0.6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`TooLongToScore`] when either side has more than [`SCORED_MAX`] digits.
pub fn score(expected: &[Digit], heard: &[Digit]) -> Result<Score, TooLongToScore> {
    let alignment = Alignment::new(expected, heard)?;
    let mut score = Score::new(expected.len());
    for step in alignment.steps() {
        score.count(step);
    }
    Ok(score)
}

impl Score {
    /// max(0, (N − S − M − I) / N), with N digits sent, S substituted, M missed and I inserted.
    /// Where none were sent: 1 if none were heard, else 0.
    #[must_use]
    pub fn recognition_rate(&self) -> f64 {
        if self.expected == 0 {
            return if self.inserted == 0 { 1.0 } else { 0.0 };
        }
        let errors = self.substituted + self.missed + self.inserted;
        f64::from(self.expected.saturating_sub(errors)) / f64::from(self.expected)
    }

    /// Hits over digits sent, 0 to 1, which insertions do not lower; 1 where none were sent.
    #[must_use]
    pub fn hit_rate(&self) -> f64 {
        if self.expected == 0 {
            return 1.0;
        }
        f64::from(self.hits) / f64::from(self.expected)
    }

    /// Whether exactly what was sent was heard.
    #[must_use]
    pub const fn exact(&self) -> bool {
        self.substituted == 0 && self.missed == 0 && self.inserted == 0
    }

    /// How often one digit was heard as another, or as itself.
    #[must_use]
    pub fn confusion(&self, expected: Digit, heard: Digit) -> u32 {
        self.confusion
            .get(usize::from(expected.event_code()))
            .and_then(|row| row.get(usize::from(heard.event_code())))
            .map_or(0, |&count| u32::from(count))
    }

    fn new(expected: usize) -> Self {
        Self {
            expected: u32::try_from(expected).unwrap_or(u32::MAX),
            hits: 0,
            substituted: 0,
            missed: 0,
            inserted: 0,
            confusion: [[0; Digit::COUNT]; Digit::COUNT],
        }
    }

    fn count(&mut self, step: Step) {
        match step {
            Step::Paired { expected, heard } => {
                if expected == heard {
                    self.hits += 1;
                } else {
                    self.substituted += 1;
                }
                self.count_confusion(expected, heard);
            }
            Step::Missed => self.missed += 1,
            Step::Inserted => self.inserted += 1,
        }
    }

    fn count_confusion(&mut self, expected: Digit, heard: Digit) {
        if let Some(count) = self
            .confusion
            .get_mut(usize::from(expected.event_code()))
            .and_then(|row| row.get_mut(usize::from(heard.event_code())))
        {
            *count += 1;
        }
    }
}

impl fmt::Debug for Score {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Score")
            .field("expected", &self.expected)
            .field("hits", &self.hits)
            .field("substituted", &self.substituted)
            .field("missed", &self.missed)
            .field("inserted", &self.inserted)
            .finish_non_exhaustive()
    }
}

/// A sequence has more than [`SCORED_MAX`] digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLongToScore {
    len: usize,
}

impl TooLongToScore {
    pub(crate) const fn new(len: usize) -> Self {
        Self { len }
    }
}

impl fmt::Display for TooLongToScore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{} digits are more than the {SCORED_MAX} that can be scored at once; split them",
            self.len
        )
    }
}

impl core::error::Error for TooLongToScore {}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::{format, vec::Vec};

    use super::*;

    fn digits(text: &str) -> Vec<Digit> {
        text.chars().filter_map(Digit::from_char).collect()
    }

    /// `counts`: hits, substituted, missed, inserted.
    fn check(expected: &str, heard: &str, counts: [u32; 4], rate: f64) {
        let score = score(&digits(expected), &digits(heard)).expect("short enough");
        let found = [score.hits, score.substituted, score.missed, score.inserted];
        assert_eq!(found, counts, "{expected} heard as {heard}");
        assert!((score.recognition_rate() - rate).abs() < 1e-12);
        assert_eq!(score.exact(), expected == heard);
    }

    #[test]
    fn digits_are_aligned_with_the_fewest_errors_and_then_the_most_hits() {
        check("1234#", "1234#", [5, 0, 0, 0], 1.0);
        check("1234#", "124#", [4, 0, 1, 0], 0.8);
        check("1234#", "12334#", [5, 0, 0, 1], 0.8);
        check("1234#", "1294#", [4, 1, 0, 0], 0.8);
        check("1234#", "", [0, 0, 5, 0], 0.0);
        check("12", "21", [1, 0, 1, 1], 0.0);
        check("123", "3", [1, 0, 2, 0], 1.0 / 3.0);
        check("1", "99999", [0, 1, 0, 4], 0.0);
        check("", "", [0, 0, 0, 0], 1.0);
        check("", "7", [0, 0, 0, 1], 0.0);
    }

    #[test]
    fn the_hit_rate_is_not_lowered_by_insertions() {
        let score = score(&digits("12"), &digits("1929")).expect("short enough");
        assert_eq!((score.hit_rate(), score.recognition_rate()), (1.0, 0.0));
    }

    #[test]
    fn the_confusion_counts_what_was_heard_for_what() {
        let score = score(&digits("1122"), &digits("1722")).expect("short enough");
        let of = |expected, heard| {
            let (expected, heard) = (digits(expected), digits(heard));
            score.confusion(expected[0], heard[0])
        };
        assert_eq!(
            [of("1", "1"), of("1", "7"), of("2", "2"), of("2", "1")],
            [1, 1, 2, 0]
        );
    }

    #[test]
    fn the_longest_sequences_are_scored_and_longer_ones_refused() {
        let long = digits(&"5".repeat(SCORED_MAX + 1));
        let fits = &long[..SCORED_MAX];
        assert!(score(fits, fits).expect("fits").exact());
        assert_eq!(score(&long, fits), Err(TooLongToScore { len: 257 }));
        assert_eq!(score(fits, &long), Err(TooLongToScore { len: 257 }));
    }

    #[test]
    fn debug_shows_counts_only() {
        let score = score(&digits("12"), &digits("12")).expect("short enough");
        assert_eq!(
            format!("{score:?}"),
            "Score { expected: 2, hits: 2, substituted: 0, missed: 0, inserted: 0, .. }"
        );
    }
}
