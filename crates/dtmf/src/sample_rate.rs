//! A sample rate within what the generator and the detector are made for.

use core::fmt;

/// Samples a second, 8 000 to 192 000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SampleRate(u32);

impl SampleRate {
    /// The lowest rate, that of a telephone line.
    pub const MIN: Self = Self(8_000);

    /// The highest rate.
    pub const MAX: Self = Self(192_000);

    /// A telephone line's rate (ITU-T G.711), which most of the field uses.
    pub const TELEPHONE: Self = Self::MIN;

    /// A rate in Hz.
    ///
    /// # Errors
    ///
    /// [`SampleRateOutOfRange`] below 8 000 or above 192 000 Hz.
    pub const fn new(hz: u32) -> Result<Self, SampleRateOutOfRange> {
        if hz < Self::MIN.0 || hz > Self::MAX.0 {
            Err(SampleRateOutOfRange { hz })
        } else {
            Ok(Self(hz))
        }
    }

    /// The rate in Hz.
    #[must_use]
    pub const fn hz(self) -> u32 {
        self.0
    }
}

/// A rate that the generator and the detector are not made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleRateOutOfRange {
    hz: u32,
}

impl fmt::Display for SampleRateOutOfRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "a sample rate of {} Hz is outside {} to {} Hz; resample the audio first",
            self.hz,
            SampleRate::MIN.hz(),
            SampleRate::MAX.hz(),
        )
    }
}

impl core::error::Error for SampleRateOutOfRange {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_the_range_are_inside() {
        for (hz, fits) in [
            (7_999, false),
            (8_000, true),
            (192_000, true),
            (192_001, false),
        ] {
            assert_eq!(SampleRate::new(hz).is_ok(), fits, "{hz} Hz");
        }
    }
}
