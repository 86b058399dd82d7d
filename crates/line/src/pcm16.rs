//! Linear samples of 16 bits, as telephony carries them, and samples with full scale at ±1, as detectors take them.
//! What lies in files is left to `audio`.

/// Full scale: a power of two, so that both directions are exact.
const SCALE: f32 = 32_768.0;

/// A sample of 16 bits with full scale at ±1.
#[must_use]
pub fn decode(sample: i16) -> f32 {
    f32::from(sample) / SCALE
}

/// The nearest sample of 16 bits: what does not fit is clipped, what is no number is silence.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a cast from floating point clips at the ends and makes NaN zero, as wanted"
)]
#[must_use]
pub fn encode(sample: f32) -> i16 {
    libm::roundf(sample * SCALE) as i16
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn every_value_of_16_bits_survives() {
        for value in i16::MIN..=i16::MAX {
            assert_eq!(encode(decode(value)), value);
        }
    }

    #[test]
    fn what_does_not_fit_is_clipped_and_what_is_no_number_is_silence() {
        for (sample, expected) in [(1.0, i16::MAX), (-7.0, i16::MIN), (f32::NAN, 0)] {
            assert_eq!(encode(sample), expected);
        }
    }

    #[test]
    fn between_two_values_the_nearer_one_is_taken() {
        for (steps, expected) in [(1.4, 1), (1.5, 2), (-1.4, -1), (-1.5, -2)] {
            assert_eq!(encode(steps / 32_768.0), expected);
        }
    }
}
