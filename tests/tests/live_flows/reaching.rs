//! Whether somebody is there: ringing, busy, nobody, a machine; and who hangs up while a flow waits.

use core::time::Duration;
use std::sync::Arc;

use cxtone_flow::Flow;
use cxtone_runner::{FlowReport, RINGING_MAX};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::stage::{Seen, Stage, caller, fixture, lines};

async fn run(flow: &Arc<Flow>, script: &str) -> (FlowReport, Seen) {
    let stage = Stage::for_flow(flow);
    let call = stage.place("call-1", &caller(script), 1).await;
    let report = stage.run(&call, flow).await;
    let seen = stage.seen(&call).await;
    (report, seen)
}

async fn check(answer: &str, outcome: &str, commands: usize) {
    let flow = fixture("outbound-code");
    let (report, seen) = run(&flow, &format!("{{ answer: {answer} }}")).await;
    assert_eq!(report.outcome.as_str(), outcome, "{answer}");
    assert_eq!(seen.commands().len(), commands, "{answer}");
    if commands == 0 {
        assert_eq!(lines(&report), [outcome]);
        assert!(report.path.is_empty() && report.failure.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_commanded_before_somebody_answers() {
    check("busy", "busy", 0).await;
    check("no-answer", "no-answer", 0).await;
    // A machine says nothing, so nothing is entered.
    check("voicemail", "finished", 3).await;
    check("{ after-ms: 20000 }", "finished", 3).await;
}

#[tokio::test(start_paused = true)]
async fn a_call_that_rings_and_rings_is_given_up() {
    let flow = fixture("outbound-code");
    let stage = Stage::for_flow(&flow);
    let order = r#"{ "callId": "call-1", "status": "ringing" }"#;
    stage.wire.ask("POST", "/emulator/calls", order).await;
    let call = "call-1".parse().expect("an id");
    let began = Instant::now();
    let report = stage.run(&call, &flow).await;
    assert_eq!(lines(&report), ["no-answer"]);
    assert_eq!(began.elapsed(), RINGING_MAX);
    assert!(stage.seen(&call).await.commands().is_empty());
}

#[tokio::test(start_paused = true)]
async fn who_gives_up_while_it_rings_commands_nothing() {
    let flow = fixture("outbound-code");
    let stage = Stage::for_flow(&flow);
    let ringing = caller("{ answer: no-answer }");
    let call = stage.place("call-1", &ringing, 1).await;
    let cancellation = CancellationToken::new();
    let runner = stage.runner(&call);
    let running = runner.run(&call, Arc::clone(&flow), &cancellation);
    let cancelling = async {
        sleep(Duration::from_secs(3)).await;
        cancellation.cancel();
    };
    let (report, ()) = tokio::join!(running, cancelling);
    assert_eq!(
        report.expect("it can be followed").outcome.as_str(),
        "cancelled"
    );
    assert!(stage.seen(&call).await.commands().is_empty());
}

const WAITS: &str = "
start: hold
prompts: { bye: https://prompts.example/bye.wav }
steps:
  hold: { wait: { wait-ms: 20000, next: bye } }
  bye: { play: { prompt: bye } }
";

#[tokio::test(start_paused = true)]
async fn who_hangs_up_while_a_flow_waits_ends_it_there() {
    let flow = Arc::new(Flow::parse(WAITS).expect("a flow"));
    for (script, expected) in [
        (
            "wait 1",
            &[
                "step hold",
                "step bye",
                "play bye",
                "done",
                "finished in bye",
            ][..],
        ),
        ("wait 3000, hang-up", &["step hold", "caller-hung-up"]),
        // Between the last question and the end of the wait.
        ("wait 20200, hang-up", &["step hold", "caller-hung-up"]),
    ] {
        let began = Instant::now();
        let (report, seen) = run(&flow, script).await;
        assert_eq!(lines(&report), expected, "{script}");
        let plays = usize::from(expected.len() > 2);
        assert_eq!(seen.commands().len(), plays, "{script}");
        if script.contains("3000") {
            assert!(
                began.elapsed() < Duration::from_secs(5),
                "{:?}",
                began.elapsed()
            );
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_does_not_tell_during_a_wait_is_asked_again_later() {
    let flow = Arc::new(Flow::parse(WAITS).expect("a flow"));
    let stage = Stage::for_flow(&flow);
    let call = stage.place("call-1", &caller("wait 1"), 1).await;
    let rules = serde_json::json!({ "rules": [
        { "endpoint": "status", "nth": 8, "kind": "stall" },
        { "endpoint": "status", "nth": 9, "kind": "serverError", "status": 500 },
    ] });
    stage.order(&rules).await;
    let report = stage.run(&call, &flow).await;
    assert_eq!(report.outcome.to_string(), "finished in bye");
}
