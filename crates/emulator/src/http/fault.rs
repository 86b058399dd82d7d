//! How a fault looks on the wire.
//! Which request meets which fault is decided in `faults`.

use core::time::Duration;
use std::time::SystemTime;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::answer::{Unanswered, problem, unanswered};
use crate::faults::{Fault, RetryAfter};

/// What programs know a 401 by.
pub(super) const INVALID_TOKEN: &str = "invalidToken";

/// The answer that a request gets in place of its own.
pub(super) fn answer(fault: &Fault) -> Response {
    match fault {
        Fault::RateLimit(retry_after) => rate_limited(retry_after),
        Fault::Unauthorized => unauthorized("the token is not known"),
        Fault::Conflict => problem(
            StatusCode::CONFLICT,
            "conflict",
            "another operation holds the call",
        ),
        Fault::ServerError { status, .. } => problem(
            code(*status),
            "serverError",
            "a fault was ordered for this request",
        ),
        Fault::Drop(_) => unanswered(Unanswered::Dropped),
        Fault::Stall => unanswered(Unanswered::Stalled),
        Fault::Success(status) => code(*status).into_response(),
        Fault::BrokenJson => broken_json(),
    }
}

/// 401 (RFC 6750, section 3).
pub(super) fn unauthorized(message: &str) -> Response {
    let mut response = problem(StatusCode::UNAUTHORIZED, INVALID_TOKEN, message);
    let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, challenge);
    response
}

fn rate_limited(retry_after: &RetryAfter) -> Response {
    let mut response = problem(
        StatusCode::TOO_MANY_REQUESTS,
        "rateLimited",
        "too many requests",
    );
    let text = match retry_after {
        RetryAfter::Absent => None,
        RetryAfter::Text(text) => Some(text.clone()),
        RetryAfter::DateInS(seconds) => {
            let date = SystemTime::now().checked_add(Duration::from_secs(*seconds));
            date.map(httpdate::fmt_http_date)
        }
    };
    if let Some(value) = text.and_then(|text| HeaderValue::try_from(text).ok()) {
        response.headers_mut().insert(header::RETRY_AFTER, value);
    }
    response
}

fn broken_json() -> Response {
    let json = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, json)], "{\"status\":\"acc").into_response()
}

/// Orders are checked to hold codes that exist.
fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
