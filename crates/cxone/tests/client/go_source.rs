//! What the Go source does wrong when it sends, done right: bodies, tokens, waits, errors. Against the scripted
//! transport, in paused time.

use core::time::Duration;
use std::sync::Arc;

use cxtone_cxone::{
    InjectError, RetryPolicy, TokenSource as _, TransportError, TransportErrorKind,
};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::{
    canary,
    scripted::{Reply, Scripted, answer, token_answer},
    tenant::Tenant,
};

/// How soon after cancelling everything has ended.
const PROMPT: Duration = Duration::from_millis(50);

fn tenant(scripted: &Arc<Scripted>) -> Tenant {
    Tenant::new(
        scripted.clone(),
        "https://tenant.test",
        RetryPolicy::default(),
    )
}

fn refused_connection() -> Reply {
    Reply::Fail(TransportError::not_sent(TransportErrorKind::Connect))
}

#[tokio::test(start_paused = true)]
async fn g1_every_attempt_has_the_whole_body() {
    let limited = answer(429, &[("retry-after", "1")]);
    let scripted = Scripted::new([limited, answer(401, &[]), refused_connection()]);
    let policy = RetryPolicy {
        attempts_max: 4,
        ..RetryPolicy::default()
    };
    let tenant = Tenant::new(scripted.clone(), "https://tenant.test", policy);
    assert!(tenant.inject().await.outcome.is_ok());
    let far = scripted.far();
    assert_eq!(far.requests.len(), 4);
    let first = &far.requests[0].body;
    assert!(!first.is_empty());
    assert!(far.requests.iter().all(|request| &request.body == first));
}

#[tokio::test(start_paused = true)]
async fn g2_a_401_makes_two_requests_the_second_with_the_new_token() {
    let scripted = Scripted::new((0..9).map(|_| answer(401, &[])));
    let sent = tenant(&scripted).inject().await;
    assert!(matches!(sent.outcome, Err(InjectError::Unauthorized(_))));
    let far = scripted.far();
    let bearers: Vec<_> = far
        .requests
        .iter()
        .map(|seen| seen.bearer.clone())
        .collect();
    let bearer = |number| Some(format!("Bearer {}-{number}", canary::TOKEN));
    assert_eq!(bearers, [bearer(1), bearer(2)]);
}

#[tokio::test(start_paused = true)]
async fn g3_a_401_costs_only_the_token_that_it_was_about() {
    let late = Reply::After(Duration::from_secs(5), Box::new(answer(401, &[])));
    let scripted = Scripted::new([late, answer(401, &[])]);
    let tenant = tenant(&scripted);
    let (slow, quick) = tokio::join!(tenant.inject(), tenant.inject());
    assert!(slow.outcome.is_ok() && quick.outcome.is_ok());
    assert_eq!(
        scripted.token_count(),
        2,
        "the late 401 is about the first token"
    );
}

#[tokio::test(start_paused = true)]
async fn g4_every_wait_ends_within_50_ms_of_cancelling() {
    let never_a_token = Scripted::with_tokens([Reply::Never], []);
    let never_an_answer = Scripted::new([Reply::Never]);
    let a_long_wait = Scripted::new([answer(429, &[("retry-after", "40")])]);
    for scripted in [never_a_token, never_an_answer, a_long_wait] {
        let cancellation = CancellationToken::new();
        let trigger = cancellation.clone();
        let after = Duration::from_millis(100);
        tokio::spawn(async move {
            tokio::time::sleep(after).await;
            trigger.cancel();
        });
        let started = Instant::now();
        let sent = tenant(&scripted).inject_until(&cancellation).await;
        assert!(sent.outcome.is_err());
        assert!(
            started.elapsed() <= after + PROMPT,
            "{:?}",
            started.elapsed()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn g5_waits_double_and_a_date_is_waited_for() {
    let headers = [
        ("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
        ("retry-after", "Sun, 06 Nov 1994 08:49:44 GMT"),
    ];
    let scripted = Scripted::new([answer(429, &headers), refused_connection()]);
    assert!(tenant(&scripted).inject().await.outcome.is_ok());
    let far = scripted.far();
    let wait = |nth: usize| far.requests[nth + 1].at - far.requests[nth].at;
    assert!(wait(0).abs_diff(Duration::from_secs(7)) <= Duration::from_millis(2));
    assert!(wait(1) <= Duration::from_secs(4) + Duration::from_millis(2));
}

#[tokio::test(start_paused = true)]
async fn g7_an_error_keeps_body_status_and_id_and_shows_none_of_the_body() {
    for status in [400, 409, 500, 503] {
        let scripted = Scripted::new([answer(status, &[("x-trace-id", "trace-7")])]);
        let sent = tenant(&scripted).inject().await;
        let error = sent.outcome.expect_err("no success");
        let response = error.response().expect("there was an answer");
        assert_eq!(response.status(), status);
        assert!(!response.body().is_empty());
        assert_eq!(sent.correlation_id.as_deref(), Some("trace-7"));
        assert_eq!(sent.attempts, 1);
        canary::scan_error(&error);
    }
}

#[tokio::test(start_paused = true)]
async fn g8_an_empty_2xx_is_success() {
    for status in [200_u16, 202, 204] {
        let mut empty = cxtone_dialect::Response::new(cxtone_dialect::Body::default());
        *empty.status_mut() = status.try_into().expect("a status");
        let sent = tenant(&Scripted::new([Reply::Answer(empty)]))
            .inject()
            .await;
        assert_eq!(sent.outcome.expect("success").status, status);
    }
}

fn refreshable(number: u32) -> Reply {
    token_answer(&format!(
        r#"{{"access_token":"{}-{number}","expires_in":100,"refresh_token":"refresh-{number}"}}"#,
        canary::TOKEN
    ))
}

fn forms(scripted: &Scripted) -> Vec<String> {
    let far = scripted.far();
    let form = |body: &[u8]| String::from_utf8(body.to_vec()).expect("a form");
    far.token_requests
        .iter()
        .map(|seen| form(&seen.body))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn g10_a_refresh_token_gets_the_next_token_and_a_refused_one_the_login_again() {
    let refused = || {
        let mut refused = cxtone_dialect::Response::new(r#"{"error":"invalid_grant"}"#.into());
        *refused.status_mut() = http::StatusCode::BAD_REQUEST;
        Reply::Answer(refused)
    };
    let scripted = Scripted::with_tokens(
        [refreshable(1), refreshable(2), refused(), refreshable(3)],
        [],
    );
    let tenant = tenant(&scripted);
    for generation in 1..=3 {
        let token = tenant.tokens.token().await.expect("a token");
        assert_eq!(token.generation(), generation);
        tokio::time::sleep(Duration::from_secs(95)).await;
    }
    let forms = forms(&scripted);
    let starts = [
        "grant_type=client_credentials",
        "grant_type=refresh_token&refresh_token=refresh-1",
        "grant_type=refresh_token&refresh_token=refresh-2",
        "grant_type=client_credentials",
    ];
    assert_eq!(forms.len(), starts.len());
    for (form, start) in forms.iter().zip(starts) {
        assert!(form.starts_with(start), "{start}");
    }
}

#[tokio::test(start_paused = true)]
async fn g10_a_deadline_of_100_ms_ends_the_wait_for_a_token_at_100_ms() {
    let scripted = Scripted::with_tokens([Reply::Never], []);
    let tenant = tenant(&scripted);
    let deadline = Duration::from_millis(100);
    let started = Instant::now();
    let token = tokio::time::timeout(deadline, tenant.tokens.token()).await;
    assert!(token.is_err());
    assert!(started.elapsed() <= deadline + Duration::from_millis(2));
}
