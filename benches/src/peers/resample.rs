//! Audio at 8 kHz brought to 22 050 Hz, the only rate that multimon-ng takes.
//! Nobody is timed in it.

/// Samples of multimon-ng's 22 050 Hz for every [`TAKEN`] of 8 kHz.
const GIVEN: usize = 441;
const TAKEN: usize = 160;

/// Zero crossings of the kernel on each side.
const CROSSINGS: usize = 24;

/// The same sound at 22 050 Hz: a windowed sinc, so that up to 3.7 kHz nothing is lost.
pub fn to_multimon_rate(samples: &[f32]) -> Vec<f32> {
    let kernels: Vec<Vec<f32>> = (0..GIVEN).map(kernel).collect();
    let silence = [0.0; CROSSINGS];
    let padded = [&silence, samples, &silence].concat();
    let given = (0..samples.len() * GIVEN / TAKEN).map(|index| {
        let (first, phase) = (index * TAKEN / GIVEN, index * TAKEN % GIVEN);
        let taken = padded[first + 1..].iter().zip(&kernels[phase]);
        taken.map(|(sample, weight)| sample * weight).sum()
    });
    given.collect()
}

/// The weights of the samples around a position that lies `phase` of [`GIVEN`] parts beyond one.
fn kernel(phase: usize) -> Vec<f32> {
    let part = phase as f64 / GIVEN as f64;
    let taps = (0..2 * CROSSINGS).map(|tap| {
        let distance = part + CROSSINGS as f64 - 1.0 - tap as f64;
        #[allow(
            clippy::cast_possible_truncation,
            reason = "computed in double precision, used in single"
        )]
        let weight = windowed_sinc(distance) as f32;
        weight
    });
    taps.collect()
}

/// sin(πx)/πx under a Hann window.
fn windowed_sinc(distance: f64) -> f64 {
    let radians = core::f64::consts::PI * distance;
    let sinc = if radians.abs() < 1e-9 {
        1.0
    } else {
        radians.sin() / radians
    };
    sinc * (0.5 + 0.5 * (radians / CROSSINGS as f64).cos())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a sine computed in double precision, resampled in single"
    )]
    fn a_sine_stays_the_sine_it_was() {
        let sine = |hz: f64, rate_hz: f64, index: usize| {
            (core::f64::consts::TAU * hz * index as f64 / rate_hz).sin()
        };
        let narrow = |value: f64| value as f32;
        let samples: Vec<f32> = (0..1600)
            .map(|index| narrow(sine(1633.0, 8000.0, index)))
            .collect();
        let resampled = to_multimon_rate(&samples);
        assert_eq!(resampled.len(), 4410);
        for (index, sample) in resampled.iter().enumerate().take(4300).skip(100) {
            let error = f64::from(*sample) - sine(1633.0, 22_050.0, index);
            assert!(error.abs() < 1e-3, "{index}: {error}");
        }
    }
}
