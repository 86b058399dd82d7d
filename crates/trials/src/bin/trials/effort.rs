//! How much a proof measures: all of it, or a small part to see that it runs.
//! What is measured is the proof's.

use cxtone_dtmf::Profile;
use cxtone_trials::{Condition, Random, Tally, Trial};

/// What a quick run divides all counts by.
const QUICK_DIVISOR: usize = 30;

/// Digits that are measured at least.
const DIGITS_MIN: usize = 160;

/// What all trials are drawn from. The detector has been fitted and tuned with others.
const SEED: u64 = 0x5EED_0C87;

/// How much is asked for.
#[derive(Debug, clap::Args)]
pub(crate) struct EffortOptions {
    /// A thirtieth of the trials: shows that it runs, and little else
    #[arg(long)]
    pub(crate) quick: bool,
    /// Only what contains this text
    #[arg(long, value_name = "TEXT")]
    pub(crate) only: Option<String>,
}

/// How much is measured.
#[derive(Clone, Debug)]
pub(crate) struct Effort {
    quick: bool,
    only: Option<String>,
}

impl Effort {
    /// All, or a small part; of everything, or of what contains a text.
    pub(crate) fn new(options: &EffortOptions) -> Self {
        Self {
            quick: options.quick,
            only: options.only.clone(),
        }
    }

    /// Whether something of this name is measured.
    pub(crate) fn includes(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|only| name.contains(only))
    }

    /// So many digits of conditions drawn one by one, and what the detector heard of them.
    ///
    /// Digits are the same for the same name: a difference between two measurements of one name is
    /// one of their conditions.
    pub(crate) fn tally(
        &self,
        name: &str,
        digits: usize,
        profile: Profile,
        mut draw: impl FnMut(&mut Random) -> Condition,
    ) -> Tally {
        let wanted = if self.quick {
            (digits / QUICK_DIVISOR).max(DIGITS_MIN)
        } else {
            digits
        };
        let seed = SEED ^ hash(name);
        let mut tally = Tally::default();
        let mut index = 0;
        while tally.digits < wanted {
            let mut random = Random::new(seed, index);
            let condition = draw(&mut random);
            if condition.digits == 0 {
                break;
            }
            tally.listen(&Trial::new(&condition, &mut random), profile);
            index += 1;
        }
        tally
    }
}

/// FNV-1a: gives every name draws of its own.
fn hash(name: &str) -> u64 {
    name.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quick(only: Option<&str>) -> Effort {
        Effort::new(&EffortOptions {
            quick: true,
            only: only.map(str::to_owned),
        })
    }

    #[test]
    fn a_quick_run_measures_a_part_and_never_too_little() {
        let count = |digits| {
            let condition = |_: &mut Random| Condition::default();
            quick(None)
                .tally("x", digits, Profile::ATT, condition)
                .digits
        };
        assert_eq!([count(30), count(6_000)], [160, 200]);
    }

    #[test]
    fn only_what_contains_the_text_is_measured() {
        assert!(quick(Some("tone")).includes("third tone"));
        assert!(!quick(Some("tone")).includes("echo"));
        assert!(quick(None).includes("echo"));
    }

    #[test]
    fn names_have_draws_of_their_own() {
        assert_ne!(hash("echo"), hash("third tone"));
    }
}
