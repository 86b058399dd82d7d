//! What is sent again, when, and what the caller is told: against the scripted transport, in paused time.

use core::{error::Error, time::Duration};
use std::{
    sync::{Arc, Mutex},
    time::SystemTime,
};

use cxtone_cxone::{
    Doubt, InjectError, RetryPolicy, RetryWatch, Retrying, Sent, TransportError, TransportErrorKind,
};
use tokio_util::sync::CancellationToken;

use crate::{
    canary,
    scripted::{Reply, Scripted, answer},
    tenant::Tenant,
};

/// Paused time moves in steps of a millisecond.
const TICK: Duration = Duration::from_millis(2);

async fn inject_with(scripted: &Arc<Scripted>, policy: RetryPolicy) -> Sent {
    let tenant = Tenant::new(scripted.clone(), "https://tenant.test", policy);
    tenant.inject().await
}

async fn inject(scripted: &Arc<Scripted>) -> Sent {
    inject_with(scripted, RetryPolicy::default()).await
}

fn limited(retry_after: &str) -> Reply {
    answer(429, &[("retry-after", retry_after)])
}

fn refused_connection() -> Reply {
    Reply::Fail(TransportError::not_sent(TransportErrorKind::Connect))
}

fn reset() -> Reply {
    Reply::Fail(TransportError::maybe_sent(
        TransportErrorKind::ConnectionLost,
    ))
}

fn waits(scripted: &Scripted) -> Vec<Duration> {
    let far = scripted.far();
    let pairs = far.requests.windows(2);
    pairs.map(|pair| pair[1].at - pair[0].at).collect()
}

#[tokio::test(start_paused = true)]
async fn one_injection_is_one_post_with_the_token_the_path_and_upper_case_digits() {
    let scripted = Scripted::new([]);
    let sent = inject(&scripted).await;
    assert!(sent.outcome.is_ok());
    assert_eq!((sent.attempts, scripted.count()), (1, 1));
    let far = scripted.far();
    let seen = &far.requests[0];
    assert_eq!(
        seen.uri,
        "https://tenant.test/api/v2/telephony/providers/provider-1/lines/line-1/calls/call-1/dtmf"
    );
    assert_eq!(
        seen.bearer.as_deref(),
        Some(format!("Bearer {}-1", canary::TOKEN).as_str())
    );
    let body = String::from_utf8(seen.body.clone()).expect("text");
    assert!(body.contains(canary::DIGITS));
}

#[tokio::test(start_paused = true)]
async fn n6_whatever_may_have_been_executed_is_never_sent_again() {
    for status in [500, 501, 502, 503, 504, 599, 600, 999] {
        let scripted = Scripted::new([answer(status, &[("retry-after", "1")])]);
        let sent = inject(&scripted).await;
        let error = sent.outcome.expect_err("a server error");
        assert!(matches!(&error, InjectError::Ambiguous(Doubt::Answer(_))));
        assert_eq!(error.status(), Some(status));
        assert_eq!((sent.attempts, scripted.count()), (1, 1));
    }
    for kind in [
        TransportErrorKind::ConnectionLost,
        TransportErrorKind::TimedOut,
        TransportErrorKind::BodyTooLarge,
    ] {
        let scripted = Scripted::new([Reply::Fail(TransportError::maybe_sent(kind))]);
        let sent = inject(&scripted).await;
        let error = sent.outcome.expect_err("a lost answer");
        assert!(error.is_ambiguous() && error.status().is_none());
        assert_eq!(scripted.count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn n6_an_answer_that_comes_too_late_is_ambiguous_after_10_s() {
    let slow = Reply::After(Duration::from_secs(11), Box::new(answer(200, &[])));
    let scripted = Scripted::new([slow]);
    let sent = inject(&scripted).await;
    assert!(sent.outcome.expect_err("late").is_ambiguous());
    assert_eq!(scripted.count(), 1);
    assert!(sent.timing.total.abs_diff(Duration::from_secs(10)) <= TICK);
}

#[tokio::test(start_paused = true)]
async fn n6_a_connection_that_never_came_about_is_tried_again() {
    let scripted = Scripted::new([refused_connection(), refused_connection()]);
    let sent = inject(&scripted).await;
    assert!(sent.outcome.is_ok());
    assert_eq!(sent.attempts, 3);
}

#[tokio::test(start_paused = true)]
async fn n6_a_connection_that_never_comes_about_ends_as_not_sent() {
    let scripted = Scripted::new([
        refused_connection(),
        refused_connection(),
        refused_connection(),
    ]);
    let sent = inject(&scripted).await;
    let error = sent.outcome.expect_err("no connection");
    assert!(matches!(&error, InjectError::NotSent(cause) if !cause.maybe_delivered()));
    assert!(!error.is_ambiguous());
    assert_eq!((sent.attempts, scripted.count()), (3, 3));
}

#[tokio::test(start_paused = true)]
async fn n6_what_can_never_be_sent_is_not_tried_again() {
    let insecure = TransportError::not_sent(TransportErrorKind::InsecureUrl);
    let scripted = Scripted::new([Reply::Fail(insecure)]);
    let sent = inject(&scripted).await;
    assert!(matches!(sent.outcome, Err(InjectError::NotSent(_))));
    assert_eq!(scripted.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn n7_retry_after_in_seconds_is_waited_for_exactly() {
    let scripted = Scripted::new([limited("7"), limited("60")]);
    assert!(inject(&scripted).await.outcome.is_ok());
    let waits = waits(&scripted);
    for (wait, wanted_s) in waits.iter().zip([7, 60]) {
        let wanted = Duration::from_secs(wanted_s);
        assert!(*wait >= wanted && *wait <= wanted + TICK, "{wait:?}");
    }
}

/// Keeps what it is told of retries.
#[derive(Clone, Default)]
struct Watching(Arc<Mutex<Vec<Retrying>>>);

impl RetryWatch for Watching {
    fn retrying(&self, retry: &Retrying) {
        self.0.lock().expect("no panic").push(*retry);
    }
}

#[tokio::test(start_paused = true)]
async fn n7_each_retry_is_told_before_its_wait_and_the_end_is_not() {
    let scripted = Scripted::new([limited("7"), answer(401, &[]), limited("3600")]);
    let watching = Watching::default();
    let sent = Tenant::watched(scripted.clone(), watching.clone())
        .inject()
        .await;
    assert!(matches!(sent.outcome, Err(InjectError::RateLimited { .. })));
    let told: Vec<_> = watching.0.lock().expect("no panic").clone();
    let retry = |attempt, status, wait_s| Retrying {
        attempt,
        attempts_max: RetryPolicy::default().attempts_max,
        status,
        wait: Duration::from_secs(wait_s),
    };
    assert_eq!(told, [retry(1, Some(429), 7), retry(2, Some(401), 0)]);
    let scripted = Scripted::new([refused_connection()]);
    let watching = Watching::default();
    let sent = Tenant::watched(scripted, watching.clone()).inject().await;
    assert!(sent.outcome.is_ok());
    let told = watching.0.lock().expect("no panic").clone();
    assert_eq!((told.len(), told[0].status), (1, None));
}

#[tokio::test(start_paused = true)]
async fn n7_retry_after_as_a_date_is_read_against_the_far_ends_clock() {
    // The far end's clock is decades behind this one's; its own difference counts.
    let headers = [
        ("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("retry-after", "Sun, 06 Nov 1994 08:49:57 GMT"),
    ];
    let scripted = Scripted::new([answer(429, &headers)]);
    assert!(inject(&scripted).await.outcome.is_ok());
    let wait = waits(&scripted)[0];
    assert!(wait.abs_diff(Duration::from_secs(20)) <= TICK, "{wait:?}");
}

#[tokio::test(start_paused = true)]
async fn n7_a_date_without_the_far_ends_clock_is_read_against_this_one() {
    let date = SystemTime::now() + Duration::from_secs(30);
    let scripted = Scripted::new([limited(&httpdate::fmt_http_date(date))]);
    assert!(inject(&scripted).await.outcome.is_ok());
    let wait_s = waits(&scripted)[0].as_secs_f64();
    assert!((28.0..=30.1).contains(&wait_s), "{wait_s}");
}

#[tokio::test(start_paused = true)]
async fn n7_a_wait_above_60_s_fails_at_once() {
    for retry_after in [
        "61",
        "86400",
        "99999999999999999999",
        "Fri, 31 Dec 9999 23:59:59 GMT",
    ] {
        let scripted = Scripted::new([limited(retry_after)]);
        let sent = inject(&scripted).await;
        assert!(
            matches!(
                sent.outcome,
                Err(InjectError::RateLimited { attempts: 1, .. })
            ),
            "{retry_after}: {sent:?}"
        );
        assert_eq!(scripted.count(), 1, "{retry_after}");
        assert!(sent.timing.total <= TICK);
    }
}

#[tokio::test(start_paused = true)]
async fn n7_garbage_or_nothing_is_backed_off_from() {
    for retry_after in ["-5", "soon", "1.5e3x", "", "Sun, 99 Nov 1994 08:49:37 GMT"] {
        let scripted = Scripted::new([limited(retry_after), answer(429, &[])]);
        assert!(inject(&scripted).await.outcome.is_ok());
        let waits = waits(&scripted);
        let [first, second] = waits[..] else {
            panic!("three requests expected after {retry_after}");
        };
        assert!(first > TICK && first <= Duration::from_secs(2) + TICK);
        assert!(second > TICK && second <= Duration::from_secs(4) + TICK);
    }
}

#[tokio::test(start_paused = true)]
async fn n7_a_date_that_has_passed_is_backed_off_from() {
    let past = [("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT")];
    let present = [
        ("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ];
    let scripted = Scripted::new([answer(429, &past), answer(429, &present)]);
    assert!(inject(&scripted).await.outcome.is_ok());
    let waits = waits(&scripted);
    assert!(waits.iter().all(|wait| *wait > TICK), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn n8_429_to_the_end_is_an_error_that_keeps_the_last_answer() {
    let scripted = Scripted::new([limited("1"), limited("1"), limited("5")]);
    let sent = inject(&scripted).await;
    let Err(InjectError::RateLimited { attempts, last }) = sent.outcome else {
        panic!("expected RateLimited");
    };
    assert_eq!((attempts, sent.attempts, scripted.count()), (3, 3, 3));
    assert_eq!(last.status(), 429);
    assert_eq!(last.headers()["retry-after"], "5");
}

#[tokio::test(start_paused = true)]
async fn n9_nothing_is_waited_for_after_the_last_attempt() {
    let scripted = Scripted::new([limited("3"), limited("3"), limited("50")]);
    let sent = inject(&scripted).await;
    assert!(sent.timing.total.abs_diff(Duration::from_secs(6)) <= 2 * TICK);
}

#[tokio::test(start_paused = true)]
async fn n9_attempts_are_counted_with_the_first() {
    for attempts_max in [0, 1, 2, 5] {
        let scripted = Scripted::new((0..9).map(|_| limited("1")));
        let policy = RetryPolicy {
            attempts_max,
            ..RetryPolicy::default()
        };
        let sent = inject_with(&scripted, policy).await;
        assert!(sent.outcome.is_err());
        assert_eq!(scripted.count(), attempts_max.max(1) as usize);
    }
}

#[tokio::test(start_paused = true)]
async fn n9_a_wait_beyond_the_total_deadline_is_not_begun() {
    let scripted = Scripted::new((0..9).map(|_| limited("50")));
    let policy = RetryPolicy {
        attempts_max: 9,
        ..RetryPolicy::default()
    };
    let sent = inject_with(&scripted, policy).await;
    assert!(matches!(
        sent.outcome,
        Err(InjectError::RateLimited { attempts: 3, .. })
    ));
    assert!(sent.timing.total <= Duration::from_secs(100) + 3 * TICK);
}

#[tokio::test(start_paused = true)]
async fn n9_the_total_deadline_ends_a_token_that_never_comes_with_nothing_sent() {
    let scripted = Scripted::with_tokens([Reply::Never], []);
    let policy = RetryPolicy {
        total_deadline: Duration::from_secs(3),
        ..RetryPolicy::default()
    };
    let sent = inject_with(&scripted, policy).await;
    assert!(matches!(sent.outcome, Err(InjectError::DeadlineExceeded)));
    assert_eq!((sent.attempts, scripted.count()), (0, 0));
    assert!(sent.timing.total.abs_diff(Duration::from_secs(3)) <= TICK);
}

#[tokio::test(start_paused = true)]
async fn n9_the_total_deadline_ends_a_request_in_flight_as_ambiguous() {
    let scripted = Scripted::new([Reply::Never]);
    let sent = inject(&scripted).await;
    assert!(matches!(
        sent.outcome,
        Err(InjectError::Ambiguous(Doubt::DeadlineExceeded))
    ));
    assert!(sent.timing.total.abs_diff(Duration::from_secs(120)) <= TICK);
}

/// Cancels after `after` and gives the outcome with how long the end then took.
async fn cancelled(scripted: &Arc<Scripted>, after: Duration) -> (Sent, Duration) {
    let tenant = Tenant::new(
        scripted.clone(),
        "https://tenant.test",
        RetryPolicy::default(),
    );
    let cancellation = CancellationToken::new();
    let trigger = cancellation.clone();
    tokio::spawn(async move {
        tokio::time::sleep(after).await;
        trigger.cancel();
    });
    let sent = tenant.inject_until(&cancellation).await;
    let late = sent.timing.total.saturating_sub(after);
    (sent, late)
}

#[tokio::test(start_paused = true)]
async fn n9_cancelled_before_the_start_nothing_is_sent() {
    let scripted = Scripted::new([]);
    let tenant = Tenant::new(
        scripted.clone(),
        "https://tenant.test",
        RetryPolicy::default(),
    );
    let cancellation = CancellationToken::new();
    cancellation.cancel();
    let sent = tenant.inject_until(&cancellation).await;
    assert!(matches!(sent.outcome, Err(InjectError::Cancelled)));
    assert_eq!((scripted.token_count(), scripted.count()), (0, 0));
}

#[tokio::test(start_paused = true)]
async fn n9_cancelled_while_waiting_it_ends_within_50_ms_with_nothing_executed() {
    let while_token = Scripted::with_tokens([Reply::Never], []);
    let while_pausing = Scripted::new([limited("40")]);
    for (scripted, sent_before) in [(while_token, 0), (while_pausing, 1)] {
        let (sent, late) = cancelled(&scripted, Duration::from_secs(2)).await;
        assert!(matches!(sent.outcome, Err(InjectError::Cancelled)));
        assert_eq!(scripted.count(), sent_before);
        assert!(late <= Duration::from_millis(50), "{late:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn n9_cancelled_in_flight_it_ends_within_50_ms_as_ambiguous() {
    let scripted = Scripted::new([Reply::Never]);
    let (sent, late) = cancelled(&scripted, Duration::from_secs(2)).await;
    assert!(matches!(
        sent.outcome,
        Err(InjectError::Ambiguous(Doubt::Cancelled))
    ));
    assert!(late <= Duration::from_millis(50), "{late:?}");
}

#[tokio::test(start_paused = true)]
async fn n10_each_stage_is_timed_on_its_own() {
    let after = |seconds, reply| Reply::After(Duration::from_secs(seconds), Box::new(reply));
    let scripted = Scripted::with_tokens(
        [after(2, crate::scripted::grant(1, "3600"))],
        [limited("5"), after(3, answer(200, &[]))],
    );
    let timing = inject(&scripted).await.timing;
    for (stage, wanted_s) in [
        (timing.token, 2),
        (timing.first_byte, 3),
        (timing.request, 3),
        (timing.total, 10),
    ] {
        let off = stage.abs_diff(Duration::from_secs(wanted_s));
        assert!(off <= 4 * TICK, "{timing:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn n10_a_failure_is_timed_too() {
    let late = Reply::After(Duration::from_secs(4), Box::new(answer(409, &[])));
    let timing = inject(&Scripted::new([late])).await.timing;
    assert!(timing.request.abs_diff(Duration::from_secs(4)) <= TICK);
    let timing = inject(&Scripted::new([answer(409, &[])])).await.timing;
    assert!(timing.total <= TICK, "{timing:?}");
}

#[tokio::test(start_paused = true)]
async fn n11_every_2xx_is_success_and_202_is_accepted() {
    for (status, accepted) in [
        (200, false),
        (201, false),
        (202, true),
        (204, false),
        (299, false),
    ] {
        let scripted = Scripted::new([answer(status, &[])]);
        let delivery = inject(&scripted).await.outcome.expect("success");
        assert_eq!((delivery.status, delivery.accepted), (status, accepted));
        assert!(delivery.body.is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn n11_an_empty_body_is_no_body() {
    let empty = cxtone_dialect::Response::new(cxtone_dialect::Body::default());
    let delivery = inject(&Scripted::new([Reply::Answer(empty)])).await.outcome;
    assert_eq!(delivery.expect("success").body, None);
}

#[tokio::test(start_paused = true)]
async fn n15_a_401_renews_the_token_once_and_sends_once_more() {
    for policy in [RetryPolicy::default(), RetryPolicy::once()] {
        let scripted = Scripted::new([answer(401, &[])]);
        let sent = inject_with(&scripted, policy).await;
        assert!(sent.outcome.is_ok());
        assert_eq!((sent.attempts, scripted.token_count()), (2, 2));
        let far = scripted.far();
        let bearers = far.requests.iter().map(|seen| seen.bearer.clone());
        let expected = [1, 2].map(|number| Some(format!("Bearer {}-{number}", canary::TOKEN)));
        assert_eq!(bearers.collect::<Vec<_>>(), expected);
        assert_eq!(far.requests[0].body, far.requests[1].body);
    }
}

#[tokio::test(start_paused = true)]
async fn n15_a_second_401_is_the_end() {
    let scripted = Scripted::new([answer(401, &[]), answer(401, &[])]);
    let sent = inject(&scripted).await;
    assert!(matches!(sent.outcome, Err(InjectError::Unauthorized(_))));
    assert_eq!((scripted.count(), scripted.token_count()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn n20_a_409_is_a_conflict_in_the_sources_words_with_cause_and_answer() {
    let scripted = Scripted::new([answer(409, &[("x-cause", "held")])]);
    let sent = inject(&scripted).await;
    let error = sent.outcome.expect_err("a conflict");
    assert_eq!(
        error.to_string(),
        "Channel conflict: call call-1 is currently locked by another process"
    );
    assert!(error.source().is_some());
    let response = error.response().expect("the answer is kept");
    assert_eq!(response.status(), 409);
    assert_eq!(response.headers()["x-cause"], "held");
    assert!(!response.body().is_empty());
    assert_eq!(scripted.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn n22_a_403_names_the_scopes_that_help() {
    let scripted = Scripted::new([answer(403, &[])]);
    let error = inject(&scripted).await.outcome.expect_err("forbidden");
    assert!(matches!(error, InjectError::Forbidden(_)));
    for scope in cxtone_dialect::cxone_v2::SCOPES {
        assert!(error.to_string().contains(scope));
    }
}

#[tokio::test(start_paused = true)]
async fn other_refusals_are_told_by_their_status_and_not_repeated() {
    for status in [400, 404, 405, 410, 413, 415, 422] {
        let scripted = Scripted::new([answer(status, &[])]);
        let error = inject(&scripted).await.outcome.expect_err("refused");
        assert!(matches!(error, InjectError::Refused(_)), "{status}");
        assert_eq!((error.status(), scripted.count()), (Some(status), 1));
    }
}

#[tokio::test(start_paused = true)]
async fn a_rejection_after_a_rejection_is_judged_by_itself() {
    let scripted = Scripted::new([limited("1"), reset()]);
    let sent = inject(&scripted).await;
    assert!(sent.outcome.expect_err("a reset").is_ambiguous());
    assert_eq!(sent.attempts, 2);
}
