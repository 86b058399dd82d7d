//! Levels in dBm0 and what they are in samples, written apart from the crate under test.
//! Powers are of samples with full scale = 1.

/// A full-scale sine has +3.14 dBm0 (ITU-T G.711).
#[expect(
    clippy::approx_constant,
    reason = "a level that happens to look like π"
)]
const FULL_SCALE_SINE_DBM0: f64 = 3.14;

/// A ratio of amplitudes.
pub(crate) fn amplitude_ratio(db: f64) -> f64 {
    libm::pow(10.0, db / 20.0)
}

/// Peak amplitude of a sine.
pub(crate) fn peak(level_dbm0: f64) -> f64 {
    amplitude_ratio(level_dbm0 - FULL_SCALE_SINE_DBM0)
}

/// Power of a sine, or of anything else of that level.
pub(crate) fn power(level_dbm0: f64) -> f64 {
    peak(level_dbm0) * peak(level_dbm0) / 2.0
}
