//! Randomness from a seed: uniform, normal, and choices.
//! What is drawn with it is decided by conditions and families.

use core::f64::consts::TAU;

use cxtone_dtmf::Digit;
use rand_core::Rng;
use rand_pcg::Pcg32;

/// 2⁻⁵³: the finest step of a number drawn uniformly below one.
const UNIFORM_STEP: f64 = 1.0 / 9_007_199_254_740_992.0;

/// A stream of draws. The same seed and index give the same draws on every machine.
#[derive(Clone, Debug)]
pub struct Random {
    source: Pcg32,
    /// Normal numbers are drawn in pairs; this is the second.
    spare: Option<f64>,
}

impl Random {
    /// The draws of one trial, apart from those of every other index.
    #[must_use]
    pub fn new(seed: u64, index: u64) -> Self {
        Self {
            source: Pcg32::new(seed, index),
            spare: None,
        }
    }

    /// From 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        let bits = self.source.next_u64() >> 11;
        bits as f64 * UNIFORM_STEP
    }

    /// Uniform from the least to the most.
    pub fn within(&mut self, least: f64, most: f64) -> f64 {
        least + (most - least) * self.unit()
    }

    /// An end of the range half of the time, else anything in it: what is wrong at a limit shows
    /// without the inside being left out.
    pub fn favouring_ends(&mut self, least: f64, most: f64) -> f64 {
        match self.below(4) {
            0 => least,
            1 => most,
            _ => self.within(least, most),
        }
    }

    /// A phase in radians.
    pub fn phase(&mut self) -> f64 {
        TAU * self.unit()
    }

    /// A whole number below the count; 0 when the count is 0.
    pub fn below(&mut self, count: usize) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "positive and below the count"
        )]
        let drawn = (self.unit() * count as f64) as usize;
        drawn
    }

    /// True with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// −1 or +1.
    pub fn sign(&mut self) -> f64 {
        if self.chance(0.5) { 1.0 } else { -1.0 }
    }

    /// Any of the sixteen digits.
    pub fn digit(&mut self) -> Digit {
        Digit::ALL[self.below(Digit::COUNT)]
    }

    /// Mean 0, deviation 1, by Marsaglia's polar method.
    pub fn normal(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let (x, y) = (self.within(-1.0, 1.0), self.within(-1.0, 1.0));
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                let factor = (-2.0 * libm::log(square) / square).sqrt();
                self.spare = Some(y * factor);
                return x * factor;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: u64 = 5;
    const DRAWS: usize = 100_000;

    #[test]
    fn normal_draws_have_mean_zero_and_deviation_one() {
        let mut random = Random::new(SEED, 0);
        let draws: Vec<f64> = (0..DRAWS).map(|_| random.normal()).collect();
        let mean = draws.iter().sum::<f64>() / DRAWS as f64;
        let power = draws.iter().map(|draw| draw * draw).sum::<f64>() / DRAWS as f64;
        assert!(mean.abs() < 0.02, "{mean}");
        assert!((power - 1.0).abs() < 0.02, "{power}");
    }

    #[test]
    fn the_same_seed_gives_the_same_draws_and_another_index_others() {
        let draws = |seed, index| {
            let mut random = Random::new(seed, index);
            [random.unit(), random.normal(), random.unit()]
        };
        assert_eq!(draws(SEED, 3), draws(SEED, 3));
        assert_ne!(draws(SEED, 3), draws(SEED, 4));
        assert_ne!(draws(SEED, 3), draws(SEED + 1, 3));
    }

    #[test]
    fn the_ends_of_a_range_are_drawn_often() {
        let mut random = Random::new(SEED, 1);
        let draws: Vec<f64> = (0..1000)
            .map(|_| random.favouring_ends(-8.0, 4.0))
            .collect();
        let ends = draws.iter().filter(|draw| [-8.0, 4.0].contains(draw));
        assert!((400..600).contains(&ends.count()));
        assert!(draws.iter().all(|draw| (-8.0..=4.0).contains(draw)));
    }
}
