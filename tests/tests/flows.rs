//! Twenty thousand calls of flows that are drawn; `cargo xtask prove flows` simulates a million.

use cxtone_tests::proof::flows::{CALLS_A_FLOW, Options, Tally, one_flow, run};
use proptest::prelude::{ProptestConfig, any};
use proptest::{prop_assert_eq, proptest};

const SEED: u64 = 0xf10;

const CALLS: u64 = 20_000;

#[test]
fn every_flow_ends_within_its_limits_and_says_truly_how() {
    let proved = run(Options {
        calls: CALLS,
        seed: SEED,
        only: None,
    });
    assert!(proved.failures.is_empty(), "{:#?}", proved.failures);
    // A mix in which one of these never happens would prove little.
    for ending in [
        "finished",
        "transferred",
        "flow-hung-up",
        "caller-hung-up",
        "busy",
        "no-answer",
        "mask-failed",
        "command-failed",
        "command-unanswered",
        "time-over",
        "visits-over",
    ] {
        assert!(proved.tally.of(ending) > 0, "{ending}:\n{}", proved.tally);
    }
}

/// Flows that are run again.
const AGAIN: u64 = 8;

#[test]
fn a_flow_that_is_run_again_alone_goes_the_same_way() {
    let told = |only| {
        let proved = run(Options {
            calls: AGAIN * CALLS_A_FLOW,
            seed: SEED,
            only,
        });
        proved.tally
    };
    let mut alone = Tally::default();
    for flow in 0..AGAIN {
        alone.add(&told(Some(flow)));
    }
    assert_eq!(alone, told(None));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_flow_and_no_caller_break_a_rule(seed in any::<u64>(), number in 0..1_000_000_u64) {
        let (_, findings) = one_flow(seed, number);
        prop_assert_eq!(findings, Vec::<String>::new());
    }
}
