//! `ivr`: flows through calls of an emulator in its own process, and what is refused before.

use std::process::Command;

use crate::{
    audio::folder,
    emulator::Emulator,
    program::{Ran, cxtone, run},
};

/// As no other output holds it: an id may have any three digits, but no capital letter.
/// The flow takes it for a wrong code.
const CANARY: &str = "7D9";

/// Places a call with this caller and takes it through the default flow.
fn called(emulator: &Emulator, caller: &str, options: &[&str]) -> Ran {
    let placed = emulator.ask(
        "POST",
        "/emulator/calls",
        &serde_json::json!({ "status": "ringing", "caller": caller }).to_string(),
    );
    let call = placed["callId"].as_str().expect("a call");
    let arguments = [&["ivr", call], options].concat();
    run(&mut emulator.client(&arguments), b"")
}

fn check(caller: &str, code: i32, outcome: &str, path: &[&str]) {
    let emulator = Emulator::start(&["--speed", "20"]);
    let ran = called(&emulator, caller, &["--json"])
        .exits(code)
        .hides(CANARY)
        .hides(emulator.field("clientSecret"));
    let told = &ran.json()[0];
    assert_eq!(told["outcome"], outcome, "{told}");
    let steps: Vec<_> = told["path"].as_array().expect("a path").iter().collect();
    assert_eq!(steps, path, "{told}");
}

#[test]
fn the_right_code_leads_to_success_and_silence_to_the_timeout() {
    let success = ["greeting", "code", "which", "success"];
    check("ends 2, wait 400, press 100", 0, "finished", &success);
    // In the midst of the prompt.
    check("begins 2, wait 600, press 100", 0, "finished", &success);
    let timeout = ["greeting", "code", "timeout"];
    check("wait 1", 0, "finished", &timeout);
}

#[test]
fn a_caller_who_hangs_up_ends_it_with_a_code_of_its_own() {
    check("begins 1, hang-up", 5, "caller-hung-up", &["greeting"]);
}

#[test]
fn the_log_holds_each_command_and_no_digits() {
    let folder = folder();
    let path = folder.path().join("calls.audit");
    let (path, key) = (path.to_str().expect("UTF-8"), folder.path().join("key"));
    let key = key.to_str().expect("UTF-8");
    let emulator = Emulator::start(&["--speed", "20"]);
    let caller = format!("ends 2, press {CANARY}, hang-up");
    let options = ["--audit", path, "--key-file", key];
    called(&emulator, &caller, &options).exits(5).hides(CANARY);
    let log = std::fs::read_to_string(path).expect("written");
    assert!(log.contains("\"command\":\"collect\""), "{log}");
    assert!(log.contains("[3 digits]"), "{log}");
    cxtone(["audit", "verify", path, "--key-file", key]).exits(0);
}

#[test]
fn a_dry_run_shows_how_it_would_begin_and_needs_no_secret() {
    let options = ["--api-url", "https://api.example.com", "--dry-run"];
    let ran = cxtone([&["ivr", "call-1"][..], &options].concat()).exits(0);
    assert!(ran.stdout.contains("GET https://api.example.com/"));
    assert!(ran.stdout.contains("/call-1/play"), "{}", ran.stdout);
    assert!(ran.stdout.contains("authorization: [masked]"));
    let ran = cxtone([&["ivr", "call-1", "--json"][..], &options].concat()).exits(0);
    let told = &ran.json()[0];
    assert_eq!(told["start"], "greeting");
    let prompt = "https://storage.cxone.com/prompts/greeting.wav";
    assert_eq!(told["requests"][1]["body"]["mediaUrl"], prompt);
}

#[test]
fn what_cannot_be_followed_is_told_before_anything_is_sent() {
    let menu = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/flows/main-menu.yaml"
    );
    let options = ["--api-url", "https://api.example.com", "--dry-run"];
    let arguments = ["ivr", "call-1", "--flow", menu];
    cxtone([&arguments[..], &options].concat())
        .exits(1)
        .complains("cxone-v2 has no `transfer`, which step `sales` needs")
        .complains("prompts.example");
    cxtone(["ivr", "call/1", "--dry-run"]).exits(2);
}

/// Asks for an account, and for a PIN that no recording keeps.
const PIN_FLOW: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../fixtures/flows/account-number.yaml"
);

/// Up to the PIN, which is as no other output holds it.
const ACCOUNT: &str = "ends 2, wait 300, press 79927398713#, ends 3, wait 400";

const PIN: &str = "7193";

/// The program that takes a call through the flow with the PIN, and the call.
fn sensitive(emulator: &Emulator, caller: &str, options: &[&str]) -> (Command, String) {
    let order = serde_json::json!({ "status": "ringing", "caller": caller });
    let placed = emulator.ask("POST", "/emulator/calls", &order.to_string());
    let call = placed["callId"].as_str().expect("a call").to_owned();
    let arguments = [
        &["ivr", &call, "--flow", PIN_FLOW, "--json"][..],
        &["--prompt-host", "https://prompts.example"],
        options,
    ];
    let mut client = emulator.client(&arguments.concat());
    let agent = |field: &str| emulator.hello["agent"][field].as_str().expect("a text");
    client
        .env("CXONE_ACCESS_KEY_ID", agent("accessKeyId"))
        .env("CXONE_ACCESS_KEY_SECRET", agent("accessKeySecret"));
    // By discovery, or at the URLs of the other dialect.
    if caller.contains("hang-up") {
        client
            .env("CXONE_ISSUER", emulator.field("url"))
            .env("CXONE_TENANT_ID", agent("tenantId"));
    }
    if options.contains(&"--count-keys-ahead") {
        let contact = placed["contactId"].as_str().expect("a contact");
        client.env("CXONE_CONTACT_ID", contact);
    }
    (client, call)
}

/// The stretches of a call's recording that are masked: whether each has ended.
fn masked(emulator: &Emulator, call: &str) -> Vec<bool> {
    let report = emulator.ask("GET", &format!("/emulator/calls/{call}"), "");
    let masked = report["masked"].as_array().expect("a list").iter();
    masked.map(|stretch| !stretch["to"].is_null()).collect()
}

/// The fields in which every front end tells a run.
const FIELDS: &str = include_str!("../../../../fixtures/flows/run-report.json");

#[test]
fn a_run_is_told_in_the_fields_in_which_the_npm_package_tells_it() {
    let fields: serde_json::Value = serde_json::from_str(FIELDS).expect("JSON");
    let named = |list: &str| -> std::collections::BTreeSet<String> {
        let names = fields[list].as_array().expect("a list").iter();
        names
            .map(|it| it.as_str().expect("a name").to_owned())
            .collect()
    };
    let of = |told: &serde_json::Value| -> std::collections::BTreeSet<String> {
        told.as_object()
            .expect("an object")
            .keys()
            .cloned()
            .collect()
    };
    let (always, sometimes) = (named("always"), named("sometimes"));
    let mut seen = std::collections::BTreeSet::new();
    let emulator = Emulator::start(&["--speed", "20"]);
    let caller = format!("{ACCOUNT}, press 12, hang-up");
    let (mut client, _) = sensitive(&emulator, &caller, &["--count-keys-ahead"]);
    let hung_up = run(&mut client, b"");
    let right = called(&emulator, "ends 2, wait 400, press 100", &["--json"]);
    emulator.order(r#"{"on":"interaction","kind":"conflict"}"#);
    let caller = format!("{ACCOUNT}, press {PIN}#");
    let (mut client, _) = sensitive(&emulator, &caller, &["--count-keys-ahead"]);
    for ran in [hung_up, right, run(&mut client, b"")] {
        let told = &ran.json()[0];
        let keys = of(told);
        assert!(always.is_subset(&keys), "{told}");
        seen.extend(keys.difference(&always).cloned());
        assert_eq!(of(&told["transcript"][0]), named("transcript"));
    }
    assert!(seen.is_subset(&sometimes), "{seen:?}");
    assert!(
        seen.contains("mayBeMasked") && seen.contains("step"),
        "{seen:?}"
    );
}

#[test]
fn a_pin_is_entered_while_the_recording_is_masked() {
    let emulator = Emulator::start(&["--speed", "20"]);
    let caller = format!("{ACCOUNT}, press {PIN}#");
    let (mut client, call) = sensitive(&emulator, &caller, &["--count-keys-ahead"]);
    let secret = emulator.hello["agent"]["accessKeySecret"]
        .as_str()
        .expect("a secret");
    let ran = run(&mut client, b"").exits(0).hides(PIN).hides(secret);
    assert_eq!(ran.json()[0]["step"], "thanks", "{}", ran.stdout);
    assert_eq!(masked(&emulator, &call), [true]);
    let caller = format!("{ACCOUNT}, press {PIN}#, ends 4, hang-up");
    let (mut client, call) = sensitive(&emulator, &caller, &["--count-keys-ahead"]);
    run(&mut client, b"").hides(PIN).hides(secret);
    assert_eq!(masked(&emulator, &call), [true]);
}

#[test]
fn a_pin_is_not_asked_for_where_the_recording_cannot_be_masked() {
    let emulator = Emulator::start(&["--speed", "20"]);
    let caller = format!("{ACCOUNT}, press {PIN}#");
    let (mut client, _) = sensitive(&emulator, &caller, &[]);
    run(&mut client, b"")
        .exits(1)
        .complains("`pin` is `sensitive`, and nothing masks the recording");
    emulator.order(r#"{"on":"interaction","kind":"conflict"}"#);
    let (mut client, _) = sensitive(&emulator, &caller, &["--count-keys-ahead"]);
    let ran = run(&mut client, b"").exits(1).hides(PIN);
    assert_eq!(ran.json()[0]["outcome"], "mask-failed", "{}", ran.stdout);
}

#[test]
fn what_the_tenant_counts_all_the_same_is_told_before_anything_is_sent() {
    let dates = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../fixtures/flows/date-of-birth.yaml"
    );
    let options = ["--api-url", "https://api.example.com", "--dry-run"];
    let host = ["--prompt-host", "https://prompts.example"];
    let arguments = [&["ivr", "call-1", "--flow", dates][..], &host, &options].concat();
    cxtone(arguments.clone())
        .exits(1)
        .complains("`type-ahead: false`, and cxone-v2 counts every key");
    cxtone([&arguments[..], &["--count-keys-ahead"]].concat()).exits(0);
    let checked = cxtone(["flow", "check", dates, "--dialect", "cxone-v2"]).exits(0);
    assert!(
        checked.stdout.contains("dialect-type-ahead"),
        "{}",
        checked.stdout
    );
}

#[cfg(unix)]
#[test]
fn a_signal_while_a_pin_is_entered_leaves_no_recording_masked() {
    use std::process::Stdio;

    let emulator = Emulator::start(&["--speed", "20"]);
    let (mut client, call) = sensitive(&emulator, ACCOUNT, &["--count-keys-ahead"]);
    let program = client.stdout(Stdio::piped()).spawn();
    let program = program.expect("the program starts");
    while masked(&emulator, &call).is_empty() {
        std::thread::yield_now();
    }
    crate::emulator::signal_to(&program, "TERM");
    let ran: Ran = program.wait_with_output().expect("it ends").into();
    assert_eq!(ran.exits(4).json()[0]["outcome"], "cancelled");
    assert_eq!(masked(&emulator, &call), [true]);
}

#[cfg(unix)]
#[test]
fn a_second_signal_ends_at_once_and_says_what_is_left_behind() {
    use std::{
        io::{BufRead as _, BufReader, Read as _},
        process::Stdio,
    };

    let folder = folder();
    let faults = folder.path().join("faults.json");
    // Nobody can know when the entry of the PIN is over: its answer never comes.
    let stalled = r#"{"seed": 1, "rules": [{"endpoint": "collect", "nth": 2, "kind": "stall"}]}"#;
    std::fs::write(&faults, stalled).expect("written");
    let faults = faults.to_str().expect("UTF-8");
    let emulator = Emulator::start(&["--speed", "20", "--faults", faults]);
    let (mut client, call) = sensitive(&emulator, ACCOUNT, &["--count-keys-ahead"]);
    let mut program = client.stderr(Stdio::piped()).spawn().expect("starts");
    let collects = |requests: &str| requests.matches("/collect\"").count();
    while collects(&emulator.ask("GET", "/emulator/requests", "").to_string()) < 2 {
        std::thread::yield_now();
    }
    let mut told = BufReader::new(program.stderr.take().expect("piped"));
    crate::emulator::signal_to(&program, "TERM");
    let mut ending = String::new();
    told.read_line(&mut ending).expect("UTF-8");
    assert!(ending.contains("once more ends at once"), "{ending}");
    // As a terminal's reaches it beside the one that its starter hands on.
    crate::emulator::signal_to(&program, "INT");
    let told_at = std::time::Instant::now();
    while told_at.elapsed() < core::time::Duration::from_millis(1500) {
        let ended = program.try_wait().expect("ours");
        assert!(ended.is_none(), "it was one asking");
    }
    crate::emulator::signal_to(&program, "TERM");
    assert_eq!(program.wait().expect("it ends").code(), Some(3));
    let mut rest = String::new();
    told.read_to_string(&mut rest).expect("UTF-8");
    assert!(rest.contains("stays masked"), "{rest}");
    assert_eq!(masked(&emulator, &call), [false]);
}

#[test]
fn a_busy_line_and_nobody_have_the_exit_code_of_a_call_that_is_over() {
    let emulator = Emulator::start(&["--speed", "20"]);
    for answer in ["busy", "no-answer"] {
        let order = serde_json::json!({ "caller": { "answer": answer } });
        let placed = emulator.ask("POST", "/emulator/calls", &order.to_string());
        let call = placed["callId"].as_str().expect("a call");
        let ran = run(&mut emulator.client(&["ivr", call, "--json"]), b"").exits(5);
        assert_eq!(ran.json()[0]["outcome"], answer);
        assert_eq!(ran.json()[0]["path"], serde_json::json!([]));
    }
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_flow_and_the_exit_code_says_so() {
    use std::process::Stdio;

    let emulator = Emulator::start(&[]);
    let call = emulator.hello["calls"][0].as_str().expect("a call");
    let mut client = emulator.client(&["ivr", call, "--json"]);
    let program = client
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // Once a prompt plays, it listens for signals.
    while !emulator
        .ask("GET", "/emulator/requests", "")
        .to_string()
        .contains("/play")
    {
        std::thread::yield_now();
    }
    crate::emulator::signal_to(&program, "TERM");
    let ran: Ran = program.wait_with_output().expect("it ends").into();
    assert_eq!(ran.exits(4).json()[0]["outcome"], "cancelled");
}
