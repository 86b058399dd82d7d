//! Calls that are handed over as they come up, a crowd of them at a time, through a flow of the
//! fixtures: each goes the way that its caller's keys lead, and the far end's account says the same.

use std::{fs, io::Write as _, path::Path, process::Stdio, time::Instant};

use serde_json::{Value, json};

use crate::{
    field::{Database, Field, Running, asked},
    postgres::Postgres,
};

/// Calls in the test command; the long proof asks for more.
const CALLS: u64 = 16;

/// How many times as fast as usual time passes in the calls.
const SPEED: u32 = 100;

/// Calls that are up and have not ended, at most.
const UP_MAX: u64 = 1_000;

/// Calls that the worker runs at a time.
const CONCURRENT: &str = "400";

/// Calls about which the far end is asked, roughly.
const LOOKED_AT: usize = 50;

/// Where the flow's prompts are.
const PROMPTS: &str = "https://storage.cxone.com";

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/flows");

/// A caller of the fixtures, and how the call with it ends.
struct Role {
    caller: Value,
    outcome: String,
    step: Option<String>,
}

impl Role {
    /// All callers of the Go source's flow.
    fn all() -> Vec<Self> {
        let files = fs::read_dir(FIXTURES).expect("fixtures").flatten();
        let files = files.map(|file| file.path());
        let name = |path: &Path| path.file_name()?.to_str().map(str::to_owned);
        let is_role = |name: &str| name.starts_with("outbound-code.") && name.ends_with(".json");
        let files = files.filter(|path| name(path).is_some_and(|name| is_role(&name)));
        let mut files: Vec<_> = files.collect();
        files.sort();
        files.iter().map(|path| Self::read(path)).collect()
    }

    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("a fixture");
        let mut fixture: Value = serde_json::from_str(&text).expect("JSON");
        let lines = fixture["transcript"].as_array().expect("lines");
        let end = lines.last().and_then(Value::as_str).expect("an end");
        let (outcome, step) = match end.split_once(" in ") {
            Some((outcome, step)) => (outcome.to_owned(), Some(step.to_owned())),
            None => (end.to_owned(), None),
        };
        Self {
            caller: fixture["caller"].take(),
            outcome,
            step,
        }
    }
}

/// Feeds so many calls to a worker as they come up, and looks at each when all have ended.
fn check(database: Database) {
    let calls = asked("CXTONE_CALLS", CALLS);
    let seconds_max = asked("CXTONE_SECONDS", u64::MAX);
    let roles = Role::all();
    let mut field = Field::new(database, 0, SPEED, None);
    let flow = Path::new(FIXTURES).join("outbound-code.yaml");
    fs::copy(flow, field.path("flow.yaml")).expect("copied");
    let mut command = field.worker(&["--calls", "-", "--concurrent", CONCURRENT]);
    command.args(["--prompt-host", PROMPTS]);
    command.stdin(Stdio::piped());
    let begun = Instant::now();
    let mut worker = Running::start(command);
    feed(&mut field, &mut worker, &roles, calls);
    let code = worker.code();
    assert_eq!(code, Some(0), "{}", field.status());
    let took = begun.elapsed();
    let tally = verify(&field, &roles);
    println!("{calls} calls in {:.1} s: {tally}", took.as_secs_f64());
    assert!(took.as_secs() < seconds_max, "it took {took:?}");
}

/// Places calls and hands over their ids, as room is made by those that end.
fn feed(field: &mut Field, worker: &mut Running, roles: &[Role], calls: u64) {
    let mut stdin = worker.0.stdin.take().expect("piped");
    let mut placed = 0;
    while placed < calls {
        let ended = field.until(|_| true)["ended"].as_u64().expect("a number");
        let room = (UP_MAX + ended - placed).min(calls - placed);
        for number in placed..placed + room {
            let role = &roles[usize::try_from(number).expect("few") % roles.len()];
            let id = field.place(&json!({ "caller": role.caller }));
            writeln!(stdin, "{}", json!({ "callId": id })).expect("it reads");
        }
        placed += room;
        let enough = (placed + 1).saturating_sub(UP_MAX * 3 / 4);
        field.follow(|status| status["ended"].as_u64() >= Some(enough));
    }
}

/// Each call ended as its caller would have it. Of some, since listening to a call takes long, it
/// is asked whether the far end did what their journals say.
fn verify(field: &Field, roles: &[Role]) -> String {
    let rows = field.export();
    assert_eq!(rows.len(), field.calls.len(), "a call is lost or doubled");
    // No multiple of the number of roles, so that each comes up.
    let apart = (rows.len() / LOOKED_AT).max(1) | 1;
    let mut effects = 0;
    for (index, row) in rows.iter().enumerate() {
        let role = &roles[index % roles.len()];
        let id = &field.calls[index];
        assert_eq!(row["callId"], id.as_str());
        assert_eq!(row["outcome"], role.outcome.as_str(), "{row}");
        if let Some(step) = &role.step {
            assert_eq!(row["step"], step.as_str(), "{row}");
        }
        let done = row["effects"].as_array().expect("effects");
        effects += done.len();
        if index % apart == 0 {
            let call = field.ask(&format!("/emulator/calls/{id}"));
            let commands = call["commands"].as_array().expect("commands");
            let executed = commands.iter().filter(|one| one["outcome"] == "executed");
            assert_eq!(executed.count(), done.len(), "{row} {call}");
        }
    }
    format!("{effects} effects")
}

#[test]
fn a_crowd_of_calls_goes_the_ways_of_its_callers_on_sqlite() {
    check(Database::Sqlite);
}

#[test]
fn a_crowd_of_calls_goes_the_ways_of_its_callers_on_postgresql() {
    check(Database::Postgres(Postgres::start()));
}
