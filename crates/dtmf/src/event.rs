//! What the detector tells: that a digit was heard, and what it was like when it was over.

use core::fmt;

use crate::{Digit, evidence::FIGURES};

/// One thing that the detector has to tell.
///
/// Every `Confirmed` is followed by its `Ended` before the next `Confirmed`. `Debug` shows neither
/// digit nor times.
#[derive(Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A digit is being heard. This is final: it is never withdrawn.
    Confirmed {
        /// Which digit.
        digit: Digit,
        /// When it began, in seconds of the stream.
        start_s: f64,
        /// When this was known, in seconds of the stream.
        decided_s: f64,
    },
    /// A confirmed digit is over. This comes about 70 ms after its end: until then its tone could
    /// go on after a short break.
    Ended(Heard),
}

/// A digit that was heard, measured. `Debug` shows none of it.
#[derive(Clone, Copy, PartialEq)]
pub struct Heard {
    /// Which digit.
    pub digit: Digit,
    /// When it began, in seconds of the stream: half the steady amplitude.
    pub start_s: f64,
    /// When it ended, in seconds of the stream: half the steady amplitude.
    pub end_s: f64,
    /// When it was confirmed, in seconds of the stream.
    pub decided_s: f64,
    /// Level of the stronger tone in dBm0; a full-scale sine has +3.14.
    pub level_dbm0: f32,
    /// Level of the high tone less that of the low tone, in dB.
    pub twist_db: f32,
    /// How far the low tone is from its nominal frequency, in percent.
    pub low_offset_percent: f32,
    /// How far the high tone is from its nominal frequency, in percent.
    pub high_offset_percent: f32,
}

/// A window that the decision is made on. `Debug` shows none of it.
#[derive(Clone, Copy, PartialEq)]
pub struct Considered {
    /// The digit that it would be.
    pub digit: Digit,
    /// When the stretch began, in seconds of the stream.
    pub start_s: f64,
    /// When the window was complete, in seconds of the stream.
    pub at_s: f64,
    /// What it is judged by: ratios, durations and distances, in the order of the fit.
    pub figures: [f32; FIGURES],
}

impl fmt::Debug for Considered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Considered([digit])")
    }
}

impl fmt::Debug for Event {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Confirmed { .. } => "Confirmed([digit])",
            Self::Ended(_) => "Ended([digit])",
        })
    }
}

impl fmt::Debug for Heard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Heard([digit])")
    }
}
