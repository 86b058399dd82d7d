//! Linear samples of 16 bits, as telephony carries them, and samples with full scale at ±1, as detectors take them.
//! What lies in files is left to `audio`.

use wide::{f32x8, i16x8, i32x8};

/// Full scale: a power of two, so that both directions are exact.
const SCALE: f32 = 32_768.0;

/// A sample of 16 bits with full scale at ±1.
#[must_use]
pub fn decode(sample: i16) -> f32 {
    f32::from(sample) / SCALE
}

/// The same for many, in vectors, also where a compiler that is to save space would not make any.
///
/// # Panics
///
/// If there are not as many places as samples.
pub fn decode_all(samples: &[i16], places: &mut [f32]) {
    assert_eq!(samples.len(), places.len(), "as many places as samples");
    let (eights, rest) = samples.as_chunks();
    let (eight_places, rest_places) = places.as_chunks_mut();
    for (place, eight) in eight_places.iter_mut().zip(eights) {
        let whole = i32x8::from_i16x8(i16x8::new(*eight));
        *place = (f32x8::from_i32x8(whole) * (1.0 / SCALE)).to_array();
    }
    for (place, sample) in rest_places.iter_mut().zip(rest) {
        *place = decode(*sample);
    }
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
    use super::{decode, decode_all, encode};

    #[test]
    fn many_are_decoded_as_one_is() {
        let mut samples = [0; 65_536];
        for (place, value) in samples.iter_mut().zip(i16::MIN..=i16::MAX) {
            *place = value;
        }
        for count in [0, 1, 7, 8, 9, 160, samples.len()] {
            let mut places = [0.0; 65_536];
            decode_all(&samples[..count], &mut places[..count]);
            for (place, sample) in places[..count].iter().zip(samples) {
                assert_eq!(*place, decode(sample));
            }
        }
    }

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
