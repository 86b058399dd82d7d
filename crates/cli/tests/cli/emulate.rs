//! `emulate`: its first line, its end, and addresses that it refuses.

use crate::{emulator::Emulator, program::cxtone};

#[test]
fn the_first_line_tells_all_that_a_client_needs() {
    let emulator = Emulator::start(&["--calls", "3"]);
    assert!(emulator.field("url").starts_with("http://127.0.0.1:"));
    for name in ["clientId", "clientSecret", "providerId", "lineId"] {
        assert!(!emulator.field(name).is_empty(), "{name}");
    }
    assert_eq!(emulator.hello["calls"].as_array().expect("calls").len(), 3);
    let mut names: Vec<_> = emulator
        .hello
        .as_object()
        .expect("an object")
        .keys()
        .collect();
    names.sort();
    assert_eq!(
        names,
        [
            "agent",
            "calls",
            "clientId",
            "clientSecret",
            "lineId",
            "providerId",
            "speed",
            "url"
        ]
    );
}

#[test]
fn a_plan_of_faults_is_read_and_a_mistake_in_it_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("writes");
        path.to_str().expect("a path in Unicode").to_owned()
    };
    let toml = "seed = 7\n[[rules]]\nendpoint = \"dtmf\"\nkind = \"stall\"\nnth = 2\n";
    let emulator = Emulator::start(&["--speed", "50", "--faults", &write("plan.toml", toml)]);
    assert_eq!(emulator.hello["speed"], 50);
    let faults = emulator.ask("GET", "/emulator/faults", "");
    assert_eq!(faults["rules"][0]["kind"], "stall");
    assert_eq!(
        (&faults["seed"], &faults["rules"][0]["fired"]),
        (&7.into(), &0.into())
    );
    let wrong = write(
        "plan.json",
        r#"{"rules":[{"endpoint":"dtmf","kind":"odd"}]}"#,
    );
    cxtone(["emulate", "--faults", &wrong])
        .exits(2)
        .complains("--faults")
        .complains("odd");
    cxtone(["emulate", "--faults", "/nowhere.json"])
        .exits(2)
        .complains("/nowhere.json");
    cxtone(["emulate", "--speed", "0"])
        .exits(2)
        .complains("1 to 1000 times");
}

#[test]
fn a_seed_gives_the_same_ids_and_secrets() {
    let (one, two) = (
        Emulator::start(&["--seed", "7"]),
        Emulator::start(&["--seed", "7"]),
    );
    assert_eq!(one.field("clientSecret"), two.field("clientSecret"));
    assert_eq!(one.hello["calls"], two.hello["calls"]);
}

#[test]
fn the_document_of_what_it_serves_is_printed() {
    let printed = cxtone(["emulate", "--openapi"]).exits(0);
    let document: serde_json::Value = serde_json::from_str(&printed.stdout).expect("JSON");
    assert!(document["paths"]["/emulator/calls"]["post"].is_object());
}

#[cfg(unix)]
#[test]
fn it_ends_well_when_asked_to() {
    assert_eq!(Emulator::start(&[]).signalled("TERM"), Some(0));
    assert_eq!(Emulator::start(&[]).signalled("INT"), Some(0));
}

#[test]
fn an_occupied_port_is_a_failure_and_a_public_address_a_usage_error() {
    let emulator = Emulator::start(&[]);
    let address = emulator.field("url").trim_start_matches("http://");
    cxtone(["emulate", "--listen", address])
        .exits(1)
        .complains(address)
        .complains("in use");
    cxtone(["emulate", "--listen", "0.0.0.0:0"])
        .exits(2)
        .complains("loopback");
    cxtone(["emulate", "--listen", "here"])
        .exits(2)
        .complains("--listen");
    cxtone(["emulate", "--calls", "20000"])
        .exits(2)
        .complains("0 to 16384 calls");
}

/// The state and the conversation of a call, once it has this state.
fn until(emulator: &Emulator, call: &str, status: &str) -> serde_json::Value {
    for _ in 0..200 {
        let report = emulator.ask("GET", &format!("/emulator/calls/{call}"), "");
        if report["status"] == status {
            return report;
        }
        emulator.ask("POST", "/emulator/clock", r#"{"advanceMs":500}"#);
    }
    panic!("{call} is not {status}");
}

fn write(folder: &std::path::Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("writes");
    path.to_str().expect("a path in Unicode").to_owned()
}

#[test]
fn calls_get_their_callers_by_id_by_pattern_or_else_the_default() {
    let folder = tempfile::tempdir().expect("a folder");
    let busy = write(folder.path(), "busy.yaml", "answer: busy");
    let scripts = folder.path().join("scripts");
    std::fs::create_dir(&scripts).expect("a folder");
    write(&scripts, "mine.json", r#"{"answer":"no-answer"}"#);
    write(&scripts, "default.yml", "acts: [wait: 100, hang-up]");
    write(&scripts, ".hidden", "no script");
    let scripts = scripts.to_str().expect("a path in Unicode");
    let emulator = Emulator::start(&[
        "--call",
        "mine",
        "--call",
        "sales-1",
        "--caller",
        &format!("sales-*={busy}"),
        "--acts",
        "support=wait 1",
        "--callers",
        scripts,
    ]);
    assert_eq!(
        emulator.hello["calls"],
        serde_json::json!(["mine", "sales-1"])
    );
    emulator.ask("POST", "/emulator/calls", r#"{"callId":"support"}"#);
    emulator.ask("POST", "/emulator/calls", r#"{"callId":"other"}"#);
    assert_eq!(until(&emulator, "sales-1", "ended")["reason"], "busy");
    assert_eq!(until(&emulator, "mine", "ended")["reason"], "noAnswer");
    assert_eq!(
        until(&emulator, "other", "ended")["reason"],
        serde_json::Value::Null
    );
    until(&emulator, "support", "active");
    let one = Emulator::start(&["--call", "mine", "--calls", "2"]);
    assert_eq!(one.hello["calls"].as_array().expect("calls").len(), 3);
}

#[test]
fn mistakes_in_callers_lines_and_prompts_are_told_with_the_flag() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = write(folder.path(), "one.yaml", "acts: [jump]");
    let toml = write(folder.path(), "line.toml", "packetLoss = 2");
    let long = write(folder.path(), "long.yaml", &"#".repeat(70_000));
    let empty = folder.path().join("empty");
    std::fs::create_dir(&empty).expect("a folder");
    let odd = folder.path().join("odd");
    std::fs::create_dir(&odd).expect("a folder");
    write(&odd, "notes.md", "");
    let odd = odd.to_str().expect("a path in Unicode");
    let empty = empty.to_str().expect("a path in Unicode");
    for (options, told) in [
        (["--caller", &script], "one.yaml: line 1"),
        (["--caller", &long], "longer than 65536 bytes"),
        (["--caller", "none.yaml"], "none.yaml"),
        (["--callers", empty], "no scripts in it"),
        (["--callers", odd], "notes.md: no script's name"),
        (["--callers", "nowhere"], "nowhere"),
        (["--call", "a b"], "is no call's id"),
        (["--line", &toml], "line.toml: the line cannot be so"),
        (["--line", r#"{"noise":1}"#], "noise"),
        (["--prompts", "nowhere"], "nowhere"),
    ] {
        let ran = cxtone([&["emulate"][..], &options].concat()).exits(2);
        ran.complains(told).complains(options[0]);
    }
    cxtone(["emulate", "--call", "a", "--call", "a"])
        .exits(2)
        .complains("two calls");
    cxtone(["emulate", "--acts", "a=wait 1", "--acts", "a=wait 2"])
        .exits(2)
        .complains("two scripts for the calls `a`");
    // What a caller presses is no business of an error message.
    cxtone(["emulate", "--acts", "press 719x"])
        .exits(2)
        .complains("act 1 is none")
        .hides("719");
}

#[test]
fn the_line_is_that_of_all_calls() {
    let folder = tempfile::tempdir().expect("a folder");
    let toml = write(folder.path(), "line.toml", "packetLoss = 1.0");
    for line in [r#"{"packetLoss":1}"#, &toml] {
        let emulator = Emulator::start(&["--line", line]);
        let call = emulator.hello["calls"][0].as_str().expect("a call");
        let options = ["--type", "RFC2833", "--call", call];
        let arguments = [&["inject", "12"][..], &options].concat();
        crate::program::run(&mut emulator.client(&arguments), b"").exits(0);
        emulator.ask("POST", "/emulator/clock", r#"{"advanceMs":2000}"#);
        let report = emulator.ask("GET", &format!("/emulator/calls/{call}"), "");
        assert_eq!(report["heard"], serde_json::json!([]), "{line}");
    }
}

/// What `ivr` leaves in a call's recording of a flow that plays one prompt, and how the program was
/// asked to say it.
#[cfg(unix)]
#[test]
fn prompts_are_said_by_the_program_that_the_search_path_has() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().expect("a folder");
    let calls = folder.path().join("calls");
    let script = format!("#!/bin/sh\necho \"$@\" >> '{}'\nexit 1\n", calls.display());
    let program = write(folder.path(), "espeak-ng", &script);
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("a mode");
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", folder.path().display());
    for (options, said) in [
        (&["--speed", "20"][..], "--stdout -v en -s 175 greeting\n"),
        (&["--speed", "20", "--murmur"], ""),
    ] {
        std::fs::write(&calls, "").expect("writes");
        let emulator = Emulator::start_with(options, |command| command.env("PATH", &path));
        let call = emulator.hello["calls"][0].as_str().expect("a call");
        let ran = crate::program::run(&mut emulator.client(&["ivr", call]), b"");
        ran.exits(0);
        // Nobody has listened yet.
        assert_eq!(std::fs::read_to_string(&calls).expect("text"), "");
        emulator.ask("GET", &format!("/emulator/calls/{call}"), "");
        assert_eq!(std::fs::read_to_string(&calls).expect("text"), said);
    }
}
