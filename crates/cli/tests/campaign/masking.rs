//! Flows that ask for what no recording must keep: masked, and never left so, whoever is lost.

use std::{fs, process::Command, time::Instant};

use serde_json::Value;

use crate::field::{Database, Field, PATIENCE, Running};

const FLOW: &str = "\
start: pin
prompts: { ask: \"https://prompts.example/ask.wav\" }
limits: { command-ms: 20000 }
steps:
  pin:
    collect:
      into: pin
      prompt: ask
      digits-max: 4
      timers: { total-ms: 1000 }
      no-input: { maximum: 1, next: end }
      no-match: { maximum: 1, next: end }
      sensitive: true
      next: end
  end:
    wait: { wait-ms: 20 }
";

/// A far end whose entries meet this fault, if any, and calls with their contacts.
fn field(fault: Option<&str>) -> Field {
    let field = Field::new(Database::Sqlite, 2, 20, fault);
    fs::write(field.path("flow.yaml"), FLOW).expect("written");
    let contacts = field.hello["agent"]["contacts"].as_array().expect("a list");
    let mut rows = "callId,contact\n".to_owned();
    for (call, contact) in field.calls.iter().zip(contacts) {
        rows.push_str(&format!("{call},{}\n", contact.as_str().expect("an id")));
    }
    fs::write(field.path("calls.csv"), rows).expect("written");
    field
}

fn worker(field: &Field, options: &[&str]) -> Command {
    let agent = |name: &str| field.hello["agent"][name].as_str().expect("a text");
    let calls = field.path("calls.csv").display().to_string();
    let mut command = field.worker(&["--prompt-host", "https://prompts.example"]);
    command
        .args(["--calls", &calls, "--lease", "1"])
        .args(options)
        .env("CXONE_ACCESS_KEY_ID", agent("accessKeyId"))
        .env("CXONE_ACCESS_KEY_SECRET", agent("accessKeySecret"))
        .env("CXONE_ISSUER", field.hello["url"].as_str().expect("a URL"))
        .env("CXONE_TENANT_ID", agent("tenantId"));
    command
}

/// The stretches of a call's recording that are masked: whether each has ended.
fn masked(field: &Field, call: &str) -> Vec<bool> {
    let account = field.ask(&format!("/emulator/calls/{call}"));
    let masked = account["masked"].as_array().expect("a list").iter();
    masked.map(|stretch| !stretch["to"].is_null()).collect()
}

fn kinds(row: &Value) -> Vec<(&str, &str)> {
    let effects = row["effects"].as_array().expect("effects").iter();
    effects
        .map(|effect| {
            let word = |name: &str| effect[name].as_str().expect("a word");
            (word("kind"), word("status"))
        })
        .collect()
}

#[test]
fn a_sensitive_entry_is_masked_and_its_recording_hears_again() {
    let field = field(None);
    assert_eq!(Running::start(worker(&field, &[])).code(), Some(0));
    for (call, row) in field.calls.iter().zip(&field.export()) {
        assert_eq!(row["outcome"], "finished", "{row}");
        let expected = [("mask", "done"), ("collect", "done"), ("unmask", "done")];
        assert_eq!(kinds(row), expected);
        assert_eq!(masked(&field, call), [true]);
    }
}

#[test]
fn the_recording_that_a_lost_worker_has_masked_hears_again_after_the_entry() {
    let stalled = r#"{"seed": 1, "rules": [{"endpoint": "collect", "nth": 1, "kind": "stall"}]}"#;
    let field = field(Some(stalled));
    // Long enough for the heir to see it going on, as it does while its asker is only paused: who
    // only sees a quiet line must wait for minutes.
    let entry_s = 100.0;
    let long = FLOW.replace("total-ms: 1000", "total-ms: 100000");
    fs::write(field.path("flow.yaml"), long).expect("written");
    let first = Running::start(worker(&field, &["--worker", "first"]));
    let deadline = Instant::now() + PATIENCE;
    let is_asked = |call: &String| masked(&field, call) == [false];
    while !field.calls.iter().all(is_asked) || field.export().iter().any(|row| kinds(row).len() < 2)
    {
        assert!(Instant::now() < deadline, "{:?}", field.export());
    }
    field.pause(&first);
    let heir = Running::start(worker(&field, &["--worker", "heir"]));
    field.until(|status| status["ended"] == 2);
    heir.code();
    first.kill();
    for (call, row) in field.calls.iter().zip(&field.export()) {
        let account = field.ask(&format!("/emulator/calls/{call}"));
        let stretch = &account["masked"][0];
        let [from, to] = ["from", "to"].map(|end| stretch[end].as_f64().expect("it has ended"));
        assert!(to - from >= entry_s, "unmasked within the entry: {stretch}");
        assert_eq!(masked(&field, call), [true], "{row}");
        assert_eq!(row["outcome"], "ambiguous", "{row}");
        let expected = [
            ("mask", "done"),
            ("collect", "ambiguous"),
            ("unmask", "done"),
        ];
        assert_eq!(kinds(row), expected);
    }
}

#[test]
fn a_recording_that_could_not_be_unmasked_is_told_of() {
    let refused =
        |nth| format!(r#"{{"endpoint": "interaction", "nth": {nth}, "kind": "conflict"}}"#);
    let later = (2..10).map(refused);
    let later = later.collect::<Vec<_>>().join(",");
    let field = field(Some(&format!(r#"{{"seed": 1, "rules": [{later}]}}"#)));
    Running::start(worker(&field, &[])).code();
    for (call, row) in field.calls.iter().zip(&field.export()) {
        assert_eq!(masked(&field, call), [false], "{row}");
        let told = row["error"].as_str().expect("words");
        assert!(told.contains("may be masked still"), "{row}");
    }
}

#[test]
fn a_row_without_a_contact_is_told_before_anything_is_begun() {
    let field = field(None);
    let rows = format!("callId,contact\n{},\n", field.calls[0]);
    fs::write(field.path("calls.csv"), rows).expect("written");
    let told = worker(&field, &[])
        .stderr(std::process::Stdio::piped())
        .output()
        .expect("runs");
    assert_eq!(told.status.code(), Some(1));
    let told = String::from_utf8_lossy(&told.stderr);
    assert!(
        told.contains("line 2") && told.contains("contact"),
        "{told}"
    );
    assert!(!field.path("campaign.db").exists());
}
