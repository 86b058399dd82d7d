//! One trial: samples and what is truly in them.
//! What a detector makes of it is told in `tally`.

use core::fmt;

use cxtone_dtmf::{Detector, Digit, Event, Heard, Profile, SampleRate};

use crate::background;
use crate::condition::{Condition, During, Order};
use crate::damage;
use crate::level::{amplitude_ratio, peak, power};
use crate::random::Random;
use crate::tone::{Burst, sample_at};

/// Sound before the first digit, at least; a detector has settled by then.
const LEAD_S: f64 = 0.12;

/// Onsets are drawn within so much, so that they fall between samples.
const JITTER_S: f64 = 0.005;

/// Sound after the last digit.
const TAIL_S: f64 = 0.15;

/// Audio with labels. `Debug` shows neither.
#[derive(Clone, PartialEq)]
pub struct Trial {
    /// Mono samples, full scale = 1.
    pub samples: Vec<f32>,
    /// Samples a second.
    pub rate_hz: u32,
    /// The digits in it, in order.
    pub labels: Vec<Label>,
}

/// A digit that was sent. `Debug` shows none of it.
#[derive(Clone, Copy, PartialEq)]
pub struct Label {
    /// Which digit.
    pub digit: Digit,
    /// When it began: half the amplitude, between samples.
    pub onset_s: f64,
    /// When it ended: half the amplitude.
    pub offset_s: f64,
    /// Frequency of the low tone as it was sent.
    pub low_hz: f64,
    /// Frequency of the high tone as it was sent.
    pub high_hz: f64,
    /// Level of the stronger tone.
    pub level_dbm0: f64,
    /// High tone less low tone.
    pub twist_db: f64,
}

impl Trial {
    /// Makes the audio of a condition: the same for the same condition and state of the draws.
    #[must_use]
    pub fn new(condition: &Condition, random: &mut Random) -> Self {
        let labels = labels(condition, random);
        let rate = f64::from(condition.rate_hz);
        let end_s = labels.last().map_or(0.0, |label| label.offset_s) + TAIL_S;
        let mut samples = vec![0.0; sample_at(end_s, rate)];
        for label in &labels {
            send(condition, label, &mut samples, random);
        }
        if let Some(echo) = condition.echo {
            damage::add_echo(echo, &mut samples, rate);
        }
        add_beside(condition, &mut samples, random);
        damage::apply(condition, &labels, &mut samples, random);
        Self {
            samples: samples.into_iter().map(narrow).collect(),
            rate_hz: condition.rate_hz,
            labels,
        }
    }

    /// How long the audio is.
    #[must_use]
    pub fn length_s(&self) -> f64 {
        self.samples.len() as f64 / f64::from(self.rate_hz)
    }

    /// What the detector hears in it.
    ///
    /// # Panics
    ///
    /// The condition's rate is none that the detector takes.
    #[must_use]
    pub fn heard(&self, profile: Profile) -> Vec<Heard> {
        let rate = SampleRate::new(self.rate_hz).expect("a rate that the detector takes");
        let mut detector = Detector::new(rate, profile);
        let mut heard = Vec::new();
        let mut sink = |event| {
            if let Event::Ended(digit) = event {
                heard.push(digit);
            }
        };
        detector.feed(&self.samples, &mut sink);
        detector.finish(&mut sink);
        heard
    }
}

impl fmt::Debug for Trial {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Trial([{} digits])", self.labels.len())
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Label([digit])")
    }
}

/// Which digits are sent, and when.
fn labels(condition: &Condition, random: &mut Random) -> Vec<Label> {
    let mut onset_s = LEAD_S + random.within(0.0, JITTER_S);
    let mut labels: Vec<Label> = Vec::new();
    for index in 0..condition.digits {
        let digit = match (condition.order, labels.last()) {
            (Order::InTurn, _) => Digit::ALL[index % Digit::COUNT],
            (Order::Twice, Some(last)) if index % 2 == 1 => last.digit,
            _ => random.digit(),
        };
        let offset_s = onset_s + condition.tone_ms / 1000.0;
        let nominal = [digit.low_hz(), digit.high_hz()].map(f64::from);
        labels.push(Label {
            digit,
            onset_s,
            offset_s,
            low_hz: condition.low_offset.applied_to(nominal[0]),
            high_hz: condition.high_offset.applied_to(nominal[1]),
            level_dbm0: condition.level_dbm0,
            twist_db: condition.twist_db,
        });
        onset_s = offset_s + condition.gap_ms / 1000.0;
    }
    labels
}

/// Adds one digit with what sounds during it, and its break.
fn send(condition: &Condition, label: &Label, samples: &mut [f64], random: &mut Random) {
    let rate_hz = condition.rate_hz;
    let extras = condition.extras.iter();
    let extras = extras.filter(|extra| extra.during == During::Digits);
    let tones = [
        (label.low_hz, condition.low_dbm0()),
        (label.high_hz, condition.high_dbm0()),
    ];
    let extras = extras.map(|extra| (extra.hz, condition.level_dbm0 + extra.relative_db));
    for (hz, level_dbm0) in tones.into_iter().chain(extras) {
        let burst = Burst {
            onset_s: label.onset_s,
            length_s: label.offset_s - label.onset_s,
            hz,
            peak: peak(level_dbm0),
            phase: random.phase(),
            edges: condition.edges,
        };
        burst.add_to(samples, rate_hz);
    }
    if let Some(interruption) = condition.interruption {
        let clear_s = interruption.clear_ms / 1000.0;
        let length_s = interruption.ms / 1000.0;
        let latest_s = (label.offset_s - clear_s - length_s).max(label.onset_s + clear_s);
        let start_s = random.within(label.onset_s + clear_s, latest_s);
        let rate = f64::from(rate_hz);
        samples[sample_at(start_s, rate)..sample_at(start_s + length_s, rate)].fill(0.0);
    }
}

/// Adds what sounds all the time.
fn add_beside(condition: &Condition, samples: &mut [f64], random: &mut Random) {
    let rate = f64::from(condition.rate_hz);
    for extra in &condition.extras {
        if extra.during == During::All {
            let burst = Burst {
                onset_s: -1.0,
                length_s: 2.0 + samples.len() as f64 / rate,
                hz: extra.hz,
                peak: peak(condition.level_dbm0) * amplitude_ratio(extra.relative_db),
                phase: random.phase(),
                edges: crate::condition::Edges::Abrupt,
            };
            burst.add_to(samples, condition.rate_hz);
        }
    }
    if let Some(floor_dbm0) = condition.floor_dbm0 {
        background::add_white(power(floor_dbm0), samples, rate, random);
    }
    if let Some(found) = &condition.background {
        let tones = power(condition.low_dbm0()) + power(condition.high_dbm0());
        let wanted = tones * libm::pow(10.0, -found.snr_db / 10.0);
        background::add(&found.kind, wanted, samples, condition.rate_hz, random);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "computed in double precision, listened to in single"
)]
fn narrow(sample: f64) -> f32 {
    sample as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::condition::{Coding, Interruption, Offset};

    const SEED: u64 = 2;

    fn trial(condition: &Condition) -> Trial {
        Trial::new(condition, &mut Random::new(SEED, 0))
    }

    /// The condition without noise, in exact samples.
    fn bare() -> Condition {
        Condition {
            floor_dbm0: None,
            coding: Coding::Float,
            ..Condition::default()
        }
    }

    /// Squared amplitude of a sine in the inside of a label, by correlation over a whole second.
    fn tone_power(trial: &Trial, label: &Label, hz: f64) -> f64 {
        let rate = f64::from(trial.rate_hz);
        let part = sample_at(label.onset_s, rate)..sample_at(label.offset_s, rate);
        let length = part.len() as f64;
        let (mut real, mut imaginary) = (0.0, 0.0);
        for index in part {
            let turn = core::f64::consts::TAU * hz * index as f64 / rate;
            real += f64::from(trial.samples[index]) * turn.cos();
            imaginary += f64::from(trial.samples[index]) * turn.sin();
        }
        4.0 * (real * real + imaginary * imaginary) / (length * length)
    }

    #[test]
    fn a_label_tells_frequency_level_and_twist_of_what_is_in_the_samples() {
        let condition = Condition {
            tone_ms: 1000.0,
            digits: 16,
            twist_db: -8.0,
            low_offset: Offset {
                percent: 1.5,
                hz: 2.0,
            },
            high_offset: Offset::percent(-3.5),
            ..bare()
        };
        let trial = trial(&condition);
        // Of a sine at -10 dBm0, with +3.14 dBm0 at full scale.
        let full_tone = 10_f64.powf(-1.314);
        for label in &trial.labels {
            let low = f64::from(label.digit.low_hz()) * 1.015 + 2.0;
            let high = f64::from(label.digit.high_hz()) * 0.965;
            let low_db = 10.0 * (tone_power(&trial, label, low) / full_tone).log10();
            let high_db = 10.0 * (tone_power(&trial, label, high) / full_tone).log10();
            assert!(low_db.abs() < 0.05, "{low_db}");
            assert!((high_db + 8.0).abs() < 0.05, "{high_db}");
        }
    }

    #[test]
    fn the_samples_are_silent_outside_of_the_labels() {
        let trial = trial(&bare());
        for (index, sample) in trial.samples.iter().enumerate() {
            let time_s = index as f64 / 8_000.0;
            let inside = trial
                .labels
                .iter()
                .any(|label| (label.onset_s..label.offset_s).contains(&time_s));
            assert!(inside || *sample == 0.0, "{time_s} s");
        }
    }

    #[test]
    fn noise_has_its_ratio_to_both_tones() {
        let noise_power = |condition: &Condition| {
            let samples = trial(condition).samples;
            let lead = samples[..900].iter().map(|it| f64::from(*it).powi(2));
            lead.sum::<f64>() / 900.0
        };
        let condition = bare().with_white_noise(6.0);
        let tones = 2.0 * power(-10.0);
        let ratio_db = 10.0 * (tones / noise_power(&condition)).log10();
        assert!((ratio_db - 6.0).abs() < 0.4, "{ratio_db}");
    }

    #[test]
    fn a_break_is_silent_and_leaves_tone_on_both_sides() {
        let condition = Condition {
            tone_ms: 80.0,
            interruption: Some(Interruption {
                ms: 10.0,
                clear_ms: 30.0,
            }),
            ..bare()
        };
        let trial = trial(&condition);
        for label in &trial.labels {
            let part = sample_at(label.onset_s, 8e3)..sample_at(label.offset_s, 8e3);
            let part = &trial.samples[part];
            let silent: Vec<_> = (0..part.len())
                .filter(|&index| part[index] == 0.0)
                .collect();
            assert!((79..=81).contains(&silent.len()), "{}", silent.len());
            assert!(silent[0] >= 239 && silent[79 - 1] <= part.len() - 239);
        }
    }

    #[test]
    fn twice_sends_every_drawn_digit_two_times() {
        let condition = Condition {
            order: Order::Twice,
            ..bare()
        };
        for pair in trial(&condition).labels.chunks(2) {
            assert!(pair[0].digit == pair[1].digit);
        }
    }

    #[test]
    fn in_turn_sends_all_sixteen() {
        let condition = Condition {
            order: Order::InTurn,
            digits: 17,
            ..bare()
        };
        let labels = trial(&condition).labels;
        let digits: Vec<_> = labels.iter().map(|label| label.digit).collect();
        assert!(digits[..16] == Digit::ALL && digits[16] == Digit::ALL[0]);
    }

    #[test]
    fn the_same_seed_gives_the_same_samples_and_another_one_others() {
        let condition = Condition::default().with_white_noise(10.0);
        assert!(trial(&condition) == trial(&condition));
        assert!(trial(&condition) != Trial::new(&condition, &mut Random::new(SEED + 1, 0)));
    }

    #[test]
    fn debug_shows_no_digits() {
        let trial = trial(&Condition::default());
        assert_eq!(format!("{trial:?}"), "Trial([10 digits])");
        assert_eq!(format!("{:?}", trial.labels[0]), "Label([digit])");
    }
}
