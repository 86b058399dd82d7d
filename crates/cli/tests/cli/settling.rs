//! `inject --settle`: what an answer left open is settled by listening, by each kind of tap; and
//! pauses between digits, which make several requests. Time in the calls is hurried.

use std::net::UdpSocket;

use crate::{
    emulator::Emulator,
    program::{Ran, run},
};

/// As no other output holds it.
const CANARY: &str = "7193";

/// Injects into a call whose time is ten times as fast.
fn inject(emulator: &Emulator, call: &str, digits: &str, options: &[&str]) -> Ran {
    let arguments = [
        "inject", "--call", call, "-", "--json", "--pause", "60", "--speed", "10",
    ];
    let mut command = emulator.client(&[&arguments, options].concat());
    run(&mut command, digits.as_bytes()).hides(CANARY)
}

/// What an emulator's recording has: digits of all types as tones.
const RENDERS: &str = "--recording-renders=RFC2833,SIPINFO";

fn hurried() -> Emulator {
    Emulator::start(&["--speed", "10", "--calls", "0"])
}

/// A new call on a line like this.
fn call(emulator: &Emulator, line: &str) {
    let order = format!(r#"{{"callId":"c-1","line":{line}}}"#);
    emulator.ask("POST", "/emulator/calls", &order);
}

/// What was heard in the call, and how many requests it took.
fn heard(emulator: &Emulator) -> (String, usize) {
    let state = emulator.ask("GET", "/emulator/calls/c-1", "");
    let groups = state["heard"].as_array().expect("heard");
    let digits = |group: &serde_json::Value| group["digits"].as_str().expect("digits").to_owned();
    let requests = emulator.ask("GET", "/emulator/requests", "").to_string();
    (
        groups.iter().map(digits).collect(),
        requests.matches("/dtmf\"").count(),
    )
}

const GOOD_LINE: &str = r#"{"noiseDbm0":-50,"seed":1}"#;

#[test]
fn what_was_heard_is_delivered_and_what_was_not_is_sent_again() {
    for (fault, outcome, requests) in [("dropAfter", "heard", 1), ("dropBefore", "", 2)] {
        let emulator = hurried();
        call(&emulator, GOOD_LINE);
        emulator.order(&format!(r#"{{"on":"dtmf","kind":"{fault}"}}"#));
        let ran = inject(&emulator, "c-1", CANARY, &["--settle", RENDERS]).exits(0);
        let report = &ran.json()[0];
        assert_eq!(report["outcome"], "delivered", "{report}");
        let settled = report["settled"].as_str().unwrap_or_default();
        assert_eq!((settled, &report["attempts"]), (outcome, &requests.into()));
        assert_eq!(heard(&emulator), (CANARY.to_owned(), requests));
    }
}

#[test]
fn without_attempts_left_what_was_not_heard_is_a_certain_failure() {
    let emulator = hurried();
    call(&emulator, GOOD_LINE);
    emulator.order(r#"{"on":"dtmf","kind":"dropBefore"}"#);
    let options = ["--settle", RENDERS, "--attempts", "1"];
    let ran = inject(&emulator, "c-1", CANARY, &options).exits(1);
    assert_eq!(ran.json()[0]["settled"], "notHeard");
    assert_eq!(heard(&emulator), (String::new(), 1));
}

#[test]
fn another_type_is_tried_where_it_is_asked_for() {
    let emulator = hurried();
    call(&emulator, r#"{"noiseDbm0":-50,"packetLoss":1,"seed":1}"#);
    let ran = inject(
        &emulator,
        "c-1",
        CANARY,
        &["--settle", "--fallback", RENDERS],
    )
    .exits(0);
    assert_eq!(ran.json()[0]["type"], "SIPINFO");
    assert_eq!(heard(&emulator), (CANARY.to_owned(), 2));
}

#[test]
fn silence_in_a_recording_that_need_not_hold_the_type_sends_nothing_again() {
    for (options, settled, requests) in [
        (&["--settle"][..], "open", 1),
        (&["--settle", "--fallback"], "open", 1),
        (&["--settle", "--recording-renders=sipinfo"], "open", 1),
        (&["--settle", "--recording-renders=RFC2833"], "", 2),
        (&["--settle", "--type", "INBAND"], "", 2),
    ] {
        let emulator = hurried();
        call(&emulator, GOOD_LINE);
        emulator.order(r#"{"on":"dtmf","kind":"dropBefore"}"#);
        let ran = inject(&emulator, "c-1", CANARY, options);
        let ran = ran.exits(if settled.is_empty() { 0 } else { 3 });
        let told = ran.json()[0]["settled"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert_eq!(told, settled, "{options:?}");
        let digits = if settled.is_empty() { CANARY } else { "" };
        assert_eq!(
            heard(&emulator),
            (digits.to_owned(), requests),
            "{options:?}"
        );
    }
}

/// A call whose RTP goes to a port that is free; the tap that listens there.
fn streamed(emulator: &Emulator, payload: &str) -> String {
    call(emulator, GOOD_LINE);
    let socket = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    let address = socket.local_addr().expect("an address");
    let stream = format!(r#"{{"to":"{address}","payload":"{payload}"}}"#);
    emulator.ask("POST", "/emulator/calls/c-1/rtp", &stream);
    format!("rtp:{}", address.port())
}

#[test]
fn a_call_is_listened_to_by_rtp() {
    let emulator = hurried();
    let tap = streamed(&emulator, "both");
    emulator.order(r#"{"on":"dtmf","kind":"dropAfter"}"#);
    let ran = inject(&emulator, "c-1", CANARY, &["--settle", "--tap", &tap]).exits(0);
    assert_eq!(ran.json()[0]["settled"], "heard", "{}", ran.stdout);
    assert_eq!(heard(&emulator), (CANARY.to_owned(), 1));
}

#[test]
fn silence_in_a_stream_without_events_sends_nothing_again_unless_they_are_said_to_come() {
    let renders = "--recording-renders=RFC2833";
    for (options, exit, requests) in [(&[][..], 3, 1), (&[renders][..], 0, 2)] {
        let emulator = hurried();
        let tap = streamed(&emulator, "audio");
        emulator.order(r#"{"on":"dtmf","kind":"dropBefore"}"#);
        let options = [&["--settle", "--tap", &tap], options].concat();
        inject(&emulator, "c-1", CANARY, &options).exits(exit);
        assert_eq!(heard(&emulator).1, requests, "{options:?}");
    }
}

#[test]
fn a_rate_is_measured_of_what_the_recording_need_hold() {
    for (options, source) in [
        (&[][..], "status"),
        (&["--recording-renders=RFC2833"], "audio"),
        (&["--type", "INBAND"], "audio"),
    ] {
        let emulator = hurried();
        call(&emulator, r#"{"noiseDbm0":-50,"packetLoss":1,"seed":1}"#);
        let options = [&["--verify", "--min-rate", "0.9"], options].concat();
        let ran = inject(&emulator, "c-1", CANARY, &options).exits(1);
        assert_eq!(ran.json()[0]["recognitionSource"], source, "{options:?}");
        let is_told = ran.stderr.contains("is assumed, not measured");
        assert_eq!(is_told, source == "status", "{}", ran.stderr);
    }
    let emulator = hurried();
    inject(&emulator, "c-1", CANARY, &["--recording-renders=RFC2833"]).exits(2);
}

#[test]
fn pauses_make_several_requests_and_the_first_that_fails_ends_it() {
    let emulator = hurried();
    call(&emulator, GOOD_LINE);
    let ran = inject(&emulator, "c-1", "71w93", &["--verify"]).exits(0);
    let report = &ran.json()[0];
    assert_eq!(
        (&report["outcome"], &report["unsent"]),
        (&"delivered".into(), &0.into())
    );
    for send in report["sends"].as_array().expect("sends") {
        assert_eq!(send["recognition"]["hits"], 2, "{report}");
    }
    assert_eq!(heard(&emulator), (CANARY.to_owned(), 2));

    emulator.order(r#"{"on":"dtmf","kind":"conflict"}"#);
    let ran = inject(&emulator, "c-1", "71w93", &[])
        .exits(1)
        .complains("1 more request");
    assert_eq!(ran.json()[0]["unsent"], 1);
}

#[test]
fn a_plan_of_which_a_part_was_delivered_does_not_say_that_nothing_was_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let faults = folder.path().join("faults.json");
    let second = r#"{"rules": [{"endpoint": "dtmf", "kind": "conflict", "nth": 2}]}"#;
    std::fs::write(&faults, second).expect("written");
    let faults = faults.display().to_string();
    let emulator = Emulator::start(&["--speed", "10", "--calls", "0", "--faults", &faults]);
    call(&emulator, GOOD_LINE);
    let ran = inject(&emulator, "c-1", "71w93", &["--verify"]).exits(3);
    assert_eq!(ran.json()[0]["outcome"], "failed");
    assert_eq!(heard(&emulator).0, "71");
}

#[test]
fn a_dry_run_shows_every_request_of_a_plan() {
    let emulator = hurried();
    let ran = inject(&emulator, "c-1", "71w93", &["--dry-run"]).exits(0);
    let requests = &ran.json()[0]["requests"];
    assert_eq!(requests[0]["body"]["dtmf"], "[2 digits]");
    assert!(requests[0]["waitMs"].is_null());
    assert_eq!(requests[1]["waitMs"], 500);
}

#[test]
fn the_deadline_ends_an_injection_that_waits() {
    let emulator = hurried();
    call(&emulator, GOOD_LINE);
    emulator.order(r#"{"on":"dtmf","kind":"rateLimit","retryAfter":30}"#);
    let ran = inject(&emulator, "c-1", CANARY, &["--deadline", "1"]).exits(1);
    assert_eq!(ran.json()[0]["outcome"], "failed", "{}", ran.stdout);
    assert_eq!(heard(&emulator), (String::new(), 1));
    inject(&emulator, "c-1", CANARY, &["--deadline", "0"])
        .exits(2)
        .complains("0.1 to 3600 seconds");
}
