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
                "two tones at {level_dbm0} dBm0 would clip; use at most {level_dbm0_max:.2} dBm0"
            ),
        }
    }
}

impl core::error::Error for SynthError {}
