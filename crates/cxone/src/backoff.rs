//! Waits that double and are spread evenly below their bound ("full jitter").
//! Who waits, and whether at all, is decided elsewhere.

use core::time::Duration;
use std::sync::{Mutex, PoisonError};

use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg32;

use crate::policy::BACKOFF_MAX;

/// Draws the waits before the second, third … attempt.
pub(crate) struct Backoff {
    random: Mutex<Pcg32>,
}

impl Backoff {
    /// Without a seed, seeded by the operating system.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        let seed = seed.unwrap_or_else(entropy);
        Self {
            random: Mutex::new(Pcg32::seed_from_u64(seed)),
        }
    }

    /// The wait after attempt number `attempt`, counted from one: from 0 to `base`, then twice that and so on.
    pub(crate) fn draw(&self, base: Duration, attempt: u32) -> Duration {
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        let part = f64::from(random.next_u32()) / f64::from(u32::MAX);
        bound(base, attempt).mul_f64(part)
    }
}

/// The longest wait after this attempt.
fn bound(base: Duration, attempt: u32) -> Duration {
    let doublings = attempt.saturating_sub(1);
    let factor = 2_u32.checked_pow(doublings).unwrap_or(u32::MAX);
    base.saturating_mul(factor).min(BACKOFF_MAX)
}

/// Without the operating system's randomness the waits are the same each time: no reason to refuse work.
fn entropy() -> u64 {
    getrandom::u64().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: u64 = 7;

    #[test]
    fn n9_waits_double_are_bounded_and_spread_over_their_whole_range() {
        let base = Duration::from_secs(2);
        let backoff = Backoff::new(Some(SEED));
        for (attempt, bound_s) in [(1, 2.0), (2, 4.0), (3, 8.0), (40, 60.0)] {
            let waits: Vec<f64> = (0..1000)
                .map(|_| backoff.draw(base, attempt).as_secs_f64())
                .collect();
            let mean = waits.iter().sum::<f64>() / 1000.0;
            assert!(waits.iter().all(|wait_s| *wait_s <= bound_s));
            assert!(waits.iter().any(|wait_s| *wait_s < 0.1 * bound_s));
            assert!(waits.iter().any(|wait_s| *wait_s > 0.9 * bound_s));
            assert!((mean / bound_s - 0.5).abs() < 0.05, "mean {mean}");
        }
    }

    #[test]
    fn one_seed_gives_the_same_waits_and_none_gives_others() {
        let waits = |seed| {
            let (base, backoff) = (Duration::from_secs(2), Backoff::new(seed));
            (1..9).map(|n| backoff.draw(base, n)).collect::<Vec<_>>()
        };
        assert_eq!(waits(Some(SEED)), waits(Some(SEED)));
        assert_ne!(waits(None), waits(None));
    }
}
