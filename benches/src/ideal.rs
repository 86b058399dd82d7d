//! The limit: a detector that knows the frequencies, how long a tone lasts and how loud the noise
//! is, and does not know when a tone begins, its phases or its level.
//! It is no way to build one: what it is told, nobody knows of a real line.

use cxtone_dtmf::Digit;
use cxtone_dtmf::keypad::{COLUMN_HZ, COLUMNS, ROW_HZ, ROWS};

use crate::audio::{Audio, RATE_HZ};
use crate::random::Random;

/// Samples between two decisions: a millisecond.
const HOP: usize = RATE_HZ / 1000;

const TONES: usize = ROWS + COLUMNS;

/// Energies of matched filters: for each of the tones that of the last `tone_ms`, over what noise
/// alone gives on the mean. The digit is the pair of the strongest; its score is their sum, which
/// for unknown phases and levels is the likelihood ratio.
#[derive(Clone, Debug)]
pub struct Ideal {
    tone_hops: usize,
    /// Energy of noise alone in one filter.
    noise_energy: f64,
    /// Sines and cosines of a second, after which each tone is back at its start.
    tables: Vec<[(f64, f64); RATE_HZ]>,
    position: usize,
    /// For each hop of the last `tone_ms` what each filter took in, and where the oldest is.
    hops: Vec<[(f64, f64); TONES]>,
    oldest: usize,
    sums: [(f64, f64); TONES],
}

/// What the last `tone_ms` are most like, and how much.
#[derive(Clone, Copy, Debug)]
pub struct Scored {
    /// The pair of the strongest tones.
    pub digit: Digit,
    /// Sum of their energies over those of noise.
    pub score: f64,
}

impl Ideal {
    /// For tones of this length in noise of this deviation.
    pub fn new(tone_ms: u32, noise_deviation: f64) -> Self {
        let tone_hops = tone_ms as usize;
        let samples = (tone_hops * HOP) as f64;
        Self {
            tone_hops,
            noise_energy: samples * noise_deviation * noise_deviation,
            tables: ROW_HZ
                .iter()
                .chain(&COLUMN_HZ)
                .map(|&hz| table(hz))
                .collect(),
            position: 0,
            hops: vec![[(0.0, 0.0); TONES]; tone_hops],
            oldest: 0,
            sums: [(0.0, 0.0); TONES],
        }
    }

    /// Takes samples, full scale = 1, and tells the score after each whole millisecond.
    pub fn feed(&mut self, samples: &[f32], mut sink: impl FnMut(Scored)) {
        for hop in samples.chunks_exact(HOP) {
            sink(self.hop(hop));
        }
    }

    fn hop(&mut self, samples: &[f32]) -> Scored {
        let mut taken = [(0.0, 0.0); TONES];
        for (taken, table) in taken.iter_mut().zip(&self.tables) {
            let table = table[self.position..].iter();
            for (sample, (sine, cosine)) in samples.iter().zip(table) {
                taken.0 += f64::from(*sample) * cosine;
                taken.1 += f64::from(*sample) * sine;
            }
        }
        self.position = (self.position + HOP) % RATE_HZ;
        let dropped = core::mem::replace(&mut self.hops[self.oldest], taken);
        self.oldest = (self.oldest + 1) % self.tone_hops;
        for ((sum, taken), dropped) in self.sums.iter_mut().zip(taken).zip(dropped) {
            sum.0 += taken.0 - dropped.0;
            sum.1 += taken.1 - dropped.1;
        }
        self.scored()
    }

    fn scored(&self) -> Scored {
        let energies = self
            .sums
            .map(|(re, im)| (re * re + im * im) / self.noise_energy);
        let (rows, columns) = energies.split_at(ROWS);
        let ((row, low), (column, high)) = (strongest(rows), strongest(columns));
        Scored {
            digit: Digit::from_keypad(row, column).expect("a row and a column of the keypad"),
            score: low + high,
        }
    }

    /// Which digits are in a slot of noise: the best place, and others at least a tone's length
    /// from it and from one another.
    pub fn digits(&mut self, slot: &Audio, threshold: f64) -> Vec<Digit> {
        let mut scored = Vec::new();
        self.feed(slot.float(), |it| scored.push(it));
        let mut digits = Vec::new();
        while let Some(best) = index_of_best(&scored) {
            if scored[best].score <= threshold {
                break;
            }
            digits.push(scored[best].digit);
            // Two hops more than a tone: its onset need not lie on a hop.
            let reach = self.tone_hops + 2;
            let first = best.saturating_sub(reach);
            let after = (best + reach + 1).min(scored.len());
            for near in &mut scored[first..after] {
                near.score = 0.0;
            }
        }
        digits
    }
}

/// The score that noise alone exceeds once an hour, by listening to it for some hours. Moments
/// less than a tone apart count as one.
pub fn threshold_for_one_an_hour(tone_ms: u32, hours: usize, seed: u64) -> f64 {
    let mut random = Random::new(seed);
    let mut ideal = Ideal::new(tone_ms, 1.0);
    let mut peaks: Vec<f64> = Vec::new();
    let (mut peak, mut since_peak) = (0.0_f64, 0);
    for _ in 0..hours * 3600 {
        let second: Vec<f32> = (0..RATE_HZ).map(|_| narrow(random.normal())).collect();
        ideal.feed(&second, |Scored { score, .. }| {
            since_peak += 1;
            if score > peak || since_peak > tone_ms {
                if since_peak > tone_ms {
                    peaks.push(peak);
                }
                (peak, since_peak) = (score, 0);
            }
        });
    }
    peaks.sort_by(|one, other| other.total_cmp(one));
    peaks.get(hours - 1).copied().unwrap_or(f64::INFINITY)
}

fn index_of_best(scored: &[Scored]) -> Option<usize> {
    let all = scored.iter().enumerate();
    all.max_by(|(_, one), (_, other)| one.score.total_cmp(&other.score))
        .map(|(index, _)| index)
}

fn strongest(energies: &[f64]) -> (usize, f64) {
    let all = energies.iter().copied().enumerate();
    all.fold(
        (0, f64::MIN),
        |best, it| if it.1 > best.1 { it } else { best },
    )
}

fn table(hz: f32) -> [(f64, f64); RATE_HZ] {
    core::array::from_fn(|index| {
        let radians = core::f64::consts::TAU * f64::from(hz) * index as f64 / RATE_HZ as f64;
        radians.sin_cos()
    })
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
    use crate::slots::Slots;

    #[test]
    fn a_digit_far_above_the_noise_is_heard_once_and_noise_is_not() {
        let slots = Slots {
            tone_ms: 40,
            snr_db: 20.0,
        };
        let mut random = Random::new(1);
        for _ in 0..50 {
            let slot = slots.next(&mut random);
            let mut ideal = Ideal::new(slots.tone_ms, slots.noise_deviation());
            assert!(ideal.digits(&slot.audio, 25.0) == [slot.digit]);
        }
        let noise: Vec<f32> = (0..RATE_HZ)
            .map(|_| narrow(0.1 * random.normal()))
            .collect();
        let mut ideal = Ideal::new(slots.tone_ms, 0.1);
        assert!(ideal.digits(&Audio::from_float(&noise), 25.0).is_empty());
    }
}
