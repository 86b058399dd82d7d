//! What is promised of an injection, row by row, against the plain server.
//! What is promised of tokens is in `plain_tokens`.

use core::{error::Error, time::Duration};
use std::{
    sync::{Arc, Mutex},
    time::{Instant, SystemTime},
};

use cxtone_cxone::{
    BoxFuture, Doubt, HttpTransport, InjectError, RetryPolicy, Sent, TokenCache, Transport,
    TransportError,
};
use cxtone_dialect::{BaseUrl, Request, Response, cxone_v2};
use cxtone_payload::{Limits, Raw, RawValue};
use tokio::{net::TcpSocket, sync::Notify};
use tokio_util::sync::CancellationToken;

use crate::{
    canary,
    network::{PATH, check_request, inject, once, quick, tenant, transport},
    plain_server::{Act, PATIENCE, PlainServer, http},
    tenant::{Tenant, address, credentials, payload},
};

/// Real time on a busy machine: the best of so many tries counts.
const TRIES: usize = 5;
/// Well below what a backoff or an asked-for wait would take.
const AT_ONCE: Duration = Duration::from_secs(1);

fn limited(headers: &str) -> Act {
    Act::Answer(http("429 Too Many Requests", headers, b"slow down"))
}

fn date(time: SystemTime) -> String {
    httpdate::fmt_http_date(time)
}

/// Between the first request and the second.
fn wait(server: &PlainServer) -> Duration {
    let seen = server.seen();
    assert_eq!(seen.arrivals.len(), 2);
    seen.arrivals[1] - seen.arrivals[0]
}

#[tokio::test]
async fn n1_one_injection_is_exactly_one_post() {
    let server = PlainServer::start([]).await;
    let sent = inject(&server).await;
    assert_eq!(sent.outcome.expect("delivered").status, 200);
    let seen = server.seen();
    assert_eq!((seen.token_requests.len(), seen.requests.len()), (1, 1));
    assert!(seen.requests[0].starts_with(&format!("POST {PATH} HTTP/1.1\r\n")));
}

#[tokio::test]
async fn n6_a_5xx_is_posted_once_and_ambiguous() {
    for status_line in [
        "500 Internal Server Error",
        "502 Bad Gateway",
        "503 Service Unavailable",
        "504 Gateway Timeout",
    ] {
        let answer = http(status_line, "Retry-After: 0\r\n", b"{}");
        let error = once(Act::Answer(answer)).await.expect_err(status_line);
        assert!(matches!(error, InjectError::Ambiguous(Doubt::Answer(_))));
        assert_eq!(
            error.status().map(|status| status.to_string()).as_deref(),
            status_line.get(..3)
        );
    }
}

#[tokio::test]
async fn n6_a_reset_connection_is_posted_once_and_ambiguous() {
    let error = once(Act::Reset).await.expect_err("no answer");
    assert!(matches!(error, InjectError::Ambiguous(Doubt::Transport(_))));
}

/// A network whose host begins to listen only after a first connection to it was refused.
struct Awakening {
    network: HttpTransport,
    asleep: Mutex<Option<TcpSocket>>,
    awake: Mutex<Option<PlainServer>>,
}

impl Awakening {
    /// The port is taken at once and refuses until then.
    fn new() -> (Self, String) {
        let socket = TcpSocket::new_v4().expect("a socket");
        let port = "127.0.0.1:0".parse().expect("an address");
        socket.bind(port).expect("a free port");
        let url = format!("http://{}", socket.local_addr().expect("it is bound"));
        let awakening = Self {
            network: transport(),
            asleep: Mutex::new(Some(socket)),
            awake: Mutex::default(),
        };
        (awakening, url)
    }
}

impl Transport for Awakening {
    fn send(
        &self,
        request: Request,
        timeout: Duration,
    ) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let outcome = self.network.send(request, timeout).await;
            let asleep = self.asleep.lock().expect("no holder panics").take();
            if let Some(socket) = asleep {
                assert!(outcome.is_err());
                let listener = socket.listen(16).expect("it is bound");
                *self.awake.lock().expect("no holder panics") = Some(PlainServer::on(listener));
            }
            outcome
        })
    }
}

#[tokio::test]
async fn n6_a_refused_connection_is_tried_again() {
    let granting = PlainServer::start([]).await;
    let tokens = tenant(&granting.url, quick()).tokens;
    let (awakening, url) = Awakening::new();
    let awakening = Arc::new(awakening);
    let url = BaseUrl::parse(&url).expect("a base URL");
    let client = cxtone_cxone::Client::new(awakening.clone(), tokens, url, quick());
    let sent = client
        .inject(&address(), &payload(), &CancellationToken::new())
        .await;
    assert!(sent.outcome.is_ok(), "{sent:?}");
    assert_eq!(sent.attempts, 2);
    let awake = awakening.awake.lock().expect("no holder panics").take();
    assert_eq!(awake.expect("it listens").seen().requests.len(), 1);
}

#[tokio::test]
async fn n6_connections_refused_to_the_end_are_not_sent() {
    let granting = PlainServer::start([]).await;
    let tokens = tenant(&granting.url, quick()).tokens;
    let (refusing, url) = Awakening::new();
    let url = BaseUrl::parse(&url).expect("a base URL");
    let client = cxtone_cxone::Client::new(Arc::new(refusing.network), tokens, url, quick());
    let sent = client
        .inject(&address(), &payload(), &CancellationToken::new())
        .await;
    assert_eq!(sent.attempts, 3);
    let error = sent.outcome.expect_err("nobody listens");
    assert!(matches!(error, InjectError::NotSent(_)) && !error.is_ambiguous());
}

#[tokio::test]
async fn n7_both_forms_of_retry_after_are_waited_for() {
    let now = SystemTime::now();
    let later = now + Duration::from_secs(1);
    for headers in [
        "Retry-After: 1\r\n".to_owned(),
        // The far end's clock is a year behind; the difference of its own times counts.
        "Date: Thu, 01 Jan 2026 00:00:00 GMT\r\nRetry-After: Thu, 01 Jan 2026 00:00:01 GMT\r\n"
            .to_owned(),
        format!("Date: {}\r\nRetry-After: {}\r\n", date(now), date(later)),
    ] {
        let server = PlainServer::start([limited(&headers)]).await;
        assert!(inject(&server).await.outcome.is_ok());
        let wait = wait(&server);
        assert!(wait >= Duration::from_secs(1), "{headers}: {wait:?}");
        assert!(wait < PATIENCE);
    }
}

#[tokio::test]
async fn n7_garbage_is_backed_off_from() {
    let backoff = Duration::from_millis(200);
    for headers in [
        "",
        "Retry-After: -5\r\n",
        "Retry-After: soon\r\n",
        "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
    ] {
        let server = PlainServer::start([limited(headers)]).await;
        let policy = RetryPolicy {
            backoff_base: backoff,
            ..quick()
        };
        let tenant = tenant(&server.url, policy);
        assert!(tenant.inject().await.outcome.is_ok());
        // The seed of these tests draws no wait near zero.
        let wait = wait(&server);
        assert!(wait > Duration::from_millis(10), "{headers}: {wait:?}");
        assert!(wait < backoff + AT_ONCE, "{headers}: {wait:?}");
    }
}

#[tokio::test]
async fn n7_a_wait_above_the_cap_fails_at_once() {
    let tomorrow = date(SystemTime::now() + Duration::from_secs(86_400));
    for wait in ["61", "86400", "99999999999999999999", &tomorrow] {
        let server = PlainServer::start([limited(&format!("Retry-After: {wait}\r\n"))]).await;
        let sent = inject(&server).await;
        assert!(
            matches!(
                sent.outcome,
                Err(InjectError::RateLimited { attempts: 1, .. })
            ),
            "{wait}"
        );
        assert!(sent.timing.total < AT_ONCE);
        assert_eq!(server.seen().requests.len(), 1);
    }
}

#[tokio::test]
async fn n8_429_to_the_end_rejects_with_attempts_and_last_answer() {
    let server = PlainServer::start(
        (0..9).map(|number| limited(&format!("Retry-After: 0\r\nX-Number: {number}\r\n"))),
    )
    .await;
    let Err(InjectError::RateLimited { attempts, last }) = inject(&server).await.outcome else {
        panic!("429 to the end is no success");
    };
    assert_eq!((attempts, server.seen().requests.len()), (3, 3));
    assert_eq!((last.status(), last.body()), (429, &b"slow down"[..]));
    assert_eq!(last.headers()["x-number"], "2");
}

#[tokio::test]
async fn n9_the_count_is_of_attempts_and_nothing_is_waited_for_after_the_last() {
    for attempts_max in [1, 2, 4] {
        let acts = (1..=9).map(|attempt| {
            let wait = if attempt < attempts_max { 0 } else { 30 };
            limited(&format!("Retry-After: {wait}\r\n"))
        });
        let server = PlainServer::start(acts).await;
        let policy = RetryPolicy {
            attempts_max,
            ..quick()
        };
        let sent = tenant(&server.url, policy).inject().await;
        assert!(sent.outcome.is_err());
        assert_eq!(server.seen().requests.len(), attempts_max as usize);
        assert!(sent.timing.total < AT_ONCE * 5, "{:?}", sent.timing);
    }
}

/// A network that tells when an answer has come.
struct Telling {
    network: HttpTransport,
    answered: Notify,
}

impl Transport for Telling {
    fn send(
        &self,
        request: Request,
        timeout: Duration,
    ) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let is_token = request.uri().path().ends_with("/oauth/token");
            let outcome = self.network.send(request, timeout).await;
            if !is_token {
                self.answered.notify_one();
            }
            outcome
        })
    }
}

/// Cancels one request: what came of it, and how long that took.
async fn cancelled(in_flight: bool) -> (Sent, Duration) {
    let act = if in_flight {
        Act::Silence
    } else {
        limited("Retry-After: 40\r\n")
    };
    let server = PlainServer::start([act]).await;
    let telling = Arc::new(Telling {
        network: transport(),
        answered: Notify::new(),
    });
    let tenant = Tenant::new(telling.clone(), &server.url, quick());
    let cancellation = CancellationToken::new();
    let trigger = async {
        if in_flight {
            server.until(|seen| seen.requests.len() == 1).await;
        } else {
            telling.answered.notified().await;
        }
        cancellation.cancel();
        Instant::now()
    };
    let injection = async {
        let sent = tenant.inject_until(&cancellation).await;
        (sent, Instant::now())
    };
    let ((sent, ended), cancelled) = tokio::join!(injection, trigger);
    assert_eq!(server.seen().requests.len(), 1);
    (sent, ended.saturating_duration_since(cancelled))
}

#[tokio::test]
async fn n9_cancelled_it_ends_within_50_ms_waiting_or_in_flight() {
    for in_flight in [false, true] {
        let mut best = PATIENCE;
        for _ in 0..TRIES {
            let (sent, late) = cancelled(in_flight).await;
            let error = sent.outcome.expect_err("cancelled");
            if in_flight {
                assert!(matches!(error, InjectError::Ambiguous(Doubt::Cancelled)));
            } else {
                assert!(matches!(error, InjectError::Cancelled));
            }
            best = best.min(late);
        }
        assert!(best <= Duration::from_millis(50), "{best:?}");
    }
}

#[tokio::test]
async fn n9_the_total_deadline_ends_waits_and_requests() {
    for act in [Act::Silence, limited("Retry-After: 40\r\n")] {
        let server = PlainServer::start([act]).await;
        let policy = RetryPolicy {
            total_deadline: Duration::from_millis(300),
            ..quick()
        };
        let sent = tenant(&server.url, policy).inject().await;
        assert!(sent.outcome.is_err());
        assert!(sent.timing.total < AT_ONCE * 5, "{:?}", sent.timing);
        assert_eq!(server.seen().requests.len(), 1);
    }
}

#[tokio::test]
async fn n10_a_failure_takes_the_time_it_took() {
    let conflict = || http("409 Conflict", "", b"{}");
    let slow = Duration::from_millis(250);
    let server = PlainServer::start([Act::AnswerAfter(slow, conflict())]).await;
    let timing = inject(&server).await.timing;
    assert!(
        timing.first_byte >= slow && timing.request >= slow,
        "{timing:?}"
    );
    assert!(timing.token > Duration::ZERO);
    assert!(timing.token + timing.request <= timing.total, "{timing:?}");
    let mut best = PATIENCE;
    for _ in 0..TRIES {
        let server = PlainServer::start([Act::Answer(conflict())]).await;
        best = best.min(inject(&server).await.timing.request);
    }
    assert!(best < Duration::from_millis(90), "{best:?}");
}

#[tokio::test]
async fn n11_every_2xx_on_the_wire_is_success_and_202_is_accepted() {
    for (status_line, status, accepted) in [
        ("200 OK", 200, false),
        ("201 Created", 201, false),
        ("202 Accepted", 202, true),
        ("206 Partial Content", 206, false),
    ] {
        let delivery = once(Act::Answer(http(status_line, "", b"{}"))).await;
        let delivery = delivery.expect(status_line);
        assert_eq!((delivery.status, delivery.accepted), (status, accepted));
    }
    let empty = b"HTTP/1.1 204 No Content\r\n\r\n".to_vec();
    let delivery = once(Act::Answer(empty)).await.expect("204");
    assert_eq!(
        (delivery.status, delivery.accepted, delivery.body),
        (204, false, None)
    );
}

#[tokio::test]
async fn n13_what_the_far_end_echoes_shows_in_no_error_debug_or_log() {
    let echo = format!("{} {} {}", canary::DIGITS, canary::SECRET, canary::TOKEN);
    for status_line in [
        "202 Accepted",
        "302 Found",
        "400 Bad Request",
        "401 Unauthorized",
        "403 Forbidden",
        "409 Conflict",
        "500 Internal Server Error",
    ] {
        let answer = || http(status_line, &format!("X-Echo: {echo}\r\n"), echo.as_bytes());
        let server = PlainServer::start([Act::Answer(answer()), Act::Answer(answer())]).await;
        let sent = inject(&server).await;
        canary::scan_debug(&sent);
        if let Err(error) = &sent.outcome {
            canary::scan_error(error);
            let kept = error.response().expect("the answer is kept");
            assert_eq!(kept.body(), echo.as_bytes());
        }
    }
    let lost = inject(&PlainServer::start([Act::Reset]).await).await;
    canary::scan_error(&lost.outcome.expect_err("no answer"));
}

#[tokio::test]
async fn n17_letters_are_upper_case_on_the_wire_and_the_pause_is_an_integer() {
    let server = PlainServer::start([]).await;
    let raw = Raw {
        digits: RawValue::Text("ab1*#cd".into()),
        dtmf_type: RawValue::Text("INBAND".into()),
        pause_ms: RawValue::Number(250.0),
    };
    let payload = cxtone_payload::validate(&raw, &Limits::CXONE_V2).expect("valid");
    let client = tenant(&server.url, quick()).client;
    let sent = client
        .inject(&address(), &payload, &CancellationToken::new())
        .await;
    assert!(sent.outcome.is_ok());
    let request = server.seen().requests[0].clone();
    let (_, body) = request.split_once("\r\n\r\n").expect("a body");
    let expected = r##"{"dtmf":"AB1*#CD","dtmfType":"INBAND","interDigitPause":250}"##;
    assert_eq!(body, expected);
}

#[tokio::test]
async fn n20_a_409_keeps_cause_and_answer_and_has_the_sources_message() {
    let answer = http("409 Conflict", "X-Cause: held\r\n", b"{\"holder\":\"ivr\"}");
    let error = once(Act::Answer(answer)).await.expect_err("a conflict");
    assert_eq!(
        error.to_string(),
        "Channel conflict: call call-1 is currently locked by another process"
    );
    assert!(matches!(error, InjectError::Conflict { .. }));
    assert!(error.source().is_some());
    let response = error.response().expect("it is kept");
    assert_eq!((error.status(), response.status()), (Some(409), 409));
    assert_eq!(response.headers()["x-cause"], "held");
    assert_eq!(response.body(), b"{\"holder\":\"ivr\"}");
}

#[tokio::test]
async fn n22_a_403_is_forbidden_with_the_help_of_the_scopes() {
    let error = once(Act::Answer(http("403 Forbidden", "", b"{}")))
        .await
        .expect_err("forbidden");
    assert!(matches!(error, InjectError::Forbidden(_)));
    for scope in cxone_v2::SCOPES {
        assert!(error.to_string().contains(scope), "{error}");
    }
}

#[tokio::test]
async fn n22_the_scopes_are_those_of_each_cache() {
    let server = PlainServer::start([]).await;
    let url = BaseUrl::parse(&server.url).expect("a base URL");
    let network: Arc<dyn Transport> = Arc::new(transport());
    let own = TokenCache::new(network, url, credentials(), &["telephony:call:control"]);
    assert!(cxtone_cxone::TokenSource::token(&own).await.is_ok());
    check_request(
        &server.seen().token_requests[0],
        "POST /oauth/token HTTP/1.1",
        &[],
        &["scope=telephony%3Acall%3Acontrol"],
    );
    assert!(!server.seen().token_requests[0].contains("readwrite"));
}
