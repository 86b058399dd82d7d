//! The real transport against a plain server on loopback, well-behaved and not.

use core::time::Duration;
use std::{sync::Arc, time::Instant};

use cxtone_cxone::{
    BodyLimit, Delivery, Doubt, FetchError, HttpOptions, HttpTransport, InjectError, RetryPolicy,
    Sent, TokenSource, Transport, TransportError, TransportErrorKind,
};
use cxtone_dialect::{Body, CallAddress, Request};
use cxtone_payload::{CallId, LineId, ProviderId};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{
    canary,
    plain_server::{Act, PATIENCE, PlainServer, http},
    tenant::Tenant,
};

pub(crate) const PATH: &str =
    "/api/v2/telephony/providers/provider-1/lines/line-1/calls/call-1/dtmf";
/// Short, where the end of patience is what is tested.
const SHORT: Duration = Duration::from_millis(300);

pub(crate) fn transport() -> HttpTransport {
    HttpTransport::new(HttpOptions::default()).expect("it can be set up")
}

/// Backs off for milliseconds only.
pub(crate) fn quick() -> RetryPolicy {
    RetryPolicy {
        backoff_base: Duration::from_millis(2),
        ..RetryPolicy::default()
    }
}

pub(crate) fn tenant(url: &str, policy: RetryPolicy) -> Tenant {
    let transport = transport();
    canary::scan_debug(&transport);
    Tenant::new(Arc::new(transport), url, policy)
}

pub(crate) async fn inject(server: &PlainServer) -> Sent {
    tenant(&server.url, quick()).inject().await
}

/// One injection against one act: what came of it, and that it was sent exactly once.
pub(crate) async fn once(act: Act) -> Result<Delivery, InjectError> {
    let server = PlainServer::start([act]).await;
    let sent = inject(&server).await;
    assert_eq!(server.seen().requests.len(), 1);
    assert_eq!(sent.attempts, 1);
    sent.outcome
}

/// Looks at a request without regard to the case of header names.
pub(crate) fn check_request(
    request: &str,
    first_line: &str,
    headers: &[&str],
    body_parts: &[&str],
) {
    let (head, body) = request.split_once("\r\n\r\n").expect("a head");
    assert_eq!(head.lines().next(), Some(first_line));
    let lines: Vec<String> = head
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| format!("{}: {value}", name.to_ascii_lowercase()))
        .collect();
    for header in headers {
        assert!(
            lines.iter().any(|line| line == header),
            "{header} in {lines:?}"
        );
    }
    assert!(lines.contains(&format!("content-length: {}", body.len())));
    for part in body_parts {
        assert!(body.contains(part), "{part}");
    }
}

#[tokio::test]
async fn the_requests_are_those_of_the_source() {
    let server = PlainServer::start([]).await;
    assert!(inject(&server).await.outcome.is_ok());
    let seen = server.seen();
    assert_eq!((seen.token_requests.len(), seen.requests.len()), (1, 1));
    check_request(
        &seen.token_requests[0],
        "POST /oauth/token HTTP/1.1",
        &["content-type: application/x-www-form-urlencoded"],
        &[
            "grant_type=client_credentials",
            "client_id=client",
            &format!("client_secret={}", canary::SECRET),
            "scope=telephony%3Acall%3Acontrol+telephony%3Aline%3Areadwrite",
        ],
    );
    check_request(
        &seen.requests[0],
        &format!("POST {PATH} HTTP/1.1"),
        &[
            &format!("authorization: Bearer {}-1", canary::TOKEN),
            "content-type: application/json",
        ],
        &[
            &format!(r#""dtmf":"{}""#, canary::DIGITS),
            r#""dtmfType":"RFC2833""#,
            r#""interDigitPause":200"#,
        ],
    );
}

#[tokio::test]
async fn n18_an_id_reaches_no_other_path() {
    let too_long = "a".repeat(129);
    for hostile in [
        "../../admin?x=1#",
        "..",
        "a/b",
        "a\\b",
        "a%2fb",
        "a?b",
        "a#b",
        "a b",
        "a\r\nb",
        "",
        "é",
        &too_long,
    ] {
        assert!(hostile.parse::<CallId>().is_err(), "{hostile}");
        assert!(hostile.parse::<LineId>().is_err(), "{hostile}");
        assert!(hostile.parse::<ProviderId>().is_err(), "{hostile}");
    }
    let server = PlainServer::start([]).await;
    let tenant = tenant(&server.url, quick());
    let address = CallAddress {
        call: "__proto__-A9".parse().expect("an id"),
        ..crate::tenant::call_address()
    };
    let payload = crate::tenant::payload();
    let sent = tenant
        .client
        .inject(&address.into(), &payload, &CancellationToken::new())
        .await;
    assert!(sent.outcome.is_ok());
    let line = format!(
        "POST {} HTTP/1.1\r\n",
        PATH.replace("call-1", "__proto__-A9")
    );
    assert!(server.seen().requests[0].starts_with(&line));
}

#[tokio::test]
async fn bodies_are_drained_so_that_one_connection_serves_many_requests() {
    let body = [b'x'; 10_000];
    let server = PlainServer::start([
        Act::Answer(http("429 Too Many Requests", "Retry-After: 0\r\n", &body)),
        Act::Answer(http("409 Conflict", "", &body)),
    ])
    .await;
    let tenant = tenant(&server.url, quick());
    assert!(tenant.inject().await.outcome.is_err());
    assert!(tenant.inject().await.outcome.is_ok());
    let seen = server.seen();
    assert_eq!((seen.requests.len(), seen.connections), (3, 1));
}

#[tokio::test]
async fn n15_each_attempt_has_the_whole_body_and_the_second_the_new_token() {
    let server = PlainServer::start([
        Act::Answer(http("401 Unauthorized", "", b"{\"error\":\"expired\"}")),
        Act::AnswerAndClose(http(
            "429 Too Many Requests",
            "Retry-After: 0\r\nConnection: close\r\n",
            b"slow down",
        )),
    ])
    .await;
    let sent = inject(&server).await;
    assert!(sent.outcome.is_ok());
    assert_eq!(sent.attempts, 3);
    let seen = server.seen();
    assert_eq!(seen.token_requests.len(), 2);
    for (request, number) in seen.requests.iter().zip([1, 2, 2]) {
        check_request(
            request,
            &format!("POST {PATH} HTTP/1.1"),
            &[&format!("authorization: Bearer {}-{number}", canary::TOKEN)],
            &[canary::DIGITS],
        );
    }
}

#[tokio::test]
async fn n6_a_connection_closed_after_reading_is_ambiguous_and_not_repeated() {
    let error = once(Act::CloseAfterReading).await.expect_err("no answer");
    assert!(matches!(error, InjectError::Ambiguous(Doubt::Transport(_))));
}

#[tokio::test]
async fn n6_a_connection_closed_in_the_answers_head_is_ambiguous() {
    let cut = b"HTTP/1.1 200 OK\r\nContent-Le".to_vec();
    let error = once(Act::AnswerAndClose(cut)).await.expect_err("no answer");
    assert!(error.is_ambiguous());
}

#[tokio::test]
async fn n6_what_is_not_http_is_ambiguous() {
    let error = once(Act::AnswerAndClose(b"SSH-2.0-OpenSSH_9.9\r\n\r\n".to_vec())).await;
    assert!(error.expect_err("no answer").is_ambiguous());
}

#[tokio::test]
async fn n6_a_connection_closed_unread_is_no_success_and_sends_nothing_twice() {
    let server = PlainServer::start((0..9).map(|_| Act::CloseUnread)).await;
    // The token must be there first, by a server of its own: this one reads nothing.
    let granting = PlainServer::start([]).await;
    let tokens = tenant(&granting.url, quick()).tokens;
    let request = cxtone_dialect::cxone_v2::injection_request(
        &cxtone_dialect::BaseUrl::parse(&server.url).expect("a base URL"),
        &crate::tenant::call_address(),
        &crate::tenant::payload(),
        tokens.token().await.expect("a token").secret(),
    );
    let error = transport()
        .send(request, PATIENCE)
        .await
        .expect_err("closed");
    canary::scan_error(&error);
    assert_eq!(server.seen().connections, 1);
    assert_eq!(error.kind(), TransportErrorKind::ConnectionLost);
}

#[tokio::test]
async fn n6_an_answer_that_never_comes_is_ambiguous_at_the_end_of_patience() {
    let server = PlainServer::start([Act::Silence]).await;
    let policy = RetryPolicy {
        attempt_timeout: SHORT,
        ..quick()
    };
    let tenant = tenant(&server.url, policy);
    let started = Instant::now();
    let error = tenant.inject().await.outcome.expect_err("silence");
    assert!(error.is_ambiguous() && started.elapsed() < PATIENCE);
    assert_eq!(server.seen().requests.len(), 1);
    server.until(|seen| seen.left == 1).await;
}

#[tokio::test]
async fn n6_cancelled_in_flight_the_connection_is_closed() {
    let server = PlainServer::start([Act::Silence]).await;
    let tenant = tenant(&server.url, quick());
    let cancellation = CancellationToken::new();
    let trigger = cancellation.clone();
    let watch = async {
        server.until(|seen| seen.requests.len() == 1).await;
        trigger.cancel();
    };
    let (sent, ()) = tokio::join!(tenant.inject_until(&cancellation), watch);
    assert!(matches!(
        sent.outcome,
        Err(InjectError::Ambiguous(Doubt::Cancelled))
    ));
    server.until(|seen| seen.left == 1).await;
}

#[tokio::test]
async fn n6_a_refused_connection_provably_sent_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("http://{}", listener.local_addr().expect("it is bound"));
    drop(listener);
    let error = send_to(&url, PATIENCE).await;
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    assert!(!error.maybe_delivered());
}

#[tokio::test]
async fn g14_a_name_that_leads_into_an_own_network_is_not_connected_to() {
    let transport = HttpTransport::new(HttpOptions::default()).expect("a transport");
    let mut request = Request::new(cxtone_dialect::Body::default());
    *request.uri_mut() = "https://localhost:9/x.wav".parse().expect("a URI");
    request.extensions_mut().insert(cxtone_cxone::PublicOnly);
    let sent = transport.send(request, Duration::from_secs(9)).await;
    let error = sent.expect_err("localhost is this machine");
    assert_eq!(error.kind(), TransportErrorKind::PrivateAddress);
    assert!(!error.maybe_delivered() && !error.is_passing());
}

#[tokio::test]
async fn n6_an_unknown_host_provably_got_nothing() {
    let error = send_to("https://cxtone-test.invalid", PATIENCE).await;
    assert!(!error.maybe_delivered());
}

#[tokio::test]
async fn n6_a_failed_tls_handshake_provably_sent_nothing() {
    let server = PlainServer::start([Act::CloseAfterReading]).await;
    let error = send_to(&server.url.replace("http:", "https:"), SHORT).await;
    assert!(!error.maybe_delivered(), "{error:?}");
    assert!(server.seen().requests.is_empty());
}

#[tokio::test]
async fn n6_a_tls_handshake_that_hangs_provably_sent_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("https://{}", listener.local_addr().expect("it is bound"));
    let error = send_to(&url, SHORT).await;
    assert!(!error.maybe_delivered(), "{error:?}");
}

async fn send_to(url: &str, timeout: Duration) -> TransportError {
    canary::watch_logs();
    let mut request = Request::new(Body::from(canary::DIGITS));
    *request.method_mut() = http::Method::POST;
    *request.uri_mut() = url.parse().expect("a URL");
    let error = transport()
        .send(request, timeout)
        .await
        .expect_err("no answer");
    canary::scan_error(&error);
    error
}

#[tokio::test]
async fn plain_http_to_another_machine_is_not_sent() {
    for url in [
        "http://192.0.2.1/x",
        "http://example.com/x",
        "http://localhost.example.com/",
    ] {
        let error = send_to(url, PATIENCE).await;
        assert_eq!(error.kind(), TransportErrorKind::InsecureUrl, "{url}");
        assert!(!error.maybe_delivered());
    }
}

#[tokio::test]
async fn n11_a_success_whose_body_is_lost_is_a_success() {
    let cut = b"HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{\"part".to_vec();
    let delivery = once(Act::AnswerAndClose(cut)).await.expect("202");
    assert_eq!((delivery.accepted, delivery.body), (true, None));
}

#[tokio::test]
async fn n11_a_success_with_an_absurd_body_is_a_success_without_it() {
    let announced = b"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n".to_vec();
    let delivery = once(Act::AnswerForever(announced)).await.expect("200");
    assert_eq!((delivery.status, delivery.body), (200, None));
    let endless = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    let delivery = once(Act::AnswerForever(endless)).await.expect("200");
    assert_eq!((delivery.status, delivery.body), (200, None));
}

#[tokio::test]
async fn n11_a_success_with_broken_json_or_no_text_is_a_success() {
    let broken = once(Act::Answer(http("200 OK", "", b"{\"sta"))).await;
    assert_eq!(broken.expect("200").body.as_deref(), Some("{\"sta"));
    let no_text = once(Act::Answer(http("200 OK", "", b"\xff\xfe\x00"))).await;
    assert_eq!(no_text.expect("200").body, None);
    let nothing = b"HTTP/1.1 204 No Content\r\n\r\n".to_vec();
    assert_eq!(once(Act::Answer(nothing)).await.expect("204").status, 204);
}

#[tokio::test]
async fn redirects_are_never_followed() {
    for (status_line, ambiguous) in [
        ("301 Moved Permanently", false),
        ("302 Found", false),
        ("303 See Other", true),
        ("307 Temporary Redirect", false),
        ("308 Permanent Redirect", false),
    ] {
        let answer = http(status_line, "Location: /elsewhere\r\n", b"");
        let error = once(Act::Answer(answer)).await.expect_err("a redirect");
        assert_eq!(error.is_ambiguous(), ambiguous, "{status_line}");
        assert_eq!(error.status().map(|status| status / 100), Some(3));
    }
}

#[tokio::test]
async fn n10_the_first_byte_comes_before_the_end() {
    let head_only = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n".to_vec();
    let server = PlainServer::start([Act::Answer(head_only)]).await;
    let policy = RetryPolicy {
        attempt_timeout: SHORT,
        ..quick()
    };
    let sent = tenant(&server.url, policy).inject().await;
    assert!(sent.outcome.is_ok());
    let timing = sent.timing;
    assert!(timing.first_byte > Duration::ZERO && timing.request >= SHORT);
    assert!(timing.first_byte < timing.request, "{timing:?}");
    assert!(timing.token + timing.request <= timing.total);
}

#[tokio::test]
async fn a_download_ends_at_its_limit() {
    const LIMIT: usize = 5000;
    for (size, fits) in [(LIMIT, true), (LIMIT + 1, false)] {
        let server = PlainServer::start([Act::Answer(http("200 OK", "", &vec![7; size]))]).await;
        let tenant = tenant(&server.url, quick());
        let fetched = tenant
            .client
            .fetch(&format!("{}/x.wav", server.url), LIMIT)
            .await;
        match fetched {
            Ok(bytes) => assert!(fits && bytes.len() == size),
            Err(error) => {
                canary::scan_error(&error);
                assert!(!fits && matches!(error, FetchError::TooLarge { limit: LIMIT }));
            }
        }
        assert_eq!(server.seen().requests.len(), 1);
    }
}

#[tokio::test]
async fn an_endless_answer_is_read_to_its_limit_and_the_connection_closed() {
    let endless = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    let server = PlainServer::start([Act::AnswerForever(endless)]).await;
    let mut request = Request::new(Body::default());
    *request.uri_mut() = server.url.parse().expect("a URL");
    request.extensions_mut().insert(BodyLimit(100_000));
    let error = transport()
        .send(request, PATIENCE)
        .await
        .expect_err("endless");
    assert_eq!(error.kind(), TransportErrorKind::BodyTooLarge);
    assert_eq!(error.head().map(|head| head.status().as_u16()), Some(200));
    server.until(|seen| seen.left == 1).await;
}

#[tokio::test]
async fn an_answer_announced_too_long_is_not_waited_for() {
    let announced = b"HTTP/1.1 200 OK\r\nContent-Length: 10737418240\r\n\r\n".to_vec();
    let server = PlainServer::start([Act::Answer(announced)]).await;
    let error = send_to(&server.url, PATIENCE).await;
    assert_eq!(error.kind(), TransportErrorKind::BodyTooLarge);
}

#[tokio::test]
async fn a_signed_url_shows_in_no_error() {
    let signed = |url: &str| format!("{url}/x.wav?signature={}", canary::SECRET);
    let server = PlainServer::start([Act::CloseAfterReading]).await;
    send_to(&signed(&server.url), PATIENCE).await;
    send_to(&signed(&server.url.replace("http:", "https:")), PATIENCE).await;
    send_to(&signed("http://192.0.2.1"), PATIENCE).await;
}

#[tokio::test]
async fn the_probe_reaches_a_plain_server() {
    let server = PlainServer::start([]).await;
    let probe = tenant(&server.url, quick()).client.probe().await;
    assert!(probe.token.is_ok());
    assert_eq!(probe.api.expect("it answers").status, 200);
}

#[tokio::test]
async fn g6_a_body_is_read_to_its_end_or_its_connection_closed() {
    let busy = |length| http("429 Too Many Requests", "", &vec![b'x'; length]);
    let server = PlainServer::start([10, 1_000, 50_000].map(|length| Act::Answer(busy(length))));
    let server = server.await;
    let policy = RetryPolicy {
        attempts_max: 4,
        ..quick()
    };
    let sent = tenant(&server.url, policy).inject().await;
    assert!(sent.outcome.is_ok() && sent.attempts == 4);
    // Only a connection whose answers were read to their ends can carry the next request.
    assert_eq!(server.seen().connections, 1);

    let head = "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 1000000000\r\n\r\n";
    let server = PlainServer::start([Act::AnswerForever(head.into())]).await;
    let tenant = tenant(&server.url, quick());
    let sent = tenant.inject().await;
    assert!(sent.outcome.is_ok() && sent.attempts == 2);
    server.until(|seen| seen.left == 1).await;
}
