//! Hours of injections in virtual time; `cargo xtask prove soak` runs a day.

use cxtone_tests::proof::soak::run;

const SEED: u64 = 0x50a6;

const HOURS: u64 = 2;

#[test]
fn memory_tasks_and_locks_do_not_grow() {
    let soaked = run(HOURS, SEED);
    assert!(soaked.failures.is_empty(), "{:#?}", soaked.failures);
    assert!(soaked.tally.of("delivered (heard)") > 0, "{}", soaked.tally);
}
