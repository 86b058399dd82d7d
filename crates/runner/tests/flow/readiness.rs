//! Flows that cannot be followed are refused before anything is sent.

use std::sync::Arc;

use cxtone_flow::Flow;
use cxtone_runner::FlowRunner;
use tokio_util::sync::CancellationToken;

use crate::far_end::{FarEnd, call};

async fn check(steps: &str, complaint: &str) {
    let text = format!(
        "start: first\nprompts: {{ one: \"https://storage.cxone.com/one.wav\", \
         two: \"https://elsewhere.example/two.wav\", three: \"file:///etc/passwd\" }}\nsteps:\n{steps}"
    );
    let flow = Arc::new(Flow::parse(&text).expect("a flow"));
    let far_end = FarEnd::new(&[]);
    let runner = FlowRunner::new(far_end.clone());
    let cancellation = CancellationToken::new();
    let ran = runner.run(&call(), flow, &cancellation).await;
    match (ran, complaint) {
        (Ok(_), "") => {}
        (Ok(report), _) => panic!("{}: no {complaint:?}", report.outcome),
        (Err(refused), _) => {
            let told = refused.to_string();
            assert!(!complaint.is_empty() && told.contains(complaint), "{told}");
            assert_eq!((far_end.seen().len(), far_end.statuses()), (0, 0));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn g13_steps_that_the_far_end_has_no_command_for_are_refused_before_the_start() {
    check("  first: { play: { prompt: one } }", "").await;
    check(
        "  first: { transfer: { target: sales } }",
        "no `transfer`, which step `first` needs",
    )
    .await;
    check("  first: { hang-up: {} }", "no `hang-up`").await;
    let asks = "{ into: pin, prompt: one, digits-max: 4, \
                no-input: { maximum: 1, next: last }, no-match: { maximum: 1, next: last }, ";
    let last = "\n  last: { play: { prompt: one } }";
    check(
        &format!("  first: {{ collect: {asks} sensitive: true, next: last }} }}{last}"),
        "`first` is `sensitive`",
    )
    .await;
    check(
        &format!("  first: {{ collect: {asks} timers: {{ total-ms: 0 }}, next: last }} }}{last}"),
        "cannot be waited for",
    )
    .await;
    check(
        &format!("  first: {{ collect: {asks} type-ahead: false, next: last }} }}{last}"),
        "counts every key",
    )
    .await;
    check(
        "  first: { send-digits: { digits: \"12\" } }",
        "no type and address",
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn g14_prompts_from_anywhere_else_are_refused_before_the_start() {
    check("  first: { play: { prompt: two } }", "elsewhere.example").await;
    check("  first: { play: { prompt: three } }", "prompt `three`").await;
}

#[tokio::test(start_paused = true)]
async fn everything_that_cannot_be_done_is_told_at_once() {
    let flow = Flow::parse(include_str!("../../../../fixtures/flows/main-menu.yaml"));
    let runner = FlowRunner::new(FarEnd::new(&[]));
    let refused = runner
        .check(&flow.expect("a flow"))
        .expect_err("it transfers");
    assert!(refused.refusals().len() >= 4, "{refused}");
}
