//! Whether digits that were heard kept the timing that was asked for.

use crate::{Heard, Profile};

/// How far a measured duration may be under a standard's minimum before it counts, in
/// milliseconds: the edges of a shaped tone are measured at half amplitude, a millisecond inside
/// its nominal duration at either end, and each measurement is some tenths of a millisecond off.
const MEASURED_SHORT_MS: f64 = 3.0;

/// What tones and gaps should have lasted.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum TimingExpectation {
    /// Known durations.
    Around {
        /// Duration of each tone, in milliseconds.
        tone_ms: f64,
        /// Duration of each gap, in milliseconds.
        gap_ms: f64,
        /// How far each may be off in either direction, in milliseconds.
        tolerance_ms: f64,
    },
    /// At least what the profile's standard asks of a sender, less 3 ms for the measurement.
    AtLeast(Profile),
}

/// How many durations were not as expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimingErrors {
    /// Tones too long or too short.
    pub tones: u32,
    /// Gaps between digits too long or too short.
    pub gaps: u32,
}

impl TimingErrors {
    /// Tones and gaps together.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.tones + self.gaps
    }
}

/// Counts the durations that were not as expected. The gap after the last digit is not measured:
/// the recording may end in it.
#[must_use]
pub fn timing_errors(heard: &[Heard], expectation: &TimingExpectation) -> TimingErrors {
    let mut errors = TimingErrors::default();
    let mut previous_end_s = None;
    for digit in heard {
        let tone_ms = (digit.end_s - digit.start_s) * 1000.0;
        errors.tones += u32::from(!expectation.tone_fits(tone_ms));
        if let Some(end_s) = previous_end_s {
            let gap_ms = (digit.start_s - end_s) * 1000.0;
            errors.gaps += u32::from(!expectation.gap_fits(gap_ms));
        }
        previous_end_s = Some(digit.end_s);
    }
    errors
}

impl TimingExpectation {
    fn tone_fits(&self, measured_ms: f64) -> bool {
        match *self {
            Self::Around {
                tone_ms,
                tolerance_ms,
                ..
            } => (measured_ms - tone_ms).abs() <= tolerance_ms,
            Self::AtLeast(profile) => {
                let least_ms = f64::from(profile.thresholds().sender_tone_ms_min);
                measured_ms >= least_ms - MEASURED_SHORT_MS
            }
        }
    }

    fn gap_fits(&self, measured_ms: f64) -> bool {
        match *self {
            Self::Around {
                gap_ms,
                tolerance_ms,
                ..
            } => (measured_ms - gap_ms).abs() <= tolerance_ms,
            Self::AtLeast(profile) => {
                let least_ms = f64::from(profile.thresholds().sender_pause_ms_min);
                measured_ms >= least_ms - MEASURED_SHORT_MS
            }
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::vec::Vec;

    use super::*;
    use crate::Digit;

    /// Digits from their starts and ends in milliseconds.
    fn heard(spans_ms: &[(f64, f64)]) -> Vec<Heard> {
        let digit = |&(start_ms, end_ms): &(f64, f64)| Heard {
            digit: Digit::ALL[5],
            start_s: start_ms / 1000.0,
            end_s: end_ms / 1000.0,
            decided_s: end_ms / 1000.0,
            level_dbm0: -10.0,
            twist_db: 0.0,
            low_offset_percent: 0.0,
            high_offset_percent: 0.0,
        };
        spans_ms.iter().map(digit).collect()
    }

    fn check(spans_ms: &[(f64, f64)], expectation: TimingExpectation, tones: u32, gaps: u32) {
        let errors = timing_errors(&heard(spans_ms), &expectation);
        assert_eq!(errors, TimingErrors { tones, gaps }, "{spans_ms:?}");
        assert_eq!(errors.total(), tones + gaps);
    }

    #[test]
    fn durations_are_compared_within_their_tolerance() {
        let around = TimingExpectation::Around {
            tone_ms: 100.0,
            gap_ms: 50.0,
            tolerance_ms: 5.0,
        };
        check(&[], around, 0, 0);
        check(&[(0.0, 100.0), (150.0, 250.0)], around, 0, 0);
        check(&[(0.0, 104.0), (150.0, 250.0)], around, 0, 0);
        check(&[(0.0, 106.0), (150.0, 250.0)], around, 1, 1);
        check(&[(0.0, 100.0), (210.0, 290.0)], around, 1, 1);
    }

    #[test]
    fn without_an_expectation_the_standard_sets_the_minimum() {
        let least = TimingExpectation::AtLeast(Profile::ATT);
        check(&[(0.0, 38.0), (76.0, 500.0)], least, 0, 0);
        check(&[(0.0, 36.0), (76.0, 500.0)], least, 1, 0);
        check(&[(0.0, 40.0), (76.0, 500.0)], least, 0, 1);
        let least = TimingExpectation::AtLeast(Profile::NTT);
        check(&[(0.0, 40.0), (70.0, 500.0)], least, 0, 0);
    }
}
