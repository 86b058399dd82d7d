//! As many calls as a campaign may have: loaded twice, worked off and exported, in memory that does
//! not depend on how many there are.

use std::{
    fs::File,
    io::{BufRead as _, BufReader, BufWriter, Write as _},
    time::Instant,
};

use serde_json::Value;

use crate::{
    field::{Database, Field, Running, asked},
    postgres::Postgres,
};

/// Calls in the test command; the long proof asks for more.
const ROWS: u64 = 500;

/// The most memory that any process may need, in KiB, however many calls there are.
const MEMORY_KIB_MAX: u64 = 64 * 1024;

/// A flow of which nothing is done: the far end is asked for each call, and knows none of them.
const FLOW: &str = "\
start: note
steps:
  note:
    set: { variable: code, value: \"${pin}\" }
";

/// A process that runs to its end with this exit code, and how much memory it needed.
fn peak_kib(field: &Field, mut running: Running, code: i32) -> u64 {
    let mut peak = 0;
    while !running.has_ended() {
        field.follow(|_| {
            peak = running.peak_kib().unwrap_or(0).max(peak);
            running.peak_kib().is_none()
        });
    }
    assert_eq!(running.code(), Some(code));
    peak
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let begun = Instant::now();
    let made = work();
    println!("{what}: {:.1} s", begun.elapsed().as_secs_f64());
    made
}

fn check(database: Database) {
    let rows = asked("CXTONE_ROWS", ROWS);
    let field = Field::new(database, 0, 1, None);
    std::fs::write(field.path("flow.yaml"), FLOW).expect("written");
    let calls = field.path("calls.csv");
    let mut file = BufWriter::new(File::create(&calls).expect("made"));
    writeln!(file, "callId,pin").expect("written");
    for number in 0..rows {
        writeln!(file, "call-{number},{number:07}").expect("written");
    }
    drop(file);
    let calls = calls.display().to_string();
    let mut peaks = Vec::new();
    for what in ["loaded", "loaded again"] {
        let load = field.worker(&["--calls", &calls, "--load-only"]);
        peaks.push(timed(what, || peak_kib(&field, Running::start(load), 0)));
        assert_eq!(field.status()["waiting"], rows);
    }
    let run = field.worker(&[]);
    peaks.push(timed("worked off", || {
        peak_kib(&field, Running::start(run), 1)
    }));
    let results = field.path("results.jsonl");
    let path = results.display().to_string();
    let export = field.command("export", &["-o", &path]);
    peaks.push(timed("exported", || {
        peak_kib(&field, Running::start(export), 0)
    }));
    let lines = BufReader::new(File::open(results).expect("written")).lines();
    let mut exported = 0;
    for (number, line) in lines.enumerate() {
        let row: Value = serde_json::from_str(&line.expect("UTF-8")).expect("JSON");
        assert_eq!(row["callId"], format!("call-{number}"));
        assert_eq!(row["outcome"], "command-failed", "{row}");
        exported += 1;
    }
    assert_eq!(exported, rows);
    println!("{rows} calls: {peaks:?} KiB at most, loading twice, running, exporting");
    assert!(
        peaks.iter().all(|peak| *peak <= MEMORY_KIB_MAX),
        "{peaks:?} KiB"
    );
}

#[test]
fn any_number_of_rows_fits_in_memory_on_sqlite() {
    check(Database::Sqlite);
}

#[test]
fn any_number_of_rows_fits_in_memory_on_postgresql() {
    check(Database::Postgres(Postgres::start()));
}
