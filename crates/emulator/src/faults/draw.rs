//! The chance that a rule of a plan draws for a request, from what names the request alone.
//! What the chance is compared with is the rule's business.

use rand_core::{Rng as _, SeedableRng as _};
use rand_pcg::Pcg64;

use super::plan::Asked;

/// Offset and prime of the hash FNV-1a, 64 bits.
const HASH_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const HASH_PRIME: u64 = 0x0000_0100_0000_01b3;

/// At least 0 and below 1, the same for the same seed, rule and request. Requests of other calls
/// have no part in it, so that calls which run side by side replay.
pub(super) fn chance(seed: u64, rule: usize, asked: Asked<'_>) -> f64 {
    let bytes = seed
        .to_le_bytes()
        .into_iter()
        .chain((rule as u64).to_le_bytes())
        .chain(asked.on.name().bytes())
        .chain([0])
        .chain(asked.call.bytes())
        .chain([0])
        .chain(asked.number.to_le_bytes());
    let hash = bytes.fold(HASH_OFFSET, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(HASH_PRIME)
    });
    // The hash spreads the last bytes badly; the generator does not.
    let draw = Pcg64::seed_from_u64(hash).next_u32();
    f64::from(draw) / (f64::from(u32::MAX) + 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults::Endpoint;

    const SEED: u64 = 9;

    fn of(seed: u64, rule: usize, on: Endpoint, call: &str, number: u64) -> f64 {
        chance(seed, rule, Asked { on, call, number })
    }

    #[test]
    fn whatever_names_the_request_changes_the_chance() {
        let first = of(SEED, 0, Endpoint::Dtmf, "a", 1);
        for other in [
            of(SEED + 1, 0, Endpoint::Dtmf, "a", 1),
            of(SEED, 1, Endpoint::Dtmf, "a", 1),
            of(SEED, 0, Endpoint::Token, "a", 1),
            of(SEED, 0, Endpoint::Dtmf, "b", 1),
            of(SEED, 0, Endpoint::Dtmf, "a", 2),
        ] {
            assert!((first - other).abs() > f64::EPSILON);
        }
        assert!((first - of(SEED, 0, Endpoint::Dtmf, "a", 1)).abs() < f64::EPSILON);
    }

    #[test]
    fn chances_spread_evenly() {
        let mut tenths = [0; 10];
        for number in 0..10_000 {
            let chance = of(SEED, 0, Endpoint::Dtmf, "a", number);
            let tenth = (0..10)
                .rev()
                .find(|&tenth| chance >= f64::from(tenth) / 10.0);
            tenths[usize::try_from(tenth.expect("not negative")).expect("small")] += 1;
        }
        assert!(
            tenths.iter().all(|count| (900..1_100).contains(count)),
            "{tenths:?}"
        );
    }
}
