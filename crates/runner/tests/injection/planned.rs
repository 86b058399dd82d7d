//! Digits with pauses as several sends: under one lock, in order, with their waits, until one fails.

use core::time::Duration;

use cxtone_payload::{Limits, Plan, Raw, plan};
use cxtone_runner::{ChannelMonitor, Failure, MONITOR_QUEUE_DEFAULT, PlannedInjection};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    far_end::{ANSWER_MS, FarEnd, TOKEN_MS, status},
    setting::{MemoryLog, PLAY_OUT, inject, injection, injector, spawn},
};

const UNTIL_ANSWER: Duration = Duration::from_millis(TOKEN_MS + ANSWER_MS);

/// The waits that the plan itself names.
fn waits(plan: &Plan) -> Vec<Duration> {
    let sends = plan.sends().iter();
    sends
        .map(|send| Duration::from_millis(send.wait_ms()))
        .collect()
}

fn planned(digits: &str) -> PlannedInjection {
    let raw = Raw {
        digits: digits.into(),
        dtmf_type: "RFC2833".into(),
        pause_ms: 200.0.into(),
    };
    PlannedInjection {
        address: injection("call-1").address,
        plan: plan(&raw, &Limits::CXONE_V2).expect("valid"),
        verify: false,
    }
}

#[tokio::test(start_paused = true)]
async fn sends_follow_each_other_with_their_waits_and_nothing_comes_between() {
    let far_end = FarEnd::new(&[]);
    let log = MemoryLog::default();
    let injector = injector(&far_end).log(log.clone()).build();
    let planned = planned("1,2W3");
    let waits = waits(&planned.plan);
    let plan = tokio::spawn({
        let injector = injector.clone();
        async move {
            injector
                .inject_plan(planned, &CancellationToken::new())
                .await
        }
    });
    sleep(Duration::from_millis(1)).await;
    let other = spawn(&injector, injection("call-1"));
    let reports = plan.await.expect("no panic").expect("delivered");
    assert_eq!(reports.len(), 3);
    other.await.expect("no panic").expect("delivered");
    let play_out = Duration::from_millis(300);
    let seen: Vec<Instant> = far_end.seen().iter().map(|seen| seen.at).collect();
    assert_eq!(seen.len(), 4);
    let answered = Duration::from_millis(ANSWER_MS);
    assert_eq!(seen[1] - seen[0], answered + play_out + waits[1]);
    assert_eq!(seen[2] - seen[1], answered + play_out + waits[2]);
    assert_eq!(seen[3] - seen[2], answered + play_out);
    let ids: Vec<_> = log
        .entries()
        .iter()
        .map(|entry| entry["injectionId"].clone())
        .collect();
    assert_eq!(ids.len(), 8);
    assert!(ids[..6].chunks(2).all(|pair| pair[0] == pair[1]));
}

#[tokio::test(start_paused = true)]
async fn a_send_that_fails_stops_the_rest_and_what_was_sent_is_told() {
    for (answer, ambiguous) in [(409, false), (500, true)] {
        let far_end = FarEnd::new(&[status(200), status(answer)]);
        let injector = injector(&far_end).build();
        let failure = injector
            .inject_plan(planned("1,2W3,4"), &CancellationToken::new())
            .await
            .expect_err("the second failed");
        assert_eq!((failure.sent.len(), failure.unsent), (1, 2));
        assert_eq!(failure.failure.is_ambiguous(), ambiguous);
        assert_eq!(far_end.seen().len(), 2);
        assert!(
            failure
                .to_string()
                .contains("send 2 of 4; 2 were not begun")
        );
        sleep(PLAY_OUT).await;
        assert_eq!(injector.locks().locked_calls(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_plan_that_is_cancelled_in_a_wait_ends_there() {
    let far_end = FarEnd::new(&[]);
    let injector = injector(&far_end).build();
    let cancellation = CancellationToken::new();
    let cancelling = async {
        sleep(UNTIL_ANSWER + Duration::from_millis(400)).await;
        cancellation.cancel();
    };
    let (ended, ()) = tokio::join!(
        injector.inject_plan(planned("1W2"), &cancellation),
        cancelling
    );
    let failure = ended.expect_err("cancelled");
    assert!(matches!(failure.failure, Failure::Cancelled));
    assert_eq!((failure.sent.len(), failure.unsent), (1, 0));
    assert_eq!(injector.locks().locked_calls(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_call_stays_locked_through_the_pauses_at_the_end() {
    let far_end = FarEnd::new(&[]);
    let injector = injector(&far_end).build();
    let planned = planned("1,");
    let after = Duration::from_millis(planned.plan.wait_after_ms());
    assert!(after > Duration::ZERO);
    let started = Instant::now();
    let never = CancellationToken::new();
    injector
        .inject_plan(planned, &never)
        .await
        .expect("delivered");
    assert_eq!(started.elapsed(), UNTIL_ANSWER);
    inject(&injector, injection("call-1"))
        .await
        .expect("delivered");
    let answered = Duration::from_millis(ANSWER_MS);
    let expected = UNTIL_ANSWER + Duration::from_millis(300) + after + answered;
    assert_eq!(started.elapsed(), expected);
}

#[tokio::test(start_paused = true)]
async fn monitors_hear_of_every_send_also_of_one_that_was_cancelled_before() {
    let far_end = FarEnd::new(&[]);
    let (monitor, mut events) = ChannelMonitor::new(MONITOR_QUEUE_DEFAULT);
    let injector = injector(&far_end).monitor(monitor).build();
    let cancelled = CancellationToken::new();
    cancelled.cancel();
    let never = CancellationToken::new();
    let failure = injector.inject_plan(planned("1W2"), &cancelled).await;
    assert!(failure.is_err_and(|ended| ended.unsent == 1));
    let reports = injector.inject_plan(planned("1W2"), &never).await;
    assert!(reports.is_ok_and(|reports| reports.len() == 2));
    for event in ["dtmf.failed", "dtmf.injected", "dtmf.injected"] {
        let told = events.recv().await.expect("one event for each send");
        let json = serde_json::to_value(&told).expect("plain data");
        assert_eq!(json["event"], event);
    }
    assert_eq!(far_end.seen().len(), 2);
}
