//! What a campaign must survive besides kills: workers stopped past their lease, namesakes, and a
//! database that goes away and comes back.

use crate::{
    field::{Database, Field, Running},
    postgres::Postgres,
    verdict,
};

/// A lease that a test waits for. Where none is to run out the usual one is better: on a slow
/// machine a worker may be silent for a second and yet live.
const SHORT: [&str; 2] = ["--lease", "1"];

fn worker(field: &Field, name: &str, lease: &[&str]) -> Running {
    let options = [&["--worker", name, "--concurrent", "8"], lease].concat();
    Running::start(field.worker(&options))
}

fn running(status: &serde_json::Value) -> u64 {
    status["running"].as_u64().expect("a number")
}

fn is_over(status: &serde_json::Value) -> bool {
    running(status) == 0 && status["waiting"] == 0
}

/// A worker is stopped while it has calls, the other ends the campaign, and the first wakes up.
///
/// On SQLite a worker that is stopped in the midst of a write keeps its file, and everybody waits.
#[test]
fn a_worker_stopped_past_its_lease_sends_nothing_more() {
    let database = Database::Postgres(Postgres::start());
    let field = Field::new(database, 60, 10, None);
    field.load();
    let sleeper = worker(&field, "sleeper", &SHORT);
    field.until(|status| running(status) >= 4);
    sleeper.signal("STOP");
    let status = field.status();
    assert!(
        running(&status) > 0,
        "the sleeper has nothing in hand: {status}"
    );
    let other = worker(&field, "other", &SHORT);
    field.until(is_over);
    let before = field.export();
    sleeper.signal("CONT");
    let codes = [sleeper.code(), other.code()];
    verdict::check(&field);
    assert_eq!(
        before,
        field.export(),
        "what had ended has changed: {codes:?}"
    );
}

#[test]
fn two_workers_of_one_name_lose_nothing_and_double_nothing() {
    let field = Field::new(Database::Postgres(Postgres::start()), 60, 10, None);
    field.load();
    let one = worker(&field, "same", &SHORT);
    let two = worker(&field, "same", &SHORT);
    field.until(|status| {
        status["workers"]
            .as_array()
            .is_some_and(|all| all.len() == 2)
    });
    // One of them dies; the other's beats must not keep its calls.
    two.kill();
    field.until(is_over);
    one.code();
    verdict::check(&field);
}

#[test]
fn a_database_that_goes_away_and_comes_back_loses_nothing() {
    let mut field = Field::new(Database::Postgres(Postgres::start()), 80, 10, None);
    field.load();
    let workers = ["one", "two"].map(|name| worker(&field, name, &[]));
    for at_least in [10, 40] {
        field.until(|status| status["ended"].as_u64() >= Some(at_least));
        let Database::Postgres(postgres) = &mut field.database else {
            panic!("another database");
        };
        postgres.down();
        postgres.up();
    }
    field.until(is_over);
    for worker in workers {
        worker.code();
    }
    let outcomes = verdict::check(&field);
    // Two workers have eight calls each in hand when it goes away, twice; all others are as if nothing had been.
    assert!(outcomes.get("finished") >= Some(&48), "{outcomes:?}");
}

#[test]
fn a_store_of_the_first_version_is_brought_up_to_date_with_the_calls_in_it() {
    let field = Field::new(Database::Postgres(Postgres::start()), 3, 10, None);
    field.load();
    let Database::Postgres(postgres) = &field.database else {
        panic!("another database");
    };
    postgres.tell(
        "ALTER TABLE workers DROP COLUMN audit_log, DROP COLUMN audit_records;
         DELETE FROM schema_versions WHERE version > 1",
    );
    assert_eq!(worker(&field, "one", &[]).code(), Some(0));
    assert_eq!(verdict::check(&field).get("finished"), Some(&3));
}
