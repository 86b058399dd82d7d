//! Why a generator refuses a tone. It names durations and levels, never digits.

use core::fmt;

use super::tone::{GAP_MS_MAX, TONE_MS_MAX};

/// A tone that cannot be made as asked.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum SynthError {
    /// The tone is shorter than 1 ms or longer than [`TONE_MS_MAX`].
    ToneDuration {
        /// What was asked for, in milliseconds.
        tone_ms: u32,
    },
    /// The gap is longer than [`GAP_MS_MAX`].
    GapDuration {
        /// What was asked for, in milliseconds.
        gap_ms: u32,
    },
    /// The level or the twist is infinite or no number.
    NotFinite,
    /// The peaks of both tones together exceed full scale.
    Clips {
        /// What was asked for, in dBm0.
        level_dbm0: f32,
        /// The highest level that fits at this twist, in dBm0.
        level_dbm0_max: f32,
    },
}

impl fmt::Display for SynthError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ToneDuration { tone_ms } => write!(
                formatter,
                "a tone of {tone_ms} ms is outside 1 to {TONE_MS_MAX} ms"
            ),
            Self::GapDuration { gap_ms } => write!(
                formatter,
                "a gap of {gap_ms} ms is outside 0 to {GAP_MS_MAX} ms"
            ),
            Self::NotFinite => {
                formatter.write_str("the level and the twist must be finite numbers")
            }
            Self::Clips {
                level_dbm0,
                level_dbm0_max,
            } => write!(
                formatter,
                "two tones at {} dBm0 would clip; use at most {} dBm0",
                Hundredths(*level_dbm0),
                Hundredths(*level_dbm0_max),
            ),
        }
    }
}

impl core::error::Error for SynthError {}

/// A level with two decimals, or none where it is whole. Core's way of writing floats, for which every digit counts, would be a tenth of a module
/// for browsers.
struct Hundredths(f32);

impl fmt::Display for Hundredths {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it saturates far beyond any level"
        )]
        let hundredths = libm::round(f64::from(self.0) * 100.0) as i64;
        let sign = if hundredths < 0 { "-" } else { "" };
        let size = hundredths.unsigned_abs();
        write!(formatter, "{sign}{}", size / 100)?;
        match size % 100 {
            0 => Ok(()),
            rest => write!(formatter, ".{rest:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::ToString;

    use super::*;

    #[test]
    fn a_level_has_two_decimals_or_none() {
        let check =
            |level: f32, expected: &str| assert_eq!(Hundredths(level).to_string(), expected);
        check(6.0, "6");
        check(-17.25, "-17.25");
        check(-0.054, "-0.05");
        check(-0.004, "0");
        check(0.5, "0.50");
    }
}
