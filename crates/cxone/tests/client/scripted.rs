//! A far end in memory that answers by script and keeps what it saw.

use core::time::Duration;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard},
};

use cxtone_cxone::{BoxFuture, Transport, TransportError};
use cxtone_dialect::{Body, Request, Response};
use tokio::time::{Instant, sleep, timeout};

use crate::canary;

/// What the far end does with one request.
pub(crate) enum Reply {
    Answer(Response),
    Fail(TransportError),
    /// Does the same after a while; the transport's own timeout applies.
    After(Duration, Box<Reply>),
    /// Defective: heeds no timeout.
    Never,
    Panic,
}

/// A request as it arrived.
pub(crate) struct Seen {
    pub(crate) at: Instant,
    pub(crate) uri: String,
    pub(crate) bearer: Option<String>,
    pub(crate) body: Vec<u8>,
}

/// Answers token requests and others each by a script of their own; at its end, with success.
#[derive(Default)]
pub(crate) struct Scripted {
    far: Mutex<Far>,
}

#[derive(Default)]
pub(crate) struct Far {
    pub(crate) token_replies: VecDeque<Reply>,
    pub(crate) replies: VecDeque<Reply>,
    pub(crate) token_requests: Vec<Seen>,
    pub(crate) requests: Vec<Seen>,
}

impl Scripted {
    pub(crate) fn new(replies: impl IntoIterator<Item = Reply>) -> Arc<Self> {
        Self::with_tokens([], replies)
    }

    pub(crate) fn with_tokens(
        token_replies: impl IntoIterator<Item = Reply>,
        replies: impl IntoIterator<Item = Reply>,
    ) -> Arc<Self> {
        let scripted = Self::default();
        scripted.far().token_replies.extend(token_replies);
        scripted.far().replies.extend(replies);
        Arc::new(scripted)
    }

    pub(crate) fn far(&self) -> MutexGuard<'_, Far> {
        self.far.lock().expect("no test panics while it holds this")
    }

    /// How many requests besides those for tokens arrived.
    pub(crate) fn count(&self) -> usize {
        self.far().requests.len()
    }

    pub(crate) fn token_count(&self) -> usize {
        self.far().token_requests.len()
    }

    fn next(&self, request: Request) -> Reply {
        let mut far = self.far();
        let is_token = request.uri().path().ends_with("/oauth/token");
        let bearer = request.headers().get("authorization");
        let seen = Seen {
            at: Instant::now(),
            uri: request.uri().to_string(),
            bearer: bearer.map(|value| value.to_str().expect("text").to_owned()),
            body: request.into_body().into_bytes(),
        };
        if is_token {
            far.token_requests.push(seen);
            let number = far.token_requests.len();
            far.token_replies
                .pop_front()
                .unwrap_or_else(|| grant(number, "3600"))
        } else {
            far.requests.push(seen);
            far.replies.pop_front().unwrap_or_else(|| answer(200, &[]))
        }
    }
}

impl Transport for Scripted {
    fn send(
        &self,
        request: Request,
        allowed: Duration,
    ) -> BoxFuture<'_, Result<Response, TransportError>> {
        let reply = self.next(request);
        Box::pin(async move {
            let late = TransportError::maybe_sent(cxtone_cxone::TransportErrorKind::TimedOut);
            match reply {
                Reply::After(wait, reply) => match timeout(allowed, sleep(wait)).await {
                    Ok(()) => immediate(*reply).await,
                    Err(_) => Err(late),
                },
                reply => immediate(reply).await,
            }
        })
    }
}

async fn immediate(reply: Reply) -> Result<Response, TransportError> {
    match reply {
        Reply::Answer(answer) => Ok(answer),
        Reply::Fail(error) => Err(error),
        Reply::Panic => panic!("a defective transport"),
        Reply::After(..) | Reply::Never => core::future::pending().await,
    }
}

/// An answer that echoes everything secret in its headers and body, as a careless far end may.
pub(crate) fn answer(status: u16, headers: &[(&'static str, &str)]) -> Reply {
    let echo = format!("{} {} {}", canary::DIGITS, canary::SECRET, canary::TOKEN);
    let mut response = Response::new(Body::from(format!("{{\"echo\":\"{echo}\"}}")));
    *response.status_mut() = status.try_into().expect("a status");
    let headers = headers.iter().copied().chain([("x-echo", echo.as_str())]);
    for (name, value) in headers {
        let value = value.try_into().expect("a header value");
        response.headers_mut().insert(name, value);
    }
    Reply::Answer(response)
}

/// A token answer with the default scopes; `expires_in` is JSON.
pub(crate) fn grant(number: usize, expires_in: &str) -> Reply {
    let scope = cxtone_dialect::cxone_v2::SCOPES.join(" ");
    token_answer(&format!(
        r#"{{"access_token":"{}-{number}","token_type":"Bearer","expires_in":{expires_in},"scope":"{scope}"}}"#,
        canary::TOKEN
    ))
}

/// A 200 of the token endpoint with this body.
pub(crate) fn token_answer(body: &str) -> Reply {
    Reply::Answer(Response::new(Body::from(body)))
}
