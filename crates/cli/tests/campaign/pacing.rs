//! Quotas that all workers share, on a database that lets several claim at once.
//! What one claim is given is tested beside the store, with a clock that is moved by hand.

use jiff::Timestamp;
use serde_json::Value;

use crate::{
    field::{Database, Field, Running},
    postgres::Postgres,
    verdict,
};

const CALLS: usize = 24;

/// Two workers go through all calls under this quota; gives when each call began and ended, by the
/// database's clock, in milliseconds since the first one began.
fn worked_off(quota: [&str; 2]) -> Vec<(i64, i64)> {
    let field = Field::new(Database::Postgres(Postgres::start()), CALLS, 10, None);
    let calls = field.path("calls.csv").display().to_string();
    let load = field.worker(&[&["--calls", &calls, "--load-only"], &quota[..]].concat());
    assert_eq!(Running::start(load).code(), Some(0));
    let workers = ["one", "two"].map(|name| Running::start(field.worker(&["--worker", name])));
    assert_eq!(workers.map(Running::code), [Some(0); 2]);
    let finished = verdict::check(&field).get("finished").copied();
    assert_eq!(finished, Some(CALLS as u64));
    let rows = field.export();
    let times = rows
        .iter()
        .map(|row| (ms(&row["startedAt"]), ms(&row["endedAt"])));
    let times: Vec<_> = times.collect();
    let first = times.iter().map(|(began, _)| *began).min().expect("calls");
    let since = |(began, ended): (i64, i64)| (began - first, ended - first);
    times.into_iter().map(since).collect()
}

fn ms(time: &Value) -> i64 {
    let time = time.as_str().expect("a time");
    let time: Timestamp = time.parse().expect("a time");
    time.as_millisecond()
}

#[test]
fn no_more_calls_run_at_a_time_than_all_workers_together_may() {
    const MOST: i64 = 3;
    let mut changes: Vec<(i64, i64)> = worked_off(["--concurrent-all", "3"])
        .into_iter()
        .flat_map(|(began, ended)| [(began, 1), (ended, -1)])
        .collect();
    // In one millisecond a call may end and the next one begin.
    changes.sort_unstable();
    let mut running = 0;
    for (at, change) in changes {
        running += change;
        assert!(running <= MOST, "{running} calls run after {at} ms");
    }
}

#[test]
fn no_more_calls_begin_in_a_second_than_all_workers_together_may() {
    const RATE: i64 = 6;
    let began = worked_off(["--rate", "6"]).into_iter().map(|(at, _)| at);
    let last = began.max().expect("calls");
    // If each worker had the quota to itself, it would take half of it.
    let due = (CALLS as i64 - 1) * 1000 / RATE;
    assert!(last >= due * 3 / 4, "{last} ms of {due}");
}
