//! `flow`: simulations, and the tests that are made of them.

use std::{fs, path::PathBuf};

use crate::{
    audio::folder,
    program::{Ran, cxtone},
};

const FLOW: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../fixtures/flows/outbound-code.yaml"
);

fn simulate(arguments: &[&str]) -> Ran {
    cxtone([&["flow", "simulate", FLOW][..], arguments].concat())
}

#[test]
fn a_caller_in_one_line_goes_through_the_flow() {
    let acts = ["--acts", "ends 2, wait 400, press 100"];
    let ran = simulate(&acts).exits(0);
    let last = ran.stdout.lines().last();
    assert!(
        last.is_some_and(|it| it.ends_with(" ms  finished in success")),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("collected [3 digits], full"));
    let ran = simulate(&[&acts[..], &["--json"]].concat()).exits(0);
    let call = &ran.json()[0];
    assert_eq!(call["outcome"], "finished");
    assert_eq!(call["step"], "success");
    assert_eq!(call["path"][3], "success");
    assert_eq!(call["durationMs"], 6_800);
    assert_eq!(call["transcript"][1]["line"], "play greeting");
}

#[test]
fn a_caller_is_read_from_a_file_or_drawn_from_the_seed() {
    let folder = folder();
    let path = folder.path().join("caller.yaml");
    fs::write(&path, "acts: [hang-up]").expect("written");
    let path = path.to_str().expect("UTF-8");
    let ran = simulate(&["--caller", path]).exits(0);
    assert!(ran.stdout.contains("caller-hung-up"), "{}", ran.stdout);
    let [one, again] = [3, 3].map(|seed| simulate(&["--seed", &seed.to_string()]).exits(0));
    assert_eq!(one.stdout, again.stdout);
    simulate(&["--caller", FLOW]).exits(1).complains("line ");
    simulate(&["--caller", "no-such.yaml"])
        .exits(1)
        .complains("no-such.yaml");
}

#[test]
fn many_calls_are_counted_by_how_they_ended() {
    let ran = simulate(&["--calls", "500", "--json"]).exits(0);
    let counted = &ran.json()[0];
    let outcomes = counted["outcomes"].as_object().expect("outcomes");
    let sum: u64 = outcomes
        .values()
        .filter_map(serde_json::Value::as_u64)
        .sum();
    assert_eq!(sum, 500);
    for outcome in [
        "finished in success",
        "finished in timeout",
        "caller-hung-up",
        "busy",
    ] {
        assert!(
            outcomes.contains_key(outcome),
            "no {outcome} in {outcomes:?}"
        );
    }
    let ran = simulate(&["--calls", "500"]).exits(0);
    assert_eq!(ran.stdout.lines().count(), outcomes.len());
}

/// A copy of the flow, and a test recorded beside it.
fn recorded(folder: &tempfile::TempDir) -> (PathBuf, String) {
    let flow = folder.path().join("code.yaml");
    fs::copy(FLOW, &flow).expect("copied");
    let test = folder.path().join("right.test.json");
    let test = test.to_str().expect("UTF-8").to_owned();
    let acts = ["--acts", "ends 2, press 100", "--record", &test];
    let simulate = ["flow", "simulate", flow.to_str().expect("UTF-8")];
    cxtone([&simulate[..], &acts].concat()).exits(0);
    (flow, test)
}

#[test]
fn a_recorded_call_is_a_test_until_the_flow_goes_another_way() {
    let folder = folder();
    let (flow, test) = recorded(&folder);
    let text = fs::read_to_string(&test).expect("read");
    assert!(text.contains(r#""flow": "code.yaml""#), "{text}");
    let ran = cxtone(["flow", "test", &test]).exits(0);
    assert!(ran.stdout.starts_with("ok "), "{}", ran.stdout);

    let text = fs::read_to_string(&flow).expect("read");
    fs::write(&flow, text.replace("next: success", "next: agent")).expect("written");
    let ran = cxtone(["flow", "test", &test]).exits(1);
    let difference = "line 9 of the transcript is `step agent`, and `step success` was expected";
    assert!(ran.stdout.contains(difference), "{}", ran.stdout);
}

#[test]
fn every_test_is_tried_and_one_that_cannot_be_read_is_told() {
    let folder = folder();
    let (_, test) = recorded(&folder);
    let ran = cxtone(["flow", "test", FLOW, "no-such.json", &test]).exits(1);
    assert_eq!(ran.stderr.matches("error:").count(), 2, "{}", ran.stderr);
    assert!(ran.stdout.starts_with("ok "), "{}", ran.stdout);
}
