//! Workers that are killed at any moment, again and again, while the far end fails too.
//! Whether all promises were kept is told by `verdict`.

use std::time::Instant;

use crate::{
    field::{Database, Field, PATIENCE, Running, asked},
    postgres::Postgres,
    verdict,
};

/// What the moments of the kills are drawn from, unless told otherwise.
const SEED: u64 = 20_261_121;

/// Kills in one campaign, and in the test command; the long proof asks for more, and so for more
/// campaigns. A long one would have its calls last long, and listening to them longer.
const KILLS: u64 = 12;

/// Calls in one campaign, and in one whose workers listen: each of its calls takes longer.
const CALLS: usize = 144;
const CALLS_LISTENED_TO: usize = 96;

/// Answers that are lost after the digits were played, and before; refusals of all kinds.
const FAULTS: &str = r#"{"seed": 5, "rules": [
  {"endpoint": "dtmf", "kind": "dropAfter", "probability": 0.04},
  {"endpoint": "dtmf", "kind": "dropBefore", "probability": 0.04},
  {"endpoint": "dtmf", "kind": "serverError", "status": 503, "executed": "after", "probability": 0.04},
  {"endpoint": "dtmf", "kind": "rateLimit", "retryAfter": 0, "probability": 0.05},
  {"endpoint": "status", "kind": "serverError", "status": 503, "executed": "before", "probability": 0.03}
]}"#;

/// Workers that listen to what they send, and settle by it what an answer left open: what was
/// provably not heard they send again.
const EARS: [&str; 3] = ["--verify", "--settle", "--recording-renders=RFC2833"];

/// A small generator of our own: the same seed gives the same kills.
struct Draw(u64);

impl Draw {
    fn next(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }
}

/// Runs as many campaigns as the kills need, each on a database of its own and with a seed of its
/// own. The workers of every other one listen to what they send, and to what lost ones may have
/// sent; those of the first do so where this says.
fn check(database: impl Fn() -> Database, workers: usize, first_listens: bool) {
    let seed = asked("CXTONE_KILL_SEED", SEED).max(1);
    let campaigns = asked("CXTONE_KILLS", KILLS).div_ceil(KILLS);
    let killed = (0..campaigns).map(|number| {
        let listens = first_listens == (number % 2 == 0);
        kill(database(), workers, seed + number, listens)
    });
    println!("{} kills", killed.sum::<u64>());
}

/// Runs a campaign with so many workers at a time, and kills one again and again: each time when
/// a drawn number of further calls has begun. Gives how often.
fn kill(database: Database, workers: usize, seed: u64, listens: bool) -> u64 {
    let mut draw = Draw(seed);
    let calls = if listens { CALLS_LISTENED_TO } else { CALLS };
    let field = Field::new(database, calls, 4, Some(FAULTS));
    field.load();
    let start = |number: u64| {
        let name = format!("worker-{number}");
        let options = ["--worker", &name, "--lease", "1", "--concurrent", "8"];
        let ears = if listens { &EARS[..] } else { &[] };
        let audit = field.audit();
        let audit: Vec<_> = audit.iter().map(String::as_str).collect();
        Running::start(field.worker(&[&options, ears, &audit].concat()))
    };
    let mut running: Vec<Running> = (0..workers as u64).map(start).collect();
    let mut killed = 0;
    let mut begun = 0;
    let deadline = Instant::now() + PATIENCE * 2;
    loop {
        assert!(Instant::now() < deadline, "stuck: {}", field.status());
        let status = field.status();
        let so_far = number(&status, "ended") + number(&status, "running");
        if number(&status, "waiting") + number(&status, "running") == 0 {
            break;
        }
        if killed < KILLS && so_far >= begun {
            begun = so_far + draw.next(12);
            let victim = usize::try_from(draw.next(workers as u64)).expect("few");
            let next = start(workers as u64 + killed);
            core::mem::replace(&mut running[victim], next).kill();
            killed += 1;
        }
        // Where the campaign was over for them for a moment, they have ended.
        for (index, worker) in running.iter_mut().enumerate() {
            if worker.has_ended() {
                *worker = start(1_000_000 + index as u64);
            }
        }
    }
    let outcomes = verdict::check(&field);
    // Killed in the midst of a record, too, no worker leaves a log that is taken for altered.
    field.audited();
    println!("seed {seed}, listening {listens}: {killed} kills, {calls} calls: {outcomes:?}");
    assert!(outcomes.contains_key("finished"));
    assert!(killed >= KILLS / 2, "only {killed} kills");
    killed
}

fn number(status: &serde_json::Value, name: &str) -> u64 {
    status[name].as_u64().expect("a number")
}

#[test]
fn killed_workers_lose_no_call_and_send_nothing_twice_on_sqlite() {
    check(|| Database::Sqlite, 1, false);
}

#[test]
fn killed_workers_lose_no_call_and_send_nothing_twice_on_postgresql() {
    check(|| Database::Postgres(Postgres::start()), 3, true);
}
