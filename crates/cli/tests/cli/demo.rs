//! `demo`: the main job from end to end, as it is told to programs and to people.

use serde_json::Value;

use crate::{audio, program::cxtone};

/// Both names and nothing else, whatever the order.
fn check_fields(object: &Value, expected: &[&str]) {
    let mut names: Vec<_> = object.as_object().expect("an object").keys().collect();
    names.sort();
    assert_eq!(names, expected);
}

#[test]
fn three_ways_are_heard_whole_the_spoiled_one_is_not_and_the_log_verifies() {
    let folder = audio::folder();
    let out = folder.path().to_str().expect("a plain path");
    let ran = cxtone(["demo", "--json", "--out", out]).exits(0);
    assert_eq!(ran.stderr, "");
    let [answer] = &ran.json()[..] else {
        panic!("one object and nothing else: {}", ran.stdout);
    };
    check_fields(answer, &["audit", "flows", "injections", "spoiled"]);
    check_flows(&answer["flows"]);

    let injections = answer["injections"].as_array().expect("injections");
    let types: Vec<_> = injections.iter().map(|one| one["type"].as_str()).collect();
    assert_eq!(types, [Some("RFC2833"), Some("SIPINFO"), Some("INBAND")]);
    for injection in injections {
        check_injection(injection);
    }
    check_fields(&answer["spoiled"], &["recognitionRate"]);
    assert!(answer["spoiled"]["recognitionRate"].as_f64() < Some(1.0));

    let audit = &answer["audit"];
    check_fields(audit, &["file", "records", "verified"]);
    assert_eq!(audit["verified"], true);
    // Intended, observed and heard: three injections, and at least one on the spoiled line.
    assert!(audit["records"].as_u64() >= Some(12), "{audit}");
    check_files(out, audit);
}

fn check_flows(flows: &Value) {
    let flows = flows.as_array().expect("flows");
    let last: Vec<_> = flows.iter().map(|flow| flow["path"][3].as_str()).collect();
    assert_eq!(last, [Some("success"), Some("agent"), Some("success")]);
    for flow in flows {
        check_fields(flow, &["callId", "outcome", "path"]);
        let outcome = flow["outcome"].as_str().expect("a text");
        assert!(outcome.starts_with("finished in "), "{outcome}");
    }
}

fn check_injection(injection: &Value) {
    check_fields(
        injection,
        &[
            "latency",
            "latencyMs",
            "outcome",
            "recognitionRate",
            "recognitionSource",
            "type",
        ],
    );
    assert_eq!(injection["outcome"], "delivered");
    assert_eq!(injection["recognitionRate"], 1.0);
    assert_eq!(injection["recognitionSource"], "audio");
    let latency = &injection["latency"];
    check_fields(latency, &["firstByte", "lockWait", "token", "total"]);
    let total = latency["total"].as_f64().expect("a number");
    for stage in ["firstByte", "lockWait", "token"] {
        let stage = latency[stage].as_f64().expect("a number");
        assert!((0.0..=total).contains(&stage), "{latency}");
    }
    assert!(latency["firstByte"].as_f64() > Some(0.0), "{latency}");
}

/// What the answer speaks of is there, and the program's other commands agree with it.
fn check_files(out: &str, audit: &Value) {
    let file = audit["file"].as_str().expect("a path");
    let key = format!("{out}/audit.key");
    let verdict = cxtone(["audit", "verify", file, "--key-file", &key, "--json"]).exits(0);
    assert_eq!(verdict.json()[0]["records"], audit["records"]);
    for name in ["rfc2833", "sipinfo", "inband", "spoiled"] {
        let png = std::fs::read(format!("{out}/{name}.png")).expect("a picture");
        assert!(png.starts_with(b"\x89PNG"), "{name}");
        let wav = format!("{out}/{name}.wav");
        let score = cxtone(["score", "--expect", "1234#", "--json", &wav]).exits(0);
        let rate = score.json()[0]["recognitionRate"].as_f64();
        assert_eq!(rate == Some(1.0), name != "spoiled", "{name}: {rate:?}");
    }
}

#[test]
fn people_get_a_table_without_colour_where_it_is_no_terminal() {
    let folder = audio::folder();
    let out = folder.path().to_str().expect("a plain path");
    let ran = cxtone(["demo", "--out", out]).exits(0).hides("\x1b[");
    for told in [
        "RFC2833",
        "SIPINFO",
        "INBAND",
        "lock wait",
        "first byte",
        "100 %",
        "verified",
    ] {
        assert!(ran.stdout.contains(told), "no {told:?} in: {}", ran.stdout);
    }
    assert!(ran.stdout.contains(out), "{}", ran.stdout);
}

#[test]
fn a_folder_that_cannot_be_made_is_named_with_the_way_out() {
    cxtone(["demo", "--out", "/dev/null/demo"])
        .exits(1)
        .complains("/dev/null/demo")
        .complains("--out");
}
