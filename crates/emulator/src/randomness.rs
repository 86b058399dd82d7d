//! Where credentials, tokens and seeds come from: the system, or a seed so that a run can be replayed.
//! What they are used for is decided elsewhere.

use rand_core::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg64;

/// A source of random values.
pub(crate) enum Randomness {
    /// The operating system's.
    System,
    /// The same values for the same seed.
    Seeded(Box<Pcg64>),
}

impl Randomness {
    /// Seeded where a seed is given, else the system's.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        seed.map_or(Self::System, |seed| {
            Self::Seeded(Box::new(Pcg64::seed_from_u64(seed)))
        })
    }

    /// 64 random bits.
    pub(crate) fn bits(&mut self) -> Result<u64, getrandom::Error> {
        match self {
            Self::System => getrandom::u64(),
            Self::Seeded(generator) => Ok(generator.next_u64()),
        }
    }

    /// 128 random bits as 32 hexadecimal digits: an id, a secret or a token.
    pub(crate) fn name(&mut self) -> Result<String, getrandom::Error> {
        Ok(format!("{:016x}{:016x}", self.bits()?, self.bits()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEED: u64 = 7;

    #[test]
    fn the_same_seed_gives_the_same_names_and_another_gives_others() {
        let name = |seed| Randomness::new(seed).name().expect("the source works");
        assert_eq!(name(Some(SEED)), name(Some(SEED)));
        assert_ne!(name(Some(SEED)), name(Some(SEED + 1)));
        assert_ne!(name(None), name(None));
    }

    #[test]
    fn one_source_does_not_repeat_itself() {
        let mut source = Randomness::new(Some(SEED));
        let first = source.name().expect("the source works");
        assert_eq!(first.len(), 32);
        assert_ne!(first, source.name().expect("the source works"));
    }
}
