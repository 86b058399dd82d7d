//! What comes of an injection, and what is sent for it.

use core::time::Duration;

use cxtone_cxone::InjectError;
use cxtone_runner::Failure;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::{
    far_end::{ANSWER_MS, Answer, FarEnd, TOKEN_MS, status},
    setting::{MemoryLog, PLAY_OUT, inject, injection, injector, spawn},
};

#[tokio::test(start_paused = true)]
async fn n1_one_injection_is_exactly_one_post() {
    let far_end = FarEnd::new(&[]);
    let injector = injector(&far_end).build();
    let report = inject(&injector, injection("call-1"))
        .await
        .expect("delivered");
    assert_eq!((report.outcome.status(), report.attempts), (Some(200), 1));
    sleep(PLAY_OUT * 2).await;
    let seen = far_end.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].method, "POST");
    assert!(
        seen[0].path.ends_with("/calls/call-1/dtmf"),
        "{}",
        seen[0].path
    );
}

#[tokio::test(start_paused = true)]
async fn n2_whatever_the_outcome_nothing_is_kept_for_an_idle_call() {
    for (answer, ambiguous, locked_at_return) in [
        (status(200), false, 1),
        (status(400), false, 0),
        (status(409), false, 0),
        (status(403), false, 0),
        (status(500), true, 1),
        (Answer::Lost, true, 1),
    ] {
        let far_end = FarEnd::new(&[answer]);
        let injector = injector(&far_end).build();
        let result = inject(&injector, injection("call-1")).await;
        let was_ambiguous = result.is_err_and(|failure| failure.is_ambiguous());
        assert_eq!(was_ambiguous, ambiguous);
        assert_eq!(injector.locks().locked_calls(), locked_at_return);
        sleep(PLAY_OUT).await;
        tokio::task::yield_now().await;
        assert_eq!(injector.locks().locked_calls(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn an_unreachable_host_is_tried_again_and_reported_as_not_sent() {
    let far_end = FarEnd::new(&[
        Answer::Unreachable,
        Answer::Unreachable,
        Answer::Unreachable,
    ]);
    let injector = injector(&far_end).build();
    let failure = inject(&injector, injection("call-1"))
        .await
        .expect_err("no connection");
    assert!(matches!(failure.error(), Some(InjectError::NotSent(_))));
    assert_eq!(far_end.seen().len(), 3);
    assert_eq!(injector.locks().locked_calls(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_stops_waiting_changes_nothing_once_its_turn_has_come() {
    let far_end = FarEnd::new(&[]);
    let log = MemoryLog::default();
    let injector = injector(&far_end).log(log.clone()).build();
    let waiting = spawn(&injector, injection("call-1"));
    sleep(Duration::from_millis(TOKEN_MS + ANSWER_MS / 2)).await;
    waiting.abort();
    sleep(PLAY_OUT * 2).await;
    let entries = log.entries();
    assert_eq!(far_end.seen().len(), 1);
    assert_eq!(entries[1]["status"], "success");
    assert_eq!(injector.locks().locked_calls(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_stops_waiting_for_its_turn_sends_nothing() {
    let far_end = FarEnd::new(&[]);
    let injector = injector(&far_end).build();
    inject(&injector, injection("call-1"))
        .await
        .expect("delivered");
    let waiting = spawn(&injector, injection("call-1"));
    sleep(PLAY_OUT / 2).await;
    waiting.abort();
    sleep(PLAY_OUT * 2).await;
    assert_eq!(far_end.seen().len(), 1);
    assert_eq!(injector.locks().locked_calls(), 0);
}

#[tokio::test(start_paused = true)]
async fn cancelling_before_the_call_s_turn_sends_and_logs_nothing() {
    let far_end = FarEnd::new(&[]);
    let log = MemoryLog::default();
    let injector = injector(&far_end).log(log.clone()).build();
    let _guard = injector
        .locks()
        .acquire(&injection("call-1").address.recorded_as())
        .await;
    let cancellation = CancellationToken::new();
    let (result, ()) = tokio::join!(injector.inject(injection("call-1"), &cancellation), async {
        sleep(PLAY_OUT).await;
        cancellation.cancel();
    });
    assert!(matches!(result, Err(Failure::Cancelled)));
    assert_eq!((far_end.seen().len(), log.len()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn cancelling_a_request_on_its_way_is_ambiguous_and_logged() {
    let far_end = FarEnd::new(&[]);
    let log = MemoryLog::default();
    let injector = injector(&far_end).log(log.clone()).build();
    let cancellation = CancellationToken::new();
    let (result, ()) = tokio::join!(injector.inject(injection("call-1"), &cancellation), async {
        sleep(Duration::from_millis(TOKEN_MS + ANSWER_MS / 2)).await;
        cancellation.cancel();
    });
    assert!(result.is_err_and(|failure| failure.is_ambiguous()));
    assert_eq!(log.entries()[1]["status"], "ambiguous");
    assert_eq!(injector.locks().locked_calls(), 1);
}
