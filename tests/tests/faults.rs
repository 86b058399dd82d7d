//! Two thousand injections under mixed faults; `cargo xtask prove faults` runs a hundred thousand.

use cxtone_tests::proof::faults::{INJECTIONS_A_CALL, Options, Tally, run};

const SEED: u64 = 0xfa17;

const INJECTIONS: u64 = 2_000;

#[test]
fn under_mixed_faults_no_digit_is_heard_twice_and_every_outcome_is_what_it_says() {
    let proved = run(Options {
        injections: INJECTIONS,
        seed: SEED,
        only: None,
    });
    assert!(proved.failures.is_empty(), "{:#?}", proved.failures);
    // A mix in which one of these never happens would prove little.
    for ending in [
        "delivered",
        "accepted",
        "delivered as heard (heard)",
        "notHeard (notHeard)",
        "ambiguous (open)",
        "ambiguous (partlyHeard)",
        "rateLimited",
        "conflict",
        "cancelled while waiting",
    ] {
        assert!(proved.tally.of(ending) > 0, "{ending}:\n{}", proved.tally);
    }
}

/// Calls that are run again.
const AGAIN: u64 = 8;

#[test]
fn a_call_that_is_run_again_alone_goes_the_same_way() {
    let told = |only| {
        let proved = run(Options {
            injections: AGAIN * INJECTIONS_A_CALL,
            seed: SEED,
            only,
        });
        proved.tally
    };
    let mut alone = Tally::default();
    for call in 0..AGAIN {
        alone.add(&told(Some(call)));
    }
    assert_eq!(alone, told(None));
}
