//! Voice-like sound: glottal pulses through moving resonances, in syllables with pauses.
//! It stands in for speech where no recording is at hand, and is no measure of talk-off.

use core::f64::consts::{PI, TAU};

use crate::random::Random;

/// Bandwidths of the resonances, in Hz.
const BANDWIDTHS_HZ: [f64; 3] = [80.0, 120.0, 160.0];

/// Breath beside the pulses, against a pulse of 1.
const BREATH: f64 = 0.02;

/// Several voices at once; each starts at a place of its own.
pub(crate) fn voices(length: usize, count: usize, rate: f64, random: &mut Random) -> Vec<f64> {
    let mut sound = vec![0.0; length];
    for _ in 0..count.max(1) {
        speak(&mut sound, rate, random);
    }
    sound
}

/// Adds one voice: syllables until the end.
fn speak(sound: &mut [f64], rate: f64, random: &mut Random) {
    let usual_hz = random.within(90.0, 260.0);
    let mut at = random.below(samples(0.2, rate));
    while at < sound.len() {
        let end = (at + samples(random.within(0.08, 0.3), rate)).min(sound.len());
        if let Some(part) = sound.get_mut(at..end) {
            Syllable::draw(usual_hz, random).add_to(part, rate, random);
        }
        let pause_s = if random.chance(0.2) { 0.3 } else { 0.04 };
        at = end + samples(random.within(0.0, pause_s), rate);
    }
}

fn samples(time_s: f64, rate: f64) -> usize {
    crate::tone::sample_at(time_s, rate).max(1)
}

struct Syllable {
    pitch_hz: [f64; 2],
    formants_hz: [[f64; 2]; 3],
}

impl Syllable {
    fn draw(usual_hz: f64, random: &mut Random) -> Self {
        let mut glide = |least: f64, most: f64| {
            let start = random.within(least, most);
            [start, start * random.within(0.8, 1.25)]
        };
        Self {
            pitch_hz: glide(usual_hz * 0.8, usual_hz * 1.3),
            formants_hz: [
                glide(280.0, 850.0),
                glide(850.0, 2_200.0),
                glide(2_300.0, 3_000.0),
            ],
        }
    }

    fn add_to(&self, sound: &mut [f64], rate: f64, random: &mut Random) {
        let mut phase = random.unit();
        let mut states = [[0.0; 2]; 3];
        let length = sound.len() as f64;
        for (index, sample) in sound.iter_mut().enumerate() {
            let share = index as f64 / length;
            phase += between(self.pitch_hz, share) / rate;
            let pulse = if phase >= 1.0 { 1.0 } else { 0.0 };
            phase -= phase.floor();
            let mut driven = pulse + BREATH * random.normal();
            for (state, (formant_hz, width_hz)) in states
                .iter_mut()
                .zip(self.formants_hz.iter().zip(BANDWIDTHS_HZ))
            {
                driven = resonate(state, driven, between(*formant_hz, share), width_hz, rate);
            }
            *sample += driven * libm::sin(PI * share);
        }
    }
}

fn between([start, end]: [f64; 2], share: f64) -> f64 {
    start + (end - start) * share
}

/// A resonance with a gain of about one at 0 Hz: two poles.
fn resonate(state: &mut [f64; 2], input: f64, hz: f64, width_hz: f64, rate: f64) -> f64 {
    let radius = libm::exp(-PI * width_hz / rate);
    let near = 2.0 * radius * libm::cos(TAU * hz / rate);
    let far = -radius * radius;
    let output = (1.0 - near - far) * input + near * state[0] + far * state[1];
    *state = [output, state[0]];
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_sounds_has_pauses_and_stays_finite() {
        let sound = voices(40_000, 1, 8_000.0, &mut Random::new(3, 0));
        assert!(sound.iter().all(|sample| sample.is_finite()));
        let powers = sound
            .chunks(160)
            .map(|block| block.iter().map(|it| it * it).sum::<f64>());
        let powers: Vec<f64> = powers.collect();
        let loudest = powers.iter().copied().fold(0.0, f64::max);
        assert!(loudest > 0.0);
        let silent = powers
            .iter()
            .filter(|&&power| power < loudest * 1e-4)
            .count();
        assert!(silent > 5, "{silent} of {} blocks are silent", powers.len());
    }
}
