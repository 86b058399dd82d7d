//! A monitor that posts each event to a URL, signed, and again where that may help.
//! The signature is made in `webhook_key`; the queue before it is the injector's.

use core::{fmt, time::Duration};
use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use cxtone_cxone::{BodyLimit, BoxFuture, Transport, TransportError};
use cxtone_dialect::{BaseUrl, Body, Request, Response, RetryAfter};
use http::{HeaderValue, Method, StatusCode, Uri, header};
use thiserror::Error;
use tokio::time::sleep;
use tracing::Instrument as _;

use super::webhook_key::WebhookKey;
use crate::{Monitor, MonitorError, MonitorEvent};

/// Times that one event is posted at most.
pub const WEBHOOK_ATTEMPTS_MAX: u32 = 5;

/// Time for one attempt with its answer.
pub const WEBHOOK_TIMEOUT: Duration = Duration::from_secs(10);

/// The wait after the first attempt; it doubles from one to the next. One event is posted at a
/// time, so there is nothing that jitter would keep apart.
pub const WEBHOOK_WAIT_BASE: Duration = Duration::from_secs(1);

/// The longest wait, also where the receiver asks for a longer one.
pub const WEBHOOK_WAIT_MAX: Duration = Duration::from_secs(60);

/// As much of an answer is read. Only its status matters.
pub const WEBHOOK_ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Posts each event as JSON to a URL, signed after the specification [Standard Webhooks]
/// (version 1.0.0), so that the receiver can use any of its libraries.
///
/// | header | holds |
/// |---|---|
/// | `webhook-id` | the injection's id, the same in each attempt: by it a receiver knows a repetition |
/// | `webhook-timestamp` | when this attempt began, in seconds since 1970 |
/// | `webhook-signature` | `v1,` and the base64 of HMAC-SHA-256, under the [`WebhookKey`], of `<id>.<timestamp>.<body>` |
///
/// A receiver computes the signature over the body as it came, compares it in constant time, and
/// refuses a timestamp that is more than five minutes off.
///
/// A 2xx status within [`WEBHOOK_TIMEOUT`] means that the receiver has it. After a lost connection,
/// no answer in time, 408, 425, 429 or 5xx the event is posted again, [`WEBHOOK_ATTEMPTS_MAX`]
/// times in all, with waits that double from [`WEBHOOK_WAIT_BASE`] or are as long as the receiver's
/// `Retry-After` asks, up to [`WEBHOOK_WAIT_MAX`]. Any other status, a redirect among them, fails
/// at once. Events are posted one after the other, in order.
///
/// [Standard Webhooks]: https://www.standardwebhooks.com
pub struct WebhookMonitor {
    transport: Arc<dyn Transport>,
    url: Uri,
    key: WebhookKey,
}

/// A URL that events cannot be posted to. It does not repeat the URL, which may hold a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a webhook's URL is https, or http to this machine, without user and password")]
pub struct InvalidWebhookUrl;

impl WebhookMonitor {
    /// A webhook at this URL, reached through this transport.
    ///
    /// # Errors
    ///
    /// [`InvalidWebhookUrl`] for what the API's own URL may not be either.
    pub fn new(
        transport: Arc<dyn Transport>,
        url: &str,
        key: WebhookKey,
    ) -> Result<Self, InvalidWebhookUrl> {
        let url: Uri = url.parse().map_err(|_| InvalidWebhookUrl)?;
        let origin = match (url.scheme(), url.authority()) {
            (Some(scheme), Some(authority)) => format!("{scheme}://{authority}"),
            _ => return Err(InvalidWebhookUrl),
        };
        BaseUrl::parse(&origin).map_err(|_| InvalidWebhookUrl)?;
        Ok(Self {
            transport,
            url,
            key,
        })
    }

    async fn post(&self, event: &MonitorEvent) -> Result<(), MonitorError> {
        let body =
            serde_json::to_string(event).map_err(|error| MonitorError::Other(Arc::new(error)))?;
        let mut attempt = 1;
        loop {
            let span = tracing::debug_span!("webhook", attempt);
            let request = self.request(event, &body)?;
            let sending = self.transport.send(request, WEBHOOK_TIMEOUT);
            let (error, again) = match judged(sending.instrument(span).await, attempt) {
                Ok(()) => return Ok(()),
                Err(failed) => failed,
            };
            match again {
                Some(wait) if attempt < WEBHOOK_ATTEMPTS_MAX => sleep(wait).await,
                _ => return Err(error),
            }
            attempt += 1;
        }
    }

    fn request(&self, event: &MonitorEvent, body: &str) -> Result<Request, MonitorError> {
        let id = event.audit().subject.injection_id().as_str();
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        // A clock before 1970 is refused by the receiver, which is as good as any other answer.
        let timestamp = now.unwrap_or_default().as_secs();
        let header = |value: &str| {
            HeaderValue::from_str(value).map_err(|error| MonitorError::Other(Arc::new(error)))
        };
        let mut request = Request::new(Body::from(body.to_owned()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.url.clone();
        request
            .extensions_mut()
            .insert(BodyLimit(WEBHOOK_ANSWER_BYTES_MAX));
        let headers = request.headers_mut();
        let json = HeaderValue::from_static("application/json");
        headers.insert(header::CONTENT_TYPE, json);
        headers.insert("webhook-id", header(id)?);
        headers.insert("webhook-timestamp", timestamp.into());
        let signature = self.key.signature(id, timestamp, body);
        headers.insert("webhook-signature", header(&signature)?);
        Ok(request)
    }
}

impl Monitor for WebhookMonitor {
    fn name(&self) -> &'static str {
        "webhook"
    }

    fn notify<'a>(&'a self, event: &'a MonitorEvent) -> BoxFuture<'a, Result<(), MonitorError>> {
        Box::pin(self.post(event))
    }
}

impl fmt::Debug for WebhookMonitor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("WebhookMonitor")
            .field("host", &self.url.host())
            .finish_non_exhaustive()
    }
}

/// What an attempt that failed means, and how long to wait for the next, if it may help.
fn judged(
    outcome: Result<Response, TransportError>,
    attempts: u32,
) -> Result<(), (MonitorError, Option<Duration>)> {
    let usual = WEBHOOK_WAIT_BASE * 2_u32.saturating_pow(attempts - 1);
    let answer = match &outcome {
        Ok(answer) => answer,
        // A status that came counts, whatever became of the body.
        Err(error) => match error.head() {
            Some(head) => head,
            None => {
                let wait = error.is_passing().then_some(usual.min(WEBHOOK_WAIT_MAX));
                let error = error.clone();
                return Err((MonitorError::NotPosted { error, attempts }, wait));
            }
        },
    };
    let status = answer.status();
    if status.is_success() {
        return Ok(());
    }
    let asked = RetryAfter::of(answer.headers()).map(|asked| asked.delay_at(SystemTime::now()));
    let wait = asked.unwrap_or_default().max(usual).min(WEBHOOK_WAIT_MAX);
    let status_code = status.as_u16();
    let refused = MonitorError::Refused {
        status: status_code,
        attempts,
    };
    Err((refused, is_passing(status).then_some(wait)))
}

fn is_passing(status: StatusCode) -> bool {
    status.is_server_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_EARLY | StatusCode::TOO_MANY_REQUESTS
        )
}
