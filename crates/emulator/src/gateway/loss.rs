//! Which RTP packets the network loses, drawn from a seed.
//! Losses of audio on the line itself are an impairment and drawn there.

use rand_core::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg64;

/// Decides for each packet whether it is lost.
pub(super) struct Loss {
    probability: f64,
    generator: Pcg64,
}

impl Loss {
    pub(super) fn new(probability: f64, seed: u64) -> Self {
        Self {
            probability,
            generator: Pcg64::seed_from_u64(seed),
        }
    }

    /// Whether the next packet is lost.
    pub(super) fn is_lost(&mut self) -> bool {
        f64::from(self.generator.next_u32()) < self.probability * (f64::from(u32::MAX) + 1.0)
    }

    /// Where a stream's sequence numbers, timestamps and source start (RFC 3550, section 5.1).
    pub(super) fn origin(&mut self) -> u32 {
        self.generator.next_u32()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: u64 = 1;

    #[test]
    fn as_many_are_lost_as_the_probability_says() {
        for (probability, least, most) in [(0.0, 0, 0), (0.25, 2_300, 2_700), (1.0, 10_000, 10_000)]
        {
            let mut loss = Loss::new(probability, SEED);
            let lost = (0..10_000).filter(|_| loss.is_lost()).count();
            assert!((least..=most).contains(&lost), "{probability}: {lost}");
        }
    }
}
