//! Levels in dBm0 and the amplitudes they stand for.

/// Level of a sine that just reaches full scale, in dBm0 (ITU-T G.711, tables 5 and 6: +3.14 for
/// µ-law, +3.17 for A-law; the 0.03 dB between them are left aside).
#[allow(
    clippy::approx_constant,
    reason = "a level that happens to look like π"
)]
pub const FULL_SCALE_DBM0: f32 = 3.14;

/// Peak amplitude of a sine of a level, full scale = 1.
pub(crate) fn amplitude(level_dbm0: f32) -> f32 {
    libm::powf(10.0, (level_dbm0 - FULL_SCALE_DBM0) / 20.0)
}

/// Level of a sine of a peak amplitude, full scale = 1.
pub(crate) fn dbm0(amplitude: f32) -> f32 {
    20.0 * libm::log10f(amplitude) + FULL_SCALE_DBM0
}
