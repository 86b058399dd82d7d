//! Workers that are lost while digits are on their way: the next one listens before it says what
//! became of the call, and sends nothing.

use std::time::Instant;

use serde_json::Value;

use crate::{
    field::{Database, Field, PATIENCE, Running},
    postgres::Postgres,
    verdict,
};

/// Few enough to be listened to at the same time.
const CALLS: usize = 3;

/// Slow enough that a recording is short also where everything takes long: all of it is fetched.
const SPEED: u32 = 4;

/// What the far end does with the second send of each call, as a plan of faults.
fn second(fault: &str) -> String {
    format!(r#"{{"seed": 1, "rules": [{{"endpoint": "dtmf", "nth": 2, {fault}}}]}}"#)
}

/// How a worker is lost.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Loss {
    Killed,
    /// Stopped, and woken up when all is over.
    Paused,
}

/// Loses a worker while its second sends are on their way, each of which meets this fault; then
/// each call must have this outcome, and its second send this status.
fn check(database: Database, loss: Loss, fault: &str, outcome: &str, status: &str) -> Field {
    let field = Field::new(database, CALLS, SPEED, Some(&second(fault)));
    field.load();
    let first = start(&field, "first");
    let deadline = Instant::now() + PATIENCE;
    let sends = if status == "done" { 2 } else { 1 };
    while !are_on_their_way(&field, sends) {
        assert!(Instant::now() < deadline, "{:?}", field.export());
    }
    let paused = match loss {
        Loss::Killed => {
            first.kill();
            None
        }
        Loss::Paused => {
            field.pause(&first);
            Some(first)
        }
    };
    let heir = start(&field, "heir");
    field.until(|status| status["ended"] == CALLS);
    let before = field.export();
    if let Some(first) = paused {
        first.signal("CONT");
        first.code();
    }
    heir.code();
    assert_eq!(before, field.export(), "what had ended has changed");
    let outcomes = verdict::check(&field);
    assert_eq!(outcomes.get(outcome), Some(&(CALLS as u64)), "{before:?}");
    for row in &before {
        let effect = &row["effects"][1];
        assert_eq!(effect["name"], "second", "{row}");
        assert_eq!(effect["status"], status, "{row}");
        let is_measured = effect["recognitionRate"] == 1.0;
        assert_eq!(is_measured, status == "done", "{row}");
        assert!(effect["error"].as_str().is_some(), "{row}");
    }
    field
}

fn start(field: &Field, name: &str) -> Running {
    let options = ["--worker", name, "--lease", "1", "--verify"];
    let audit = field.audit();
    let options: Vec<_> = options
        .into_iter()
        .chain(audit.iter().map(String::as_str))
        .collect();
    Running::start(field.worker(&options))
}

/// Whether the far end has played so many sends in each call, and the store does not know what came
/// of the second.
fn are_on_their_way(field: &Field, sends: usize) -> bool {
    let is_pending = |row: &Value| {
        let effects = row["effects"].as_array().expect("effects");
        effects.len() == 2 && effects[1]["status"] == "pending"
    };
    let has_played = |call: &String| {
        let account = field.ask(&format!("/emulator/calls/{call}"));
        account["commands"].as_array().expect("commands").len() >= sends
    };
    field.export().iter().all(is_pending) && field.calls.iter().all(has_played)
}

/// It is played, and the answer never comes.
const PLAYED: &str = r#""kind": "stall""#;

/// It is not played where whoever sent it is gone by then.
const HELD: &str = r#""kind": "slowRead", "delayMs": 60000"#;

/// The injections of which the audit logs as a whole tell no end.
fn intended_only(field: &Field) -> usize {
    let told = field.audited();
    told["intendedOnly"].as_array().expect("a list").len()
}

#[test]
fn a_killed_worker_s_digits_that_were_heard_are_known_on_sqlite() {
    let field = check(
        Database::Sqlite,
        Loss::Killed,
        PLAYED,
        "interrupted",
        "done",
    );
    assert_eq!(intended_only(&field), 0);
}

#[test]
fn a_killed_worker_s_digits_that_were_heard_are_known_on_postgresql() {
    let database = Database::Postgres(Postgres::start());
    check(database, Loss::Killed, PLAYED, "interrupted", "done");
}

#[test]
fn a_paused_worker_s_digits_that_were_heard_are_known_and_it_writes_nothing_on_sqlite() {
    check(
        Database::Sqlite,
        Loss::Paused,
        PLAYED,
        "interrupted",
        "done",
    );
}

#[test]
fn a_paused_worker_s_digits_that_were_heard_are_known_and_it_writes_nothing_on_postgresql() {
    let database = Database::Postgres(Postgres::start());
    check(database, Loss::Paused, PLAYED, "interrupted", "done");
}

#[test]
fn a_killed_worker_s_digits_that_were_not_heard_are_not_sent_again() {
    let field = check(
        Database::Sqlite,
        Loss::Killed,
        HELD,
        "ambiguous",
        "ambiguous",
    );
    for row in field.export() {
        let why = row["effects"][1]["error"].as_str().expect("words");
        assert!(why.contains("nothing was heard"), "{why}");
    }
}
