//! The colours of levels: from ink over violet and coral to pale yellow.
//! Lightness grows evenly with level, so the picture also reads in grey and to colour-blind eyes.

/// Red, green, blue.
pub(super) type Rgb = [u8; 3];

/// Evenly spaced, darkest first; those in between are mixed.
const ANCHORS: [Rgb; 9] = [
    [10, 9, 26],
    [27, 18, 62],
    [62, 22, 102],
    [108, 29, 121],
    [156, 42, 117],
    [205, 65, 96],
    [240, 109, 74],
    [252, 170, 89],
    [252, 238, 178],
];

/// The colour of a level between 0 and 1; below and above are as the ends.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the level is clamped to the anchors"
)]
pub(super) fn of(level: f32) -> Rgb {
    let place = level.clamp(0.0, 1.0) * (ANCHORS.len() - 1) as f32;
    let below = (place as usize).min(ANCHORS.len() - 2);
    mixed(ANCHORS[below], ANCHORS[below + 1], place - below as f32)
}

/// So much of the second colour, and the rest of the first.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "between two bytes is a byte"
)]
pub(super) fn mixed(first: Rgb, second: Rgb, share: f32) -> Rgb {
    let mut mix = first;
    for (value, other) in mix.iter_mut().zip(second) {
        let (from, to) = (f32::from(*value), f32::from(other));
        *value = (from + (to - from) * share).round() as u8;
    }
    mix
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lightness L* of CIE 1976.
    fn lightness(colour: Rgb) -> f64 {
        let linear = colour.map(|value| (f64::from(value) / 255.0).powf(2.2));
        let luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
        116.0 * luminance.cbrt() - 16.0
    }

    #[test]
    fn louder_is_lighter_in_even_steps() {
        let steps: Vec<f64> = (0_u8..=8)
            .map(|step| lightness(of(f32::from(step) / 8.0)))
            .collect();
        for pair in steps.windows(2) {
            let rise = pair[1] - pair[0];
            assert!((5.0..18.0).contains(&rise), "{steps:.1?}");
        }
    }

    #[test]
    fn levels_beyond_the_ends_have_their_colours() {
        assert_eq!(of(-1.0), of(0.0));
        assert_eq!(of(2.0), of(1.0));
    }
}
