//! What a line does to the whole sound: echo, gain steps, clipping, coding, lost packets.
//! What is on the line besides the digits is `background`'s.

use cxtone_line::g711::Law;

use crate::condition::{Coding, Concealment, Condition, Echo, GainSteps, Loss};
use crate::level::amplitude_ratio;
use crate::random::Random;
use crate::tone::sample_at;
use crate::trial::Label;

/// What most RTP packets carry.
const PACKET_S: f64 = 0.02;

/// Amplitude of a repeated packet against the one that it repeats.
const REPEATED: f64 = 0.8;

/// Full scale of 16-bit samples.
const FULL_SCALE: f64 = 32_768.0;

/// Applies all in the order in which sound meets it.
pub(crate) fn apply(
    condition: &Condition,
    labels: &[Label],
    samples: &mut [f64],
    random: &mut Random,
) {
    let rate = f64::from(condition.rate_hz);
    if let Some(steps) = condition.gain_steps {
        step(steps, samples, rate);
    }
    for sample in samples.iter_mut() {
        let clipped = (*sample + condition.dc).clamp(-condition.clip, condition.clip);
        *sample = coded(clipped, condition.coding);
    }
    lose(condition.loss, labels, samples, rate, random);
}

/// Adds the sound once more, later.
pub(crate) fn add_echo(echo: Echo, samples: &mut [f64], rate: f64) {
    let delay = sample_at(echo.delay_ms / 1000.0, rate);
    let ratio = amplitude_ratio(echo.level_db);
    for index in (delay..samples.len()).rev() {
        samples[index] += ratio * samples[index - delay];
    }
}

fn step(steps: GainSteps, samples: &mut [f64], rate: f64) {
    let length = sample_at(steps.every_ms / 1000.0, rate).max(1);
    let ratio = amplitude_ratio(-steps.db);
    for lowered in samples.chunks_mut(length).skip(1).step_by(2) {
        for sample in lowered {
            *sample *= ratio;
        }
    }
}

fn coded(sample: f64, coding: Coding) -> f64 {
    let law = match coding {
        Coding::Float => return sample,
        Coding::Pcm16 => return f64::from(pcm16(sample)) / FULL_SCALE,
        Coding::Mu => Law::Mu,
        Coding::A => Law::A,
    };
    f64::from(law.decode(law.encode(pcm16(sample)))) / FULL_SCALE
}

/// The nearest 16-bit sample.
pub(crate) fn pcm16(sample: f64) -> i16 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a float becomes the nearest integer of the range"
    )]
    let sample = (sample * FULL_SCALE).round() as i16;
    sample
}

fn lose(loss: Loss, labels: &[Label], samples: &mut [f64], rate: f64, random: &mut Random) {
    let length = sample_at(PACKET_S, rate);
    match loss {
        Loss::None => {}
        Loss::Random {
            probability,
            concealment,
        } => {
            for packet in 1..samples.len() / length {
                if random.chance(probability) {
                    conceal(packet, length, concealment, samples);
                }
            }
        }
        Loss::OneEachDigit { concealment } => {
            for label in labels {
                let first = sample_at(label.onset_s, rate) / length;
                let last = sample_at(label.offset_s, rate).saturating_sub(1) / length;
                let packet = first + random.below(last + 1 - first);
                conceal(packet.max(1), length, concealment, samples);
            }
        }
    }
}

fn conceal(packet: usize, length: usize, concealment: Concealment, samples: &mut [f64]) {
    let start = packet * length;
    for index in start..(start + length).min(samples.len()) {
        samples[index] = match concealment {
            Concealment::Silence => 0.0,
            Concealment::Repeat => REPEATED * samples[index - length],
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: f64 = 8_000.0;

    #[test]
    fn an_echo_comes_later_and_softer_and_once() {
        let mut samples = vec![0.0; 500];
        samples[10] = 1.0;
        let echo = Echo {
            delay_ms: 20.0,
            level_db: -20.0,
        };
        add_echo(echo, &mut samples, RATE);
        let sounding: Vec<_> = (0..500).filter(|&index| samples[index] != 0.0).collect();
        assert_eq!(sounding, [10, 170]);
        assert!((samples[170] - 0.1).abs() < 1e-12);
    }

    #[test]
    fn every_second_step_is_lower() {
        let mut samples = vec![1.0; 24];
        let steps = GainSteps {
            every_ms: 1.0,
            db: 20.0,
        };
        step(steps, &mut samples, RATE);
        assert_eq!([samples[7], samples[16]], [1.0, 1.0]);
        assert!((samples[8] - 0.1).abs() < 1e-12);
    }

    fn check_coding(coding: Coding, expected: f64) {
        let value = coded(1_000.4 / FULL_SCALE, coding) * FULL_SCALE;
        assert!((value - expected).abs() < 1e-9, "{coding:?}: {value}");
    }

    #[test]
    fn each_coding_has_its_steps() {
        check_coding(Coding::Float, 1_000.4);
        check_coding(Coding::Pcm16, 1_000.0);
        check_coding(Coding::Mu, 988.0);
        check_coding(Coding::A, 1_008.0);
    }

    #[test]
    fn a_lost_packet_is_silent_or_repeats_the_one_before() {
        for (concealment, expected) in [(Concealment::Silence, 0.0), (Concealment::Repeat, 0.8)] {
            let mut samples = vec![1.0; 640];
            conceal(2, 160, concealment, &mut samples);
            assert_eq!(
                [samples[319], samples[320], samples[479]],
                [1.0, expected, expected]
            );
            assert_eq!(samples[480], 1.0);
        }
    }
}
