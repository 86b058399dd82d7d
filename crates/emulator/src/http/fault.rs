//! How a fault looks on the wire.
//! Which request meets which fault is decided in `faults`.

use core::time::Duration;
use std::time::SystemTime;

use axum::{
    body::{Body, to_bytes},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::{
    answer::{Pace, Unanswered, unanswered},
    dialect::{Dialect, Refusal},
    odd_body::{Halved, Padded},
};
use crate::{
    config::BODY_BYTES_MAX,
    faults::{Fault, RetryAfter},
};

/// The answer that a request gets for a fault; `own` is what it would have got without.
pub(super) async fn answer(fault: &Fault, dialect: Dialect, own: Response) -> Response {
    let refusal = |status, error, message| Refusal::new(status, error, message).answer(dialect);
    match fault {
        Fault::RateLimit { retry_after } => rate_limited(retry_after, dialect),
        Fault::Unauthorized {} => Refusal::unauthorized("the token is not known").answer(dialect),
        Fault::Conflict {} => refusal(
            StatusCode::CONFLICT,
            "conflict",
            "another operation holds the call",
        ),
        Fault::ServerError { status, .. } => refusal(
            code(*status),
            "serverError",
            "a fault was ordered for this request",
        ),
        Fault::DropBefore {} | Fault::DropAfter {} => unanswered(Unanswered::Dropped),
        Fault::Stall {} => unanswered(Unanswered::Stalled),
        Fault::Success { status } => code(*status).into_response(),
        Fault::BrokenJson {} => broken_json(),
        Fault::SlowAnswer { bytes_per_s } => slowed(own, *bytes_per_s),
        Fault::Truncated {} => truncated(own).await,
        Fault::ContentType { value } => headed(own, header::CONTENT_TYPE, value),
        Fault::Oversized { bytes } => oversized(*bytes),
        Fault::Redirect { status, location } => {
            headed(code(*status).into_response(), header::LOCATION, location)
        }
        Fault::SlowRead { .. }
        | Fault::Late { .. }
        | Fault::HangUp { .. }
        | Fault::ExpireToken { .. }
        | Fault::Line { .. } => own,
    }
}

fn rate_limited(retry_after: &RetryAfter, dialect: Dialect) -> Response {
    let response = Refusal::new(
        StatusCode::TOO_MANY_REQUESTS,
        "rateLimited",
        "too many requests",
    )
    .answer(dialect);
    match retry_after {
        RetryAfter::Absent => response,
        RetryAfter::Text(text) => headed(response, header::RETRY_AFTER, text),
        RetryAfter::DateInS(seconds) => dated(response, Duration::from_secs(*seconds)),
    }
}

/// With the date of now, and the one to wait for: both without parts of seconds, so that the wait between
/// them is exact.
fn dated(response: Response, wait: Duration) -> Response {
    let now = SystemTime::now();
    let response = headed(response, header::DATE, &httpdate::fmt_http_date(now));
    match now.checked_add(wait) {
        Some(then) => headed(
            response,
            header::RETRY_AFTER,
            &httpdate::fmt_http_date(then),
        ),
        None => response,
    }
}

fn broken_json() -> Response {
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json)], "{\"status\":\"acc").into_response()
}

fn slowed(mut own: Response, bytes_per_s: u32) -> Response {
    own.extensions_mut().insert(Pace(bytes_per_s));
    own
}

async fn truncated(own: Response) -> Response {
    let (mut head, body) = own.into_parts();
    let whole = to_bytes(body, BODY_BYTES_MAX).await.unwrap_or_default();
    head.headers.insert(
        header::CONTENT_LENGTH,
        HeaderValue::from(whole.len().max(1)),
    );
    Response::from_parts(head, Body::new(Halved::new(&whole)))
}

fn oversized(bytes: u64) -> Response {
    let json = HeaderValue::from_static("application/json");
    let body = Body::new(Padded::new(bytes));
    ([(header::CONTENT_TYPE, json)], body).into_response()
}

/// Texts are checked to be printable when a fault is ordered.
fn headed(mut response: Response, name: header::HeaderName, text: &str) -> Response {
    if let Ok(value) = HeaderValue::try_from(text) {
        response.headers_mut().insert(name, value);
    }
    response
}

/// Orders are checked to hold codes that exist.
fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
