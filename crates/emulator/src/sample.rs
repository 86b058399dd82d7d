//! One sample as a fraction of full scale and as 16 bits, as G.711 and the recording have it.
//! What is done to samples is decided elsewhere.

/// Full scale of a 16-bit sample.
const FULL_SCALE: f32 = 32_768.0;

/// Rounded, and clipped at full scale.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the value is rounded and a float cast saturates, which is the clipping of a line"
)]
pub(crate) fn to_16_bits(sample: f32) -> i16 {
    (sample * FULL_SCALE).round() as i16
}

/// Exact.
pub(crate) fn from_16_bits(sample: i16) -> f32 {
    f32::from(sample) / FULL_SCALE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_bits_survive_and_what_is_louder_is_clipped() {
        for sample in [i16::MIN, -1, 0, 1, i16::MAX] {
            assert_eq!(to_16_bits(from_16_bits(sample)), sample);
        }
        assert_eq!((to_16_bits(1.5), to_16_bits(-1.5)), (i16::MAX, i16::MIN));
    }
}
