//! Calls that are fed in on stdin as they come: none that was read is lost, however the feed ends.

use std::{
    io::Write as _,
    process::{ChildStdin, Stdio},
};

use crate::{
    commands::field,
    field::{Field, Running, pin},
    verdict,
};

/// A worker with these options that is fed through a pipe.
fn fed(field: &Field, options: &[&str]) -> (Running, ChildStdin) {
    let mut command = field.worker(&[&["--calls", "-"], options].concat());
    command.stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut worker = Running::start(command);
    let feed = worker.0.stdin.take().expect("piped");
    (worker, feed)
}

#[test]
fn a_feed_ends_with_the_campaign_that_is_cancelled() {
    let field = field(1);
    let (loader, mut feed) = fed(&field, &["--load-only", "--json"]);
    writeln!(feed, "{{\"callId\":\"early\",\"pin\":\"1\"}}").expect("read");
    field.until(|status| status["waiting"] == 1);
    assert!(field.answer("cancel", &[]).status.success());
    writeln!(feed, "{{\"callId\":\"late\",\"pin\":\"1\"}}").expect("read");
    let (answer, told, code) = loader.told();
    assert_eq!(code, Some(4), "{told}");
    let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
    assert_eq!(answer["loaded"]["readToLine"], 1, "{answer}");
    let stand = ["waiting", "ended"].map(|name| answer[name].as_u64());
    assert_eq!(stand, [Some(0), Some(1)], "{answer}");
    drop(feed);
}

#[test]
fn a_feed_is_worked_on_as_it_comes_and_ends_the_worker_when_it_ends() {
    let field = field(4);
    let (worker, mut feed) = fed(&field, &[]);
    for (index, call) in field.calls.iter().enumerate() {
        let line = serde_json::json!({ "callId": call, "pin": pin(index) });
        writeln!(feed, "{line}").expect("read");
        let ended = index as u64 + 1;
        field.until(|status| status["ended"].as_u64() == Some(ended));
    }
    drop(feed);
    let (_, told, code) = worker.told();
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(verdict::check(&field).get("finished"), Some(&4));
}

#[test]
fn a_feed_that_is_drained_loses_no_line_that_was_read_and_tells_where_to_go_on() {
    let field = field(3);
    let (worker, mut feed) = fed(&field, &["--json"]);
    for (index, call) in field.calls.iter().enumerate() {
        let line = serde_json::json!({ "callId": call, "pin": pin(index) });
        writeln!(feed, "{line}").expect("read");
    }
    field.until(|status| status["ended"] == 3);
    worker.signal("TERM");
    // The feed is still open.
    let (answer, told, code) = worker.told();
    assert_eq!(code, Some(0), "{told}");
    let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
    assert_eq!(answer["loaded"]["added"], 3, "{answer}");
    assert_eq!(answer["loaded"]["readToLine"], 3, "{answer}");
    assert!(told.contains("as far as line 3"), "{told}");
    drop(feed);
}

#[test]
fn a_feed_that_is_only_loaded_loses_no_line_that_was_read_either() {
    let field = field(1);
    let (loader, mut feed) = fed(&field, &["--load-only", "--json"]);
    let lines = |from: u32, to: u32| {
        let line = |index| format!("{{\"callId\":\"call-{index}\",\"pin\":\"1\"}}\n");
        (from..to).map(line).collect::<String>()
    };
    feed.write_all(lines(0, 1).as_bytes()).expect("read");
    field.until(|status| status["waiting"] == 1);
    // More than a batch, of which nobody knows how much is read by then.
    feed.write_all(lines(1, 900).as_bytes()).expect("read");
    loader.signal("TERM");
    let (answer, told, code) = loader.told();
    assert_eq!(code, Some(0), "{told}");
    let answer: serde_json::Value = serde_json::from_str(&answer).expect("JSON");
    assert_eq!(answer["loaded"]["added"], answer["loaded"]["readToLine"]);
    assert_eq!(field.status()["waiting"], answer["loaded"]["added"]);
    drop(feed);
}

#[test]
fn a_bad_row_of_a_feed_and_a_store_that_refuses_calls_are_in_the_exit_code() {
    let field = field(1);
    let bad = |options: &[&str]| {
        let (worker, mut feed) = fed(&field, options);
        writeln!(feed, "{{\"callId\":\"call-1\"}}").expect("read");
        drop(feed);
        worker.told()
    };
    let (answer, told, code) = bad(&["--json"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("line 1") && told.contains("`pin`"), "{told}");
    assert!(answer.contains("\"badRows\":1"), "{answer}");
    let (_, told, code) = bad(&["--load-only"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("1 bad row left out"), "{told}");
}
