//! Events posted to a receiver: signed, posted again where that may help, and in nobody's way.

use core::time::Duration;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use cxtone_cxone::{BoxFuture, Transport, TransportError, TransportErrorKind};
use cxtone_dialect::{Body, Request, Response};
use cxtone_runner::{
    Injector, MonitorCounts, WEBHOOK_ATTEMPTS_MAX, WEBHOOK_TIMEOUT, WEBHOOK_WAIT_BASE, WebhookKey,
    WebhookMonitor,
};
use http::HeaderMap;
use secrecy::ExposeSecret as _;
use standardwebhooks::Webhook;
use tokio::time::{Instant, sleep};

use crate::{
    far_end::{ANSWER_MS, Answer, FarEnd, TOKEN, TOKEN_MS, status},
    setting::{DIGITS, PLAY_OUT, inject, injection, injector},
};

const URL: &str = "https://hooks.example.com/cti?token=canary-path";

/// Longer than all attempts at one event take.
const PATIENCE: Duration = Duration::from_secs(600);

/// What the receiver does with a post.
#[derive(Clone)]
enum Reply {
    Status(u16, &'static [(&'static str, &'static str)]),
    Fails(TransportErrorKind),
    /// A 200 whose body is too long.
    Endless,
    /// No answer within the time.
    Silence,
}

#[derive(Clone)]
struct Post {
    at: Instant,
    url: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// A receiver that replies as its script says, then always with 204.
#[derive(Default)]
struct Receiver {
    script: Mutex<VecDeque<Reply>>,
    posts: Mutex<Vec<Post>>,
}

impl Receiver {
    fn new(script: &[Reply]) -> Arc<Self> {
        Arc::new(Self {
            script: Mutex::new(script.iter().cloned().collect()),
            posts: Mutex::default(),
        })
    }

    fn posts(&self) -> Vec<Post> {
        self.posts.lock().expect("no holder panics").clone()
    }
}

impl Transport for Receiver {
    fn send(
        &self,
        request: Request,
        timeout: Duration,
    ) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            self.posts.lock().expect("no holder panics").push(Post {
                at: Instant::now(),
                url: request.uri().to_string(),
                headers: request.headers().clone(),
                body: request.body().as_bytes().to_vec(),
            });
            let next = self.script.lock().expect("no holder panics").pop_front();
            match next.unwrap_or(Reply::Status(204, &[])) {
                Reply::Status(status, headers) => Ok(answer(status, headers)),
                Reply::Fails(kind) => Err(TransportError::maybe_sent(kind)),
                Reply::Endless => Err(TransportError::maybe_sent(TransportErrorKind::BodyTooLarge)
                    .after_head(answer(200, &[]))),
                Reply::Silence => {
                    sleep(timeout).await;
                    Err(TransportError::maybe_sent(TransportErrorKind::TimedOut))
                }
            }
        })
    }
}

fn answer(status: u16, headers: &[(&'static str, &'static str)]) -> Response {
    let mut answer = http::Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    answer.body(Body::default()).expect("a sound answer")
}

fn key() -> WebhookKey {
    WebhookKey::new((1..=32).collect()).expect("long enough")
}

fn monitor(receiver: &Arc<Receiver>) -> WebhookMonitor {
    WebhookMonitor::new(receiver.clone(), URL, key()).expect("a URL")
}

/// One delivered injection whose event is posted: what the receiver got, and the counts.
async fn check(script: &[Reply]) -> (Vec<Post>, MonitorCounts) {
    let receiver = Receiver::new(script);
    let far_end = FarEnd::new(&[]);
    let injector = injector(&far_end).monitor(monitor(&receiver)).build();
    let started = Instant::now();
    inject(&injector, injection("call-1"))
        .await
        .expect("delivered");
    let taken = Duration::from_millis(TOKEN_MS + ANSWER_MS);
    assert_eq!(started.elapsed(), taken, "nobody waited for the receiver");
    let counts = injector.drain_monitors(PATIENCE).await;
    (receiver.posts(), counts[0])
}

/// The waits between the posts, in seconds.
fn waits_s(posts: &[Post]) -> Vec<u64> {
    let pairs = posts.windows(2);
    pairs
        .map(|pair| (pair[1].at - pair[0].at).as_secs())
        .collect()
}

#[tokio::test(start_paused = true)]
async fn an_event_is_signed_so_that_an_independent_verifier_accepts_it_and_nothing_altered() {
    let (posts, counts) = check(&[]).await;
    assert_eq!((posts.len(), counts.told), (1, 1));
    let post = &posts[0];
    assert_eq!(post.url, URL);
    assert_eq!(post.headers["content-type"], "application/json");
    let event: serde_json::Value = serde_json::from_slice(&post.body).expect("JSON");
    assert_eq!(event["event"], "dtmf.injected");
    assert_eq!(
        post.headers["webhook-id"].to_str().ok(),
        event["auditEntry"]["injectionId"].as_str()
    );
    let verifier = Webhook::new(key().to_text().expose_secret()).expect("a key");
    verifier.verify(&post.body, &post.headers).expect("genuine");
    let altered = String::from_utf8(post.body.clone()).expect("UTF-8");
    let altered = altered.replace("injected", "rejected");
    assert!(verifier.verify(altered.as_bytes(), &post.headers).is_err());
    for header in ["webhook-id", "webhook-timestamp"] {
        let mut headers = post.headers.clone();
        headers.insert(header, "1700000000".parse().expect("plain"));
        assert!(verifier.verify(&post.body, &headers).is_err(), "{header}");
    }
    let other = Webhook::from_bytes(vec![7; 32]).expect("a key");
    assert!(other.verify(&post.body, &post.headers).is_err());
}

#[tokio::test(start_paused = true)]
async fn what_may_pass_is_posted_again_under_the_same_id_after_waits_that_double() {
    let (posts, counts) = check(&[
        Reply::Status(500, &[]),
        Reply::Fails(TransportErrorKind::ConnectionLost),
        Reply::Status(429, &[("retry-after", "7")]),
        Reply::Silence,
    ])
    .await;
    let base = WEBHOOK_WAIT_BASE.as_secs();
    let last = WEBHOOK_TIMEOUT.as_secs() + 8 * base;
    assert_eq!(waits_s(&posts), [base, 2 * base, 7, last]);
    assert_eq!((counts.told, counts.failed), (1, 0));
    let verifier = Webhook::new(key().to_text().expose_secret()).expect("a key");
    for post in &posts {
        assert_eq!(post.headers["webhook-id"], posts[0].headers["webhook-id"]);
        verifier.verify(&post.body, &post.headers).expect("genuine");
    }
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_asks_for_long_waits_does_not_get_them() {
    let (posts, _) = check(&[Reply::Status(503, &[("retry-after", "86400")])]).await;
    assert_eq!(waits_s(&posts), [60]);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_pass_is_posted_once() {
    for status in [301, 400, 401, 404, 410] {
        let (posts, counts) = check(&[Reply::Status(status, &[])]).await;
        assert_eq!((posts.len(), counts.failed), (1, 1), "{status}");
    }
    let (posts, counts) = check(&[Reply::Fails(TransportErrorKind::InsecureUrl)]).await;
    assert_eq!((posts.len(), counts.failed), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_status_that_came_counts_whatever_became_of_the_body() {
    let (posts, counts) = check(&[Reply::Endless]).await;
    assert_eq!((posts.len(), counts.told), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn an_event_is_given_up_after_so_many_attempts_and_the_next_one_is_posted() {
    let attempts = WEBHOOK_ATTEMPTS_MAX as usize;
    let receiver = Receiver::new(&vec![Reply::Fails(TransportErrorKind::Connect); attempts]);
    let far_end = FarEnd::new(&[]);
    let injector: Injector = injector(&far_end).monitor(monitor(&receiver)).build();
    for call in ["call-1", "call-2"] {
        inject(&injector, injection(call)).await.expect("delivered");
    }
    let counts = injector.drain_monitors(PATIENCE).await[0];
    assert_eq!((counts.told, counts.failed, counts.waiting), (1, 1, 0));
    let posts = receiver.posts();
    assert_eq!(waits_s(&posts[..attempts]), [1, 2, 4, 8]);
    let last: serde_json::Value = serde_json::from_slice(&posts[attempts].body).expect("JSON");
    assert_eq!(last["callId"], "call-2");
}

#[tokio::test(start_paused = true)]
async fn n13_no_post_shows_digits_or_token_and_no_debug_the_url_or_the_key() {
    let echo = format!("{{\"dtmf\":\"{DIGITS}\",\"token\":\"{TOKEN}\"}}");
    for code in [200, 202, 400, 401, 409, 429, 500] {
        let receiver = Receiver::new(&[]);
        let answers = vec![Answer::Status(code, Vec::new(), echo.clone()); 3];
        let far_end = FarEnd::new(&answers);
        let injector = injector(&far_end).monitor(monitor(&receiver)).build();
        drop(inject(&injector, injection("call-1")).await);
        injector.drain_monitors(PATIENCE).await;
        let posts = receiver.posts();
        assert_eq!(posts.len(), 1);
        let body = String::from_utf8(posts[0].body.clone()).expect("UTF-8");
        let shown = format!("{body} {:?}", posts[0].headers);
        assert!(!shown.contains(DIGITS) && !shown.contains(TOKEN), "{shown}");
    }
    let receiver = Receiver::new(&[]);
    let shown = format!("{:?} {:?}", monitor(&receiver), key());
    assert!(!shown.contains("canary-path"), "{shown}");
    assert!(shown.contains("hooks.example.com"), "{shown}");
}

#[test]
fn a_url_that_would_leak_the_event_is_refused() {
    let receiver = Receiver::new(&[]);
    for (url, accepted) in [
        ("https://hooks.example.com/cti?token=1", true),
        ("http://127.0.0.1:8080/", true),
        ("http://hooks.example.com/", false),
        ("ftp://hooks.example.com/", false),
        ("https://user:word@hooks.example.com/", false),
        ("/cti", false),
        ("", false),
    ] {
        let made = WebhookMonitor::new(receiver.clone(), url, key());
        assert_eq!(made.is_ok(), accepted, "{url}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_never_answers_delays_no_injection() {
    let receiver = Receiver::new(&vec![Reply::Silence; 1000]);
    let far_end = FarEnd::new(&[status(200), status(500), status(409)]);
    let injector = injector(&far_end).monitor(monitor(&receiver)).build();
    let started = Instant::now();
    for _ in 0..3 {
        // What came of each is told elsewhere; here only the time counts.
        drop(inject(&injector, injection("call-1")).await);
    }
    let answers = Duration::from_millis(TOKEN_MS + 3 * ANSWER_MS);
    assert_eq!(started.elapsed(), answers + 2 * PLAY_OUT);
}
