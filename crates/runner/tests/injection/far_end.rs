//! A far end that answers as its script says and remembers what it was asked.

use core::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use cxtone_cxone::{
    BoxFuture, Token, TokenError, TokenSource, Transport, TransportError, TransportErrorKind,
};
use cxtone_dialect::{Body, Request, Response};
use tokio::time::{Instant, sleep};

/// How long the far end takes to answer.
pub(crate) const ANSWER_MS: u64 = 50;

/// How long a token takes.
pub(crate) const TOKEN_MS: u64 = 30;

/// The token that everything is sent with.
pub(crate) const TOKEN: &str = "canary-token-7f3a";

/// One answer.
#[derive(Clone)]
pub(crate) enum Answer {
    /// A status with a header or two and a body.
    Status(u16, Vec<(&'static str, &'static str)>, String),
    /// The connection is lost after sending.
    Lost,
    /// There is no connection.
    Unreachable,
    /// There is never an answer.
    Never,
}

/// A status alone.
pub(crate) fn status(status: u16) -> Answer {
    Answer::Status(status, Vec::new(), String::new())
}

/// A request that arrived.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) at: Instant,
    pub(crate) method: String,
    pub(crate) path: String,
}

type OnArrival = Box<dyn Fn() + Send + Sync>;

/// The script, and what happened.
#[derive(Default)]
pub(crate) struct FarEnd {
    script: Mutex<VecDeque<Answer>>,
    seen: Mutex<Vec<Seen>>,
    on_arrival: Mutex<Option<OnArrival>>,
}

impl FarEnd {
    /// Answers in this order, then always with 200.
    pub(crate) fn new(script: &[Answer]) -> Arc<Self> {
        Arc::new(Self {
            script: Mutex::new(script.iter().cloned().collect()),
            ..Self::default()
        })
    }

    /// Called when a request arrives, before it is answered.
    pub(crate) fn on_arrival(&self, look: impl Fn() + Send + Sync + 'static) {
        *self.on_arrival.lock().expect("no holder panics") = Some(Box::new(look));
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no holder panics").clone()
    }

    fn arrive(&self, request: &Request) -> Answer {
        self.seen.lock().expect("no holder panics").push(Seen {
            at: Instant::now(),
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
        });
        if let Some(look) = &*self.on_arrival.lock().expect("no holder panics") {
            look();
        }
        let next = self.script.lock().expect("no holder panics").pop_front();
        next.unwrap_or_else(|| status(200))
    }
}

impl Transport for FarEnd {
    fn send(
        &self,
        request: Request,
        _timeout: Duration,
    ) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let answer = self.arrive(&request);
            sleep(Duration::from_millis(ANSWER_MS)).await;
            match answer {
                Answer::Status(status, headers, body) => Ok(response(status, &headers, body)),
                Answer::Lost => Err(TransportError::maybe_sent(
                    TransportErrorKind::ConnectionLost,
                )),
                Answer::Never => core::future::pending().await,
                Answer::Unreachable => Err(TransportError::not_sent(TransportErrorKind::Connect)),
            }
        })
    }
}

fn response(status: u16, headers: &[(&str, &str)], body: String) -> Response {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Body::from(body)).expect("a sound response")
}

/// Always the same token: after a while, then at once.
#[derive(Default)]
pub(crate) struct Tokens {
    fetched: AtomicBool,
}

impl TokenSource for Tokens {
    fn token(&self) -> BoxFuture<'_, Result<Token, TokenError>> {
        Box::pin(async {
            if !self.fetched.load(Ordering::Relaxed) {
                sleep(Duration::from_millis(TOKEN_MS)).await;
                self.fetched.store(true, Ordering::Relaxed);
            }
            Ok(Token::new(TOKEN.into(), 1))
        })
    }

    fn invalidate(&self, _generation: u64) {}
}
