//! Digits in white noise, each in a slot of its own, so that it is plain which one was heard.
//! Who hears them is the contender's.

use cxtone_dtmf::{Digit, level::FULL_SCALE_DBM0};

use crate::audio::{Audio, FRAME, RATE_HZ};
use crate::random::Random;

/// Level of either tone: low enough that noise 12 dB above the digit seldom clips.
const TONE_DBM0: f64 = -20.0;

/// Noise before each digit, at least and at most. From onset to onset it differs by no more than
/// what a verifier allows.
const LEAD_MS: (f64, f64) = (20.0, 40.0);

/// Noise after each digit, at least: whoever hears it has told so by then.
const TAIL_MS: u32 = 180;

/// Slots in which digits of one length are sent at one signal-to-noise ratio.
#[derive(Clone, Copy, Debug)]
pub struct Slots {
    /// How long each tone lasts, with abrupt edges.
    pub tone_ms: u32,
    /// Power of both tones over that of the noise from 0 to 4 kHz.
    pub snr_db: f64,
}

/// A digit and the noise around it.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Which digit is in it.
    pub digit: Digit,
    /// Whole frames.
    pub audio: Audio,
}

impl Slots {
    /// The frames of a slot.
    pub fn frames(self) -> usize {
        let samples = (self.tone_ms + TAIL_MS) as usize * RATE_HZ / 1000 + at_most_lead();
        samples.div_ceil(FRAME)
    }

    /// From the end of a tone to the next on the mean.
    pub fn gap_ms(self) -> u32 {
        u32::try_from(self.frames()).unwrap_or(u32::MAX) * 20 - self.tone_ms
    }

    /// The noise's deviation, full scale = 1.
    pub fn noise_deviation(self) -> f64 {
        amplitude() * 10_f64.powf(-self.snr_db / 20.0)
    }

    /// The next slot: a random digit at random phases, somewhere in the noise.
    pub fn next(self, random: &mut Random) -> Slot {
        let digit = Digit::ALL[random.below(Digit::COUNT)];
        let lead = whole(random.within(LEAD_MS.0, LEAD_MS.1) * RATE_HZ as f64 / 1000.0);
        let tones = [digit.low_hz(), digit.high_hz()].map(|hz| {
            let radians = core::f64::consts::TAU * f64::from(hz) / RATE_HZ as f64;
            (radians, random.within(0.0, core::f64::consts::TAU))
        });
        let tone = lead..lead + self.tone_ms as usize * RATE_HZ / 1000;
        let deviation = self.noise_deviation();
        let samples = (0..self.frames() * FRAME).map(|index| {
            let mut sample = deviation * random.normal();
            if tone.contains(&index) {
                let sine = |&(radians, phase): &(f64, f64)| (radians * index as f64 + phase).sin();
                sample += amplitude() * tones.iter().map(sine).sum::<f64>();
            }
            narrow(sample)
        });
        let samples: Vec<f32> = samples.collect();
        Slot {
            digit,
            audio: Audio::from_float(&samples),
        }
    }
}

/// Peak amplitude of either tone; as a deviation, the power of both together.
fn amplitude() -> f64 {
    10_f64.powf((TONE_DBM0 - f64::from(FULL_SCALE_DBM0)) / 20.0)
}

fn at_most_lead() -> usize {
    whole(LEAD_MS.1) * RATE_HZ / 1000
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "milliseconds and samples of a slot: positive and small"
)]
fn whole(value: f64) -> usize {
    value as usize
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "computed in double precision, heard in single"
)]
fn narrow(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_that_of_both_tones_to_the_noise() {
        let slots = |snr_db| Slots {
            tone_ms: 70,
            snr_db,
        };
        let power = |snr_db| {
            let mut random = Random::new(1);
            let count = 50;
            let all = (0..count).map(|_| {
                let slot = slots(snr_db).next(&mut random);
                let samples = slot.audio.float().iter();
                samples.map(|&it| f64::from(it * it)).sum::<f64>()
            });
            all.sum::<f64>() / f64::from(count)
        };
        // Next to no noise leaves the tones, next to no tones the noise.
        let tones = power(90.0) / (0.07 * RATE_HZ as f64);
        let noise = slots(0.0).noise_deviation().powi(2);
        assert!((10.0 * (tones / noise).log10()).abs() < 0.1);
    }
}
