//! Which way a flow goes, when each command comes, and what is written down.

use core::time::Duration;

use cxtone_dialect::{CallState, EntryEnd};
use cxtone_runner::{DRAIN_MAX, FlowRunner, PROMPT_POLL_INTERVAL, RINGING_MAX};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::far_end::{ENTRY, FarEnd, MemoryLog, PROMPT, Turn, call, go_flow, run, run_with};

const PLAYED: Turn = Turn::Keys("", EntryEnd::Timeout);

async fn check(turns: &[Turn], outcome: &str, seen: &[&str]) {
    let far_end = FarEnd::new(turns);
    let report = run(&far_end).await;
    assert_eq!(report.outcome.to_string(), outcome, "{turns:?}");
    assert_eq!(far_end.seen(), seen, "{turns:?}");
}

#[tokio::test(start_paused = true)]
async fn an_entry_decides_the_way() {
    let (greeting, ask) = ("play greeting.wav", "collect enter_code.wav");
    let full = |keys| Turn::Keys(keys, EntryEnd::Full);
    check(
        &[PLAYED, full("100")],
        "finished in success",
        &[greeting, ask, "play success.wav"],
    )
    .await;
    check(
        &[PLAYED, full("000")],
        "finished in agent",
        &[greeting, ask, "play agent_transfer.wav"],
    )
    .await;
    let wrong = full("123");
    let invalid = "play invalid.wav";
    check(
        &[PLAYED, wrong, PLAYED, wrong, PLAYED, wrong],
        "finished in invalid",
        &[greeting, ask, invalid, ask, invalid, ask, invalid],
    )
    .await;
    check(
        &[PLAYED, Turn::Keys("", EntryEnd::Timeout)],
        "finished in timeout",
        &[greeting, ask, "play timeout.wav"],
    )
    .await;
    // A far end that does not tell what ended the entry.
    check(
        &[PLAYED, Turn::Keys("100", EntryEnd::Untold)],
        "finished in success",
        &[greeting, ask, "play success.wav"],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn g11_a_caller_who_hangs_up_ends_the_flow_and_no_command_follows() {
    check(&[Turn::HangsUp], "caller-hung-up", &["play greeting.wav"]).await;
    let asked = ["play greeting.wav", "collect enter_code.wav"];
    check(&[PLAYED, Turn::HangsUp], "caller-hung-up", &asked).await;
    let entry = Turn::Keys("100", EntryEnd::Full);
    let all = [&asked[..], &["play success.wav"]].concat();
    check(&[PLAYED, entry, Turn::HangsUp], "caller-hung-up", &all).await;
}

#[tokio::test(start_paused = true)]
async fn g11_the_digits_before_a_hang_up_are_kept() {
    let report = run(&FarEnd::new(&[PLAYED, Turn::HangsUp])).await;
    assert_eq!(report.digits.len(), 1);
    assert_eq!(report.outcome.to_string(), "caller-hung-up");
}

#[tokio::test(start_paused = true)]
async fn g15_without_a_live_call_no_command_is_sent() {
    let rings = RINGING_MAX.as_millis() / PROMPT_POLL_INTERVAL.as_millis();
    let rings = usize::try_from(rings).expect("few");
    for (state, outcome, statuses) in [
        (CallState::Ringing, "no-answer", rings + 1),
        (CallState::Completed, "caller-hung-up", 1),
        (CallState::Failed, "caller-hung-up", 1),
        (CallState::Other, "caller-hung-up", 1),
    ] {
        let far_end = FarEnd::new(&[]).with_call(state);
        let report = run(&far_end).await;
        assert_eq!(report.outcome.as_str(), outcome, "{state:?}");
        assert_eq!(far_end.seen().len(), 0, "{state:?}");
        assert_eq!(far_end.statuses(), statuses, "{state:?}");
    }
    let far_end = FarEnd::new(&[]).with_call(CallState::Active);
    run(&far_end).await;
    assert!(!far_end.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn g13_a_prompt_s_end_is_learnt_by_asking_and_not_by_a_fixed_wait() {
    let started = Instant::now();
    let far_end = FarEnd::new(&[PLAYED, Turn::Keys("100", EntryEnd::Full)]);
    run(&far_end).await;
    let commands = PROMPT + (PROMPT + ENTRY) + PROMPT;
    let late = started.elapsed() - commands;
    assert!(late <= 2 * PROMPT_POLL_INTERVAL, "{late:?}");
    // Whether somebody has answered, once before each of three commands, and at each interval of
    // two prompts.
    let polls = PROMPT.as_millis() / PROMPT_POLL_INTERVAL.as_millis();
    let polls = usize::try_from(polls).expect("few");
    assert_eq!(far_end.statuses(), 1 + 3 + 2 * polls);
}

#[tokio::test(start_paused = true)]
async fn g13_a_far_end_that_does_not_tell_of_its_prompts_is_not_guessed_at() {
    let far_end = FarEnd::new(&[]).without_media();
    let report = run(&far_end).await;
    assert_eq!(report.outcome.to_string(), "command-failed in greeting");
    let failure = report.failure.expect("it says why");
    assert!(failure.to_string().contains("`media`"), "{failure}");
    assert_eq!(far_end.seen(), ["play greeting.wav"]);
}

#[tokio::test(start_paused = true)]
async fn g13_partial_digits_are_kept() {
    let timeout = Turn::Keys("10", EntryEnd::Timeout);
    let far_end = FarEnd::new(&[PLAYED, timeout, Turn::Refused]);
    let report = run(&far_end).await;
    assert_eq!(report.digits.len(), 2);
    assert_eq!(report.outcome.to_string(), "command-failed in code");
}

#[tokio::test(start_paused = true)]
async fn g9_a_collection_may_take_as_long_as_prompt_and_entry_and_is_stopped_when_abandoned() {
    let far_end = FarEnd::new(&[PLAYED, Turn::Silent]);
    let started = Instant::now();
    let report = run(&far_end).await;
    assert_eq!(report.outcome.to_string(), "command-unanswered in code");
    let command_max = Duration::from_secs(120);
    assert_eq!(far_end.prompt_max(), [command_max]);
    // The flow's patience with a command, and the 15 s of the entry.
    assert_eq!(
        started.elapsed(),
        PROMPT + command_max + Duration::from_secs(15)
    );
    assert_eq!(far_end.seen().len(), 2);
}

/// Cancels the Go flow after so long: the outcome, how long it then took, and the commands.
async fn cancelled(turns: &[Turn], after: Duration) -> (String, Duration, Vec<String>) {
    let far_end = FarEnd::new(turns);
    let runner = FlowRunner::new(far_end.clone());
    let cancellation = CancellationToken::new();
    let call = call();
    let running = runner.run(&call, go_flow(), &cancellation);
    let cancelling = async {
        sleep(after).await;
        cancellation.cancel();
        Instant::now()
    };
    let (report, since) = tokio::join!(running, cancelling);
    let outcome = report.expect("it can be followed").outcome;
    let took = Instant::now() - since;
    (outcome.to_string(), took, far_end.seen())
}

#[tokio::test(start_paused = true)]
async fn g13_a_flow_that_is_cancelled_drains_and_sends_nothing_more() {
    // In the midst of the greeting: it is heard to its end.
    let (outcome, took, seen) = cancelled(&[], PROMPT / 2).await;
    assert_eq!(outcome, "cancelled");
    assert!(took <= PROMPT / 2 + PROMPT_POLL_INTERVAL, "{took:?}");
    assert_eq!(seen.len(), 1);
    // In the midst of a collection that would take longer.
    let (outcome, took, seen) = cancelled(&[PLAYED, Turn::Silent], 2 * PROMPT).await;
    assert_eq!(outcome, "cancelled");
    assert_eq!(took, DRAIN_MAX);
    assert_eq!(seen.len(), 2);
    // Before anything.
    let (outcome, took, seen) = cancelled(&[], Duration::ZERO).await;
    assert_eq!(outcome, "cancelled");
    assert!(took <= PROMPT + PROMPT_POLL_INTERVAL);
    assert!(seen.len() <= 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_after_a_cancellation_that_came_first() {
    let far_end = FarEnd::new(&[]);
    let cancellation = CancellationToken::new();
    cancellation.cancel();
    let runner = FlowRunner::new(far_end.clone());
    let report = runner.run(&call(), go_flow(), &cancellation).await;
    assert_eq!(
        report.expect("it can be followed").outcome.as_str(),
        "cancelled"
    );
    assert_eq!((far_end.seen().len(), far_end.statuses()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn each_command_is_written_down_before_and_after_with_its_digits_as_a_count() {
    let far_end = FarEnd::new(&[PLAYED, Turn::Keys("100", EntryEnd::Full)]);
    let log = MemoryLog::default();
    let report = run_with(&FlowRunner::new(far_end).log(log.clone())).await;
    assert!(report.log_trouble.is_none());
    let entries = log.entries();
    let told: Vec<_> = entries
        .iter()
        .map(|it| format!("{} {} {}", it["kind"], it["command"], it["status"]).replace('"', ""))
        .collect();
    assert_eq!(
        told,
        [
            "commandIntended play pending",
            "commandObserved play success",
            "commandIntended collect pending",
            "commandObserved collect success",
            "commandIntended play pending",
            "commandObserved play success",
        ]
    );
    assert_eq!(entries[3]["dtmfString"], "[3 digits]");
    assert_eq!(entries[3]["step"], "code");
    assert_eq!(entries[3]["number"], 2);
    let shown = format!("{entries:?} {report:?}");
    assert!(!shown.contains("\"100\""), "{shown}");
}
