//! Two dozen conversations over sockets; `cargo xtask prove conversations` has two hundred at once in real time.

use cxtone_tests::proof::conversations::{CALLERS, Options, run};

const SEED: u64 = 0xc0;

#[test]
fn every_caller_is_led_where_the_keys_lead() {
    let conversed = run(Options {
        calls: 2 * CALLERS,
        rounds: 2,
        seed: SEED,
        speed: 20,
        audio: false,
    });
    assert!(conversed.failures.is_empty(), "{:#?}", conversed.failures);
    let hung_up = conversed.tally.of("caller-hung-up");
    let finished = conversed.tally.of("finished");
    assert_eq!((hung_up, finished), (4, 20), "{}", conversed.tally);
}
