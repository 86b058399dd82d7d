//! `inject`: what is sent, heard, written down and told; against an emulator in its own process.

use serde_json::Value;

use crate::{
    audio::folder,
    emulator::Emulator,
    program::{Ran, command, run},
};

/// As no other output holds it.
const CANARY: &str = "7193";

/// Injects into the emulator's first call.
fn inject(emulator: &Emulator, digits: &str, options: &[&str]) -> Ran {
    let call = emulator.hello["calls"][0].as_str().expect("a call");
    let arguments = [&["inject", "--call", call, "-"], options].concat();
    run(&mut emulator.client(&arguments), digits.as_bytes())
}

fn heard(emulator: &Emulator) -> String {
    let call = emulator.hello["calls"][0].as_str().expect("a call");
    let state = emulator.ask("GET", &format!("/emulator/calls/{call}"), "");
    let heard = state["heard"].as_array().expect("heard");
    heard
        .iter()
        .map(|heard| heard["digits"].as_str().expect("digits"))
        .collect()
}

fn injections_received(emulator: &Emulator) -> usize {
    let requests = emulator.ask("GET", "/emulator/requests", "").to_string();
    requests.matches("/dtmf\"").count()
}

#[test]
fn digits_reach_the_call_and_are_measured_in_its_audio() {
    for dtmf_type in ["RFC2833", "SIPINFO", "INBAND"] {
        let emulator = Emulator::start(&[]);
        let options = ["--type", dtmf_type, "--pause", "60", "--verify", "--json"];
        let ran = inject(&emulator, CANARY, &options).exits(0).hides(CANARY);
        let report = &ran.json()[0];
        assert_eq!(report["type"], dtmf_type);
        assert_eq!(report["recognitionRate"], 1.0);
        assert_eq!(report["recognitionSource"], "audio");
        assert_eq!(report["recognition"]["hits"], 4);
        assert_eq!(report["attempts"], 1);
        for stage in ["lockWait", "token", "firstByte", "total"] {
            assert!(report["latency"][stage].is_number(), "{stage}");
        }
        assert_eq!(heard(&emulator), CANARY);
    }
}

#[test]
fn without_verification_the_rate_is_marked_as_assumed() {
    let emulator = Emulator::start(&[]);
    let ran = inject(&emulator, CANARY, &["--json"])
        .exits(0)
        .hides(CANARY);
    assert_eq!(ran.json()[0]["recognitionSource"], "status");
    let ran = inject(&emulator, CANARY, &["--verbose"])
        .exits(0)
        .hides(CANARY);
    assert!(ran.stdout.contains("assumed"), "{}", ran.stdout);
    ran.hides(emulator.field("clientSecret"));
}

#[test]
fn a_dry_run_shows_the_request_masked_and_sends_nothing() {
    let emulator = Emulator::start(&[]);
    let ran = inject(&emulator, CANARY, &["--dry-run"])
        .exits(0)
        .hides(CANARY);
    assert!(
        ran.stdout.starts_with("POST http://127.0.0.1:"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("authorization: [masked]"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("[4 digits]"), "{}", ran.stdout);
    let ran = inject(&emulator, CANARY, &["--dry-run", "--json"])
        .exits(0)
        .hides(CANARY);
    assert_eq!(ran.json()[0]["body"]["dtmf"], "[4 digits]");
    assert_eq!(ran.json()[0]["body"]["interDigitPause"], 200);
    assert_eq!(
        emulator
            .ask("GET", "/emulator/requests", "")
            .to_string()
            .matches("oauth")
            .count(),
        0
    );
    assert_eq!(injections_received(&emulator), 0);
}

#[test]
fn a_request_that_may_not_be_sent_is_told_with_all_its_faults() {
    let emulator = Emulator::start(&[]);
    let wrong = ["--type", "MORSE", "--pause", "5", "--json"];
    let ran = inject(&emulator, "7193x", &wrong).exits(1).hides(CANARY);
    assert_eq!(ran.json()[0]["outcome"], "invalid");
    assert_eq!(
        ran.json()[0]["findings"]
            .as_array()
            .expect("findings")
            .len(),
        3
    );
    assert_eq!(ran.stderr.matches("help: ").count(), 3, "{}", ran.stderr);
    assert_eq!(injections_received(&emulator), 0);
}

#[test]
fn what_may_have_been_played_is_ambiguous_and_sent_once() {
    let emulator = Emulator::start(&[]);
    let fault = r#"{"on":"dtmf","kind":"serverError","status":503,"executed":"after"}"#;
    emulator.order(fault);
    let ran = inject(&emulator, CANARY, &["--json"])
        .exits(3)
        .hides(CANARY);
    assert_eq!(ran.json()[0]["outcome"], "ambiguous");
    assert!(ran.stderr.contains("error: "), "{}", ran.stderr);
    assert_eq!(injections_received(&emulator), 1);
}

#[test]
fn what_is_missing_or_wrong_is_a_usage_error() {
    let emulator = Emulator::start(&[]);
    for variable in [
        "CXONE_API_URL",
        "CXONE_CLIENT_ID",
        "CXONE_CLIENT_SECRET",
        "CXONE_PROVIDER_ID",
        "CXONE_LINE_ID",
    ] {
        let mut inject = emulator.client(&["inject", "--call", "c-1", CANARY]);
        run(inject.env_remove(variable), b"")
            .exits(2)
            .complains(variable)
            .hides(CANARY);
    }
    let usage = |options: &[&str], text: &str| {
        inject(&emulator, CANARY, options)
            .exits(2)
            .complains(text)
            .hides(CANARY);
    };
    usage(&["--recording", "x-{callId}.wav"], "--verify");
    usage(&["--verify", "--recording", "x.wav"], "{callId}");
    usage(&["--attempts", "0"], "1 to 10 attempts");
    usage(&["--timeout", "0"], "0.1 to 120 seconds");
    usage(&["--verify", "--dry-run"], "--dry-run");
    usage(&["--api-url", "http://api.example.com"], "https");
    usage(
        &["--api-url", "https://api.example.com", "--verify"],
        "--recording",
    );
    let mut elsewhere = emulator.client(&["inject", "--call", "../../admin?x=1#", CANARY]);
    run(&mut elsewhere, b"")
        .exits(2)
        .complains("--call")
        .hides(CANARY);
    let mut secret = emulator.client(&["inject", "--client-secret=hunter2", "--call", "c", CANARY]);
    run(&mut secret, b"")
        .exits(2)
        .hides("hunter2")
        .hides(CANARY);
}

#[test]
fn a_far_end_that_is_not_there_is_a_failure() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("binds");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let mut inject = command(["inject", "--call", "c-1", "-", "--json", "--attempts", "1"]);
    inject
        .args([
            "--api-url",
            &url,
            "--client-id",
            "c",
            "--provider",
            "p",
            "--line",
            "l",
        ])
        .env("CXONE_CLIENT_SECRET", "hunter2");
    let ran = run(&mut inject, CANARY.as_bytes())
        .exits(1)
        .hides(CANARY)
        .hides("hunter2");
    assert_eq!(ran.json()[0]["outcome"], "failed");
}

#[test]
fn an_unknown_call_is_refused() {
    let emulator = Emulator::start(&[]);
    let mut inject = emulator.client(&["inject", "--call", "nobody", CANARY, "--json"]);
    let ran = run(&mut inject, b"").exits(1).hides(CANARY);
    assert_eq!(ran.json()[0]["status"], 404);
}

#[test]
fn a_line_that_spoils_the_digits_lowers_the_rate_and_the_exit_code_follows_when_asked() {
    let emulator = Emulator::start(&["--calls", "0"]);
    let call = r#"{"callId":"deaf","line":{"gainDb":-60,"noiseDbm0":-20,"seed":1}}"#;
    emulator.ask("POST", "/emulator/calls", call);
    let verify = [
        "inject", "--call", "deaf", "-", "--type", "INBAND", "--verify", "--json",
    ];
    let ran = run(&mut emulator.client(&verify), CANARY.as_bytes()).exits(0);
    let rate = ran.json()[0]["recognitionRate"].as_f64().expect("a number");
    assert!(rate < 1.0, "{rate}");
    let with_floor = [&verify[..], &["--min-rate", "1"]].concat();
    run(&mut emulator.client(&with_floor), CANARY.as_bytes())
        .exits(1)
        .hides(CANARY);
}

#[test]
fn an_injection_is_written_down_and_the_log_is_verified_until_it_is_altered() {
    let emulator = Emulator::start(&[]);
    let folder = folder();
    let (log, key) = (
        folder.path().join("calls.audit"),
        folder.path().join("audit.key"),
    );
    let text = |path: &std::path::Path| path.to_str().expect("UTF-8").to_owned();
    let (log_path, key_path) = (text(&log), text(&key));
    let options = ["--audit", &log_path, "--key-file", &key_path];
    inject(&emulator, CANARY, &options).exits(0);
    inject(&emulator, CANARY, &options).exits(0);
    let content = std::fs::read_to_string(&log).expect("is there");
    assert!(
        !content.contains(CANARY) && content.contains("[4 digits]"),
        "{content}"
    );

    let verify = |more: &[&str]| {
        let arguments = ["audit", "verify", &log_path, "--key-file", &key_path];
        run(&mut command([&arguments[..], more].concat()), b"")
    };
    let verdict: Value = verify(&["--json"]).exits(0).json().remove(0);
    assert_eq!(
        (&verdict["verified"], &verdict["records"]),
        (&true.into(), &4.into())
    );
    verify(&["--expect-records", "4"]).exits(0);
    verify(&["--expect-records", "5"]).exits(1).complains("5");

    std::fs::write(&log, content.replacen("[4 digits]", "[5 digits]", 1)).expect("writes");
    verify(&[]).exits(1).complains("broken: line 1");
    assert_eq!(verify(&["--json"]).exits(1).json()[0]["line"], 1);
    std::fs::write(&log, &content).expect("writes");
    verify(&[]).exits(0);
    std::fs::remove_file(folder.path().join("calls.audit.head")).expect("removes");
    verify(&[]).exits(1).complains("head");
}

#[test]
fn a_log_cannot_be_verified_without_its_files_or_its_key() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name).to_str().expect("UTF-8").to_owned();
    let (log, key) = (path("no.audit"), path("audit.key"));
    let verify = || {
        run(
            &mut command(["audit", "verify", &log, "--key-file", &key]),
            b"",
        )
    };
    verify().exits(1).complains("audit.key");
    std::fs::write(&key, "no key at all").expect("writes");
    verify()
        .exits(1)
        .complains("64 hexadecimal digits")
        .hides("no key at all");
    std::fs::write(&key, "0".repeat(64)).expect("writes");
    verify().exits(1).complains("no.audit");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_an_injection_that_waits_and_nothing_is_sent() {
    use std::{io::Write as _, process::Stdio};

    let emulator = Emulator::start(&[]);
    let fault = r#"{"on":"dtmf","kind":"rateLimit","retryAfter":50}"#;
    emulator.order(fault);
    let call = emulator.hello["calls"][0].as_str().expect("a call");
    let mut process = emulator
        .client(&["inject", "--call", call, "-", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    let mut stdin = process.stdin.take().expect("piped");
    stdin.write_all(CANARY.as_bytes()).expect("writes");
    drop(stdin);
    let patience = std::time::Instant::now() + core::time::Duration::from_secs(20);
    while injections_received(&emulator) == 0 {
        assert!(std::time::Instant::now() < patience, "no request came");
        std::thread::yield_now();
    }
    crate::emulator::signal_to(&process, "INT");
    let ran = Ran::from(process.wait_with_output().expect("ends"))
        .exits(1)
        .hides(CANARY);
    assert!(
        ran.json()[0]["error"]
            .as_str()
            .expect("an error")
            .contains("cancelled")
    );
    assert_eq!(heard(&emulator), "");
}

#[test]
fn the_next_command_into_the_call_finds_the_tones_played_out() {
    let emulator = Emulator::start(&[]);
    inject(&emulator, CANARY, &["--pause", "50"]).exits(0);
    inject(&emulator, CANARY, &["--pause", "50"]).exits(0);
    let call = emulator.hello["calls"][0].as_str().expect("a call");
    let state = emulator.ask("GET", &format!("/emulator/calls/{call}"), "");
    for command in state["commands"].as_array().expect("commands") {
        assert_eq!(command["overlaps"], false, "{state}");
    }
    assert_eq!(state["commands"][1]["outcome"], "executed", "{state}");
}
