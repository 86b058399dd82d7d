//! Injections into one call follow each other; those into different calls do not wait.

use core::time::Duration;

use cxtone_cxone::{InjectError, RetryPolicy};
use cxtone_runner::CallLocks;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    far_end::{ANSWER_MS, Answer, FarEnd, TOKEN_MS, status},
    setting::{PLAY_OUT, inject, injection, injector, spawn},
};

const UNTIL_ANSWER: Duration = Duration::from_millis(TOKEN_MS + ANSWER_MS);

#[tokio::test(start_paused = true)]
async fn n3_three_injections_into_one_call_follow_each_other_in_order() {
    let far_end = FarEnd::new(&[]);
    let injector = injector(&far_end).build();
    let mut running = Vec::new();
    for _ in 0..3 {
        running.push(spawn(&injector, injection("call-1")));
        tokio::task::yield_now().await;
    }
    let mut waits = Vec::new();
    for injection in running {
        let report = injection.await.expect("no panic").expect("delivered");
        waits.push(report.latency.lock_wait);
    }
    let first = UNTIL_ANSWER + PLAY_OUT;
    let second = first + Duration::from_millis(ANSWER_MS) + PLAY_OUT;
    assert_eq!(waits, [Duration::ZERO, first, second]);
    let seen = far_end.seen();
    for pair in seen.windows(2) {
        assert!(pair[1].at >= pair[0].at + Duration::from_millis(ANSWER_MS) + PLAY_OUT);
    }
}

#[tokio::test(start_paused = true)]
async fn n4_two_calls_at_once_both_complete_without_waiting_for_each_other() {
    let far_end = FarEnd::new(&[]);
    let injector = injector(&far_end).build();
    let started = Instant::now();
    let (one, two) = tokio::join!(
        inject(&injector, injection("call-1")),
        inject(&injector, injection("call-2")),
    );
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(started.elapsed(), UNTIL_ANSWER);
    assert_eq!(injector.locks().locked_calls(), 2);
    sleep(PLAY_OUT).await;
    tokio::task::yield_now().await;
    assert_eq!(injector.locks().locked_calls(), 0);
}

#[tokio::test(start_paused = true)]
async fn n5_the_call_stays_locked_across_retries() {
    let wait = ("retry-after", "5");
    let far_end = FarEnd::new(&[Answer::Status(429, vec![wait], String::new())]);
    let injector = injector(&far_end).build();
    let first = spawn(&injector, injection("call-1"));
    sleep(Duration::from_secs(3)).await;
    let second = spawn(&injector, injection("call-1"));
    let first = first.await.expect("no panic").expect("delivered");
    assert_eq!(first.attempts, 2);
    second.await.expect("no panic").expect("delivered");
    let seen = far_end.seen();
    assert_eq!(seen.len(), 3);
    assert!(seen[1].at >= seen[0].at + Duration::from_secs(5));
    assert!(seen[2].at >= seen[1].at + PLAY_OUT);
}

#[tokio::test(start_paused = true)]
async fn n5_the_call_stays_locked_through_the_play_out_after_inject_has_resolved() {
    for answer in [status(200), status(202), status(503), Answer::Lost] {
        let far_end = FarEnd::new(&[answer]);
        let injector = injector(&far_end).build();
        let started = Instant::now();
        let _outcome = inject(&injector, injection("call-1")).await;
        assert_eq!(started.elapsed(), UNTIL_ANSWER);
        let call = injection("call-1").address.recorded_as();
        let _guard = injector.locks().acquire(&call).await.expect("not full");
        assert_eq!(started.elapsed(), UNTIL_ANSWER + PLAY_OUT);
    }
}

#[tokio::test(start_paused = true)]
async fn a_lock_that_is_held_already_goes_over_to_the_injection() {
    let far_end = FarEnd::new(&[]);
    let injector = injector(&far_end).build();
    let call = injection("call-1").address.recorded_as();
    let guard = injector.locks().acquire(&call).await.expect("free");
    let started = Instant::now();
    let cancellation = CancellationToken::new();
    let holding = injector.inject_holding(guard, injection("call-1"), &cancellation);
    let report = holding.await.expect("delivered");
    assert_eq!(report.latency.lock_wait, Duration::ZERO);
    let _next = injector.locks().acquire(&call).await.expect("not full");
    assert_eq!(started.elapsed(), UNTIL_ANSWER + PLAY_OUT);
}

#[tokio::test(start_paused = true)]
async fn a_lock_of_another_call_or_of_other_locks_is_given_back_and_the_turn_is_waited_for() {
    let far_end = FarEnd::new(&[]);
    let injector = injector(&far_end).build();
    let (call, other) = ("call-1", injection("call-2").address.recorded_as());
    let strangers = CallLocks::new();
    let key = injection(call).address.recorded_as();
    for (locks, held) in [(injector.locks(), &other), (&strangers, &key)] {
        let before = injector.locks().acquire(&key).await.expect("not full");
        let guard = locks.acquire(held).await.expect("free");
        let injecting = injector.clone();
        let waiting = tokio::spawn(async move {
            let cancellation = CancellationToken::new();
            injecting
                .inject_holding(guard, injection(call), &cancellation)
                .await
        });
        tokio::task::yield_now().await;
        assert!(!locks.is_locked(held) || held == &key);
        sleep(Duration::from_secs(1)).await;
        drop(before);
        let report = waiting.await.expect("no panic").expect("delivered");
        assert_eq!(report.latency.lock_wait, Duration::from_secs(1));
    }
}

#[tokio::test(start_paused = true)]
async fn an_injector_with_another_policy_shares_the_locks() {
    let far_end = FarEnd::new(&[status(429), status(429)]);
    let injector = injector(&far_end).build();
    let once = injector.with_policy(RetryPolicy::once());
    let refused = inject(&once, injection("call-1"))
        .await
        .expect_err("refused");
    assert!(matches!(
        refused.error(),
        Some(InjectError::RateLimited { attempts: 1, .. })
    ));
    let _report = inject(&injector, injection("call-1"))
        .await
        .expect("delivered");
    let call = injection("call-1").address.recorded_as();
    assert!(once.locks().is_locked(&call));
    assert_eq!(once.locks().calls(), [call]);
}
