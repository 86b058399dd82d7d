//! The commands as people type them: a campaign from its calls file to its export.

use std::{
    fs,
    path::Path,
    process::{Output, Stdio},
};

use crate::{
    field::{Database, FLOW, Field, Running, pin, program},
    verdict,
};

pub(crate) fn field(calls: usize) -> Field {
    Field::new(Database::Sqlite, calls, 20, None)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Runs to its end with these options, and gives all that was written.
fn ran(field: &Field, options: &[&str]) -> Output {
    let mut command = field.worker(options);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.output().expect("runs")
}

#[test]
fn from_the_calls_to_the_export_and_no_digit_is_shown_on_the_way() {
    let field = field(12);
    let calls = field.path("calls.csv").display().to_string();
    let answer = ran(&field, &["--calls", &calls, "--verify"]);
    assert_eq!(answer.status.code(), Some(0), "{}", text(&answer.stderr));
    assert!(text(&answer.stdout).contains("recognised 100.00 %"));
    let outcomes = verdict::check(&field);
    assert_eq!(outcomes.get("finished"), Some(&12));
    let csv = field.path("results.csv").display().to_string();
    assert!(field.answer("export", &["-o", &csv]).status.success());
    let csv = fs::read_to_string(csv).expect("written");
    assert_eq!(csv.lines().count(), 13);
    assert!(csv.starts_with("callId,outcome,step,"), "{csv}");
    let status = field.answer("status", &[]);
    assert!(text(&status.stdout).contains("12 of 12 calls ended"));
    let jsonl = field.answer("export", &["--format", "jsonl"]);
    let all = [answer.stdout, answer.stderr, status.stdout, jsonl.stdout];
    for shown in all.iter().map(|bytes| text(bytes)).chain([csv]) {
        for index in 0..12 {
            // As a word: a time may hold the same figures.
            let pin = pin(index);
            let mut words = shown.split(|one: char| !one.is_ascii_alphanumeric());
            assert!(!words.any(|word| word == pin), "{pin} in {shown}");
        }
    }
}

#[test]
fn every_bad_row_is_told_with_its_line_and_nothing_is_begun() {
    let field = field(1);
    let path = field.path("bad.csv").display().to_string();
    fs::write(
        &path,
        "callId,pin\n,12\ncall-1,x\ncall-2,\ncall-3,1,2\ncall-4,5\n",
    )
    .expect("written");
    let answer = ran(&field, &["--calls", &path]);
    let told = text(&answer.stderr);
    assert_eq!(answer.status.code(), Some(1), "{told}");
    for line in ["line 2", "line 3", "line 4", "line 5", "4 bad rows"] {
        assert!(told.contains(line), "{told}");
    }
    assert!(!told.contains("line 6"), "{told}");
    assert!(!field.path("campaign.db").exists());
}

#[test]
fn a_flow_that_cannot_be_followed_uses_up_no_call() {
    for (options, code, told) in [
        (&[][..], 1, "cannot be followed"),
        (
            &["--type", "RFC2833", "--prompt-host", "prompts.example"],
            2,
            "`prompts.example`",
        ),
    ] {
        let field = field(2);
        let [flow, calls] =
            ["flow.yaml", "calls.csv"].map(|name| field.path(name).display().to_string());
        let begin = ["--flow", &flow, "--calls", &calls];
        let answer = field.answer("run", &[&begin, options].concat());
        let complaint = text(&answer.stderr);
        assert_eq!(answer.status.code(), Some(code), "{complaint}");
        assert!(complaint.contains(told), "{complaint}");
        let status = field.answer("status", &[]);
        assert_eq!(status.status.code(), Some(1), "nothing was begun");
        assert_eq!(
            Running::start(field.worker(&["--calls", &calls])).code(),
            Some(0)
        );
    }
}

#[test]
fn a_prompt_that_is_another_one_for_each_call_is_judged_with_the_call() {
    const PLAYS: &str = "\
start: greeting
prompts: { greeting: \"PROMPT\" }
steps:
  greeting:
    play: { prompt: greeting }
";
    let field = field(2);
    let [flow, calls] =
        ["flow.yaml", "calls.csv"].map(|name| field.path(name).display().to_string());
    let hosts = ["--prompt-host", "https://eu.example/"];
    let begin = [&["--flow", &flow, "--calls", &calls][..], &hosts].concat();
    let rows = fs::read_to_string(&calls).expect("written");
    let rows = rows
        .replace("pin\n", "region\n")
        .replace(&format!(",{}\n", pin(0)), ",eu\n")
        .replace(&format!(",{}\n", pin(1)), ",us\n");
    fs::write(&calls, rows).expect("written");
    for (prompt, code, outcomes) in [
        ("https://us.example/ask.wav", 1, None),
        ("https://${region}.example/ask.wav", 1, Some((1, 1))),
    ] {
        fs::write(&flow, PLAYS.replace("PROMPT", prompt)).expect("written");
        let answer = field.answer("run", &begin);
        assert_eq!(answer.status.code(), Some(code), "{}", text(&answer.stderr));
        let found = outcomes.map(|_| field.status()["outcomes"].clone());
        let of = |name| {
            found
                .as_ref()
                .map_or(0, |all| all[name].as_u64().unwrap_or(0))
        };
        assert_eq!(
            (of("finished"), of("refused")),
            outcomes.unwrap_or_default()
        );
    }
}

#[test]
fn a_cancelled_campaign_takes_no_more_calls() {
    let field = field(2);
    field.load();
    assert!(field.answer("cancel", &[]).status.success());
    let calls = field.path("calls.csv").display().to_string();
    let answer = ran(&field, &["--calls", &calls, "--load-only"]);
    assert_eq!(answer.status.code(), Some(1));
    assert!(text(&answer.stderr).contains("was cancelled"));
    assert_eq!(field.status()["ended"], 2);
}

#[test]
fn a_drained_campaign_lets_its_running_calls_end() {
    let field = field(3);
    let flow = FLOW.replace("wait-ms: 20,", "wait-ms: 40000,");
    fs::write(field.path("flow.yaml"), flow).expect("written");
    field.load();
    let worker = Running::start(field.worker(&["--concurrent", "1"]));
    field.until(|status| status["running"] == 1);
    assert!(field.answer("drain", &[]).status.success());
    assert_eq!(worker.code(), Some(4), "calls are left");
    let status = field.status();
    assert_eq!(
        status["outcomes"],
        serde_json::json!({ "finished": 1 }),
        "{status}"
    );
    assert_eq!(status["waiting"], 2, "{status}");
}

#[test]
fn loading_twice_adds_nothing_twice() {
    let field = field(5);
    field.load();
    field.load();
    let status = field.status();
    assert_eq!(
        (&status["calls"], &status["waiting"]),
        (&5.into(), &5.into())
    );
}

#[test]
fn a_pause_holds_calls_back_a_drain_ends_workers_and_a_resumed_campaign_ends() {
    let field = field(6);
    field.load();
    assert!(field.answer("pause", &[]).status.success());
    let worker = Running::start(field.worker(&[]));
    field.until(|status| status["workers"][0]["state"] == "alive");
    assert_eq!(field.status()["waiting"], 6);
    assert!(field.answer("drain", &[]).status.success());
    assert_eq!(worker.code(), Some(4));
    assert!(field.answer("resume", &["--json"]).status.success());
    assert_eq!(Running::start(field.worker(&[])).code(), Some(0));
    assert_eq!(verdict::check(&field).get("finished"), Some(&6));
}

#[test]
fn a_cancelled_campaign_ends_its_waiting_calls_and_stays_cancelled() {
    let field = field(6);
    field.load();
    assert!(field.answer("cancel", &[]).status.success());
    assert_eq!(verdict::check(&field).get("cancelled"), Some(&6));
    let resumed = field.answer("resume", &[]);
    assert_eq!(resumed.status.code(), Some(1));
    assert!(text(&resumed.stderr).contains("cancelled"));
}

#[test]
fn a_corrected_file_that_is_loaded_again_is_told_to_change_nothing() {
    let field = field(3);
    field.load();
    let calls = field.path("calls.csv");
    let rows = fs::read_to_string(&calls).expect("written");
    fs::write(&calls, rows.replace(&pin(1), "9999")).expect("written");
    let path = calls.display().to_string();
    let again = ran(&field, &["--calls", &path, "--load-only", "--json"]);
    let told = text(&again.stderr);
    assert!(again.status.success(), "{told}");
    assert!(told.contains("1 call was there already"), "{told}");
    assert!(!told.contains("9999"), "{told}");
    let answer: serde_json::Value = serde_json::from_slice(&again.stdout).expect("JSON");
    assert_eq!(answer["loaded"]["known"], 3, "{answer}");
    assert_eq!(answer["loaded"]["differing"], 1, "{answer}");
}

#[test]
fn a_store_that_is_not_named_is_a_file_where_the_program_is_started() {
    let field = field(1);
    field.load();
    let status = |folder: &Path| {
        let mut command = program();
        command.args(["campaign", "status"]).current_dir(folder);
        command.output().expect("runs")
    };
    assert!(status(field.folder.path()).status.success());
    let elsewhere = tempfile::tempdir().expect("a folder");
    let refused = status(elsewhere.path());
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("no store at campaign.db"));
}

#[test]
fn only_run_makes_a_store() {
    let field = field(0);
    let verify = |options: &[&str]| {
        let folder = field.folder.path().join("audit");
        fs::create_dir_all(&folder).expect("made");
        let key = field.path("key");
        fs::write(&key, "7".repeat(64)).expect("written");
        program()
            .args(["audit", "verify"])
            .arg(folder)
            .arg("--key-file")
            .arg(key)
            .args(options)
            .output()
            .expect("runs")
    };
    for action in ["status", "pause", "resume", "drain", "cancel", "export"] {
        let answer = field.answer(action, &[]);
        let told = text(&answer.stderr);
        assert_eq!(answer.status.code(), Some(1), "{action}: {told}");
        assert!(told.contains("there is no store at"), "{action}: {told}");
    }
    let answer = verify(&["--store", &field.store()]);
    assert!(text(&answer.stderr).contains("there is no store at"));
    assert_eq!(answer.status.code(), Some(1));
    assert!(!field.path("campaign.db").exists());
    assert!(text(&verify(&["--store"]).stderr).contains("CXTONE_STORE"));
    // A campaign whose workers have kept no log is not in order either.
    let worker = Running::start(field.worker(&[]));
    assert_eq!(worker.code(), Some(0));
    let answer = verify(&["--store", &field.store()]);
    let told = text(&answer.stderr);
    assert_eq!(answer.status.code(), Some(1), "{told}");
    assert!(
        told.contains("no worker of the campaign has kept a log"),
        "{told}"
    );
    assert!(text(&answer.stdout).contains("without a log: worker worker"));
}

#[test]
fn a_drained_campaign_in_which_every_call_has_ended_is_done() {
    let field = field(1);
    field.load();
    assert_eq!(Running::start(field.worker(&[])).code(), Some(0));
    assert!(field.answer("drain", &[]).status.success());
    assert_eq!(Running::start(field.worker(&[])).code(), Some(0));
}

#[test]
fn the_emulator_itself_can_tell_the_calls() {
    let field = field(3);
    let flow = "start: a\nsteps:\n  a:\n    send-digits: { digits: \"1\" }\n";
    fs::write(field.path("flow.yaml"), flow).expect("written");
    let worker = Running::start(field.worker(&["--calls", "emulator"]));
    assert_eq!(worker.code(), Some(0));
    assert_eq!(field.status()["outcomes"]["finished"], 3);
}

#[test]
fn the_audit_logs_of_a_campaign_are_verified_as_a_whole() {
    let field = field(5);
    field.load();
    let audit = field.path("audit").display().to_string();
    let key = field.path("key").display().to_string();
    let digits_key = field.path("digits-key").display().to_string();
    fs::write(&digits_key, "7".repeat(64)).expect("written");
    let options = ["--audit", &audit, "--key-file", &key];
    let worker = field.worker(&[&options[..], &["--audit-digits-key", &digits_key]].concat());
    assert_eq!(Running::start(worker).code(), Some(0));
    let told = &field.status()["workers"][0];
    // Two sends a call, each intended and observed.
    assert_eq!(told["auditRecords"], 20, "{told}");
    let log = told["auditLog"].as_str().expect("a path").to_owned();
    let verify = || {
        std::process::Command::new(env!("CARGO_BIN_EXE_cxtone"))
            .args(["audit", "verify", &audit, "--key-file", &key])
            .args(["--store", &field.store()])
            .output()
            .expect("runs")
    };
    let whole = verify();
    assert!(whole.status.success(), "{}", text(&whole.stderr));
    assert!(text(&whole.stdout).contains("1 log verified, 20 records"));
    // The digits of a call are found by the code that was asked for, and by no other way.
    let shown = std::process::Command::new(env!("CARGO_BIN_EXE_cxtone"))
        .args(["audit", "show", &log, "--key-file", &key, "--json"])
        .args(["--digits", &pin(2), "--digits-key", &digits_key])
        .output()
        .expect("runs");
    let shown = text(&shown.stdout);
    assert_eq!(shown.lines().count(), 1, "{shown}");
    assert!(shown.contains(&field.calls[2]), "{shown}");
    // Nor does it help to take another campaign's log for this one's, whole as it is.
    let other = self::field(5);
    other.load();
    let other_audit = other.path("audit").display().to_string();
    let options = ["--audit", &other_audit, "--key-file", &key];
    assert_eq!(Running::start(other.worker(&options)).code(), Some(0));
    let other_log = other.status()["workers"][0]["auditLog"]
        .as_str()
        .map(str::to_owned);
    fs::rename(&log, format!("{log}-moved")).expect("ours");
    fs::rename(other_log.expect("a path"), &log).expect("ours");
    let swapped = verify();
    let told = text(&swapped.stderr);
    assert_eq!(swapped.status.code(), Some(1), "{told}");
    assert!(
        told.contains("10 sends of digits") && told.contains(&field.calls[0]),
        "{told}"
    );
    fs::remove_dir_all(&log).expect("ours");
    let without = verify();
    assert_eq!(without.status.code(), Some(1));
    assert!(text(&without.stderr).contains("its log is not at"));
}

#[test]
fn digits_go_to_agents_sessions_where_the_tenant_speaks_of_those() {
    let field = field(3);
    let agent = |name: &str| field.hello["agent"][name].as_str().expect("a text");
    let list = |name: &str| field.hello["agent"][name].as_array().expect("a list");
    let mut rows = "callId,session,pin\n".to_owned();
    let pairs = list("contacts").iter().zip(list("sessions")).enumerate();
    for (index, (contact, session)) in pairs {
        let (contact, session) = (contact.as_str(), session.as_str());
        let (contact, session) = contact.zip(session).expect("ids");
        rows.push_str(&format!("{contact},{session},{}\n", pin(index)));
    }
    fs::write(field.path("agents.csv"), rows).expect("written");
    let worker = |calls: &str| {
        let calls = field.path(calls).display().to_string();
        let mut command = field.worker(&["--dialect", "cxone-agent", "--calls", &calls]);
        command
            .env("CXONE_ACCESS_KEY_ID", agent("accessKeyId"))
            .env("CXONE_ACCESS_KEY_SECRET", agent("accessKeySecret"))
            .env("CXONE_ISSUER", field.hello["url"].as_str().expect("a URL"))
            .env("CXONE_TENANT_ID", agent("tenantId"))
            .stderr(Stdio::piped());
        command.output().expect("runs")
    };
    let refused = worker("calls.csv");
    let told = text(&refused.stderr);
    assert!(
        told.contains("line 2") && told.contains("session"),
        "{told}"
    );
    let ran = worker("agents.csv");
    assert_eq!(ran.status.code(), Some(0), "{}", text(&ran.stderr));
    assert_eq!(field.status()["outcomes"]["finished"], 3);
    for (index, call) in field.calls.iter().enumerate() {
        let account = field.ask(&format!("/emulator/calls/{call}"));
        let heard = account["heard"].as_array().expect("heard").iter();
        let heard: String = heard
            .map(|one| one["digits"].as_str().expect("digits"))
            .collect();
        assert_eq!(heard, format!("{}#*", pin(index)));
    }
}
