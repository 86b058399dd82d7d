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
