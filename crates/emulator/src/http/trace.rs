//! What happens around every request: its body is bounded, it gets a correlation id, it is noted.
//! What it asks for is answered by the endpoints.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::Response,
};

use super::{
    answer::{Pace, Unanswered, problem},
    connection::Connection,
    request_line::{shown_method, shown_path},
};
use crate::{
    config::BODY_BYTES_MAX,
    lock::lock,
    request_log::{Arrival, Place},
    tenant::Tenant,
};

/// Carries the correlation id in the answers of `cxone-v2` and of the test API.
const CORRELATION_ID: HeaderName = HeaderName::from_static("x-correlation-id");

/// Carries it in those of `cxone-agent`.
const TRACE_ID: HeaderName = HeaderName::from_static("x-trace-id");

/// How the paths of `cxone-agent` begin.
const AGENT_PATHS: [&str; 4] = [
    "/.well-known/",
    "/auth/",
    "/authentication/",
    "/incontactapi/",
];

/// The page for people, which is no request of the tenant's either.
const PAGE: &str = "/";

/// The paths of the test API, whose requests are not noted.
const TEST_API: &str = "/emulator/";

/// A request's body, which was read before any endpoint was asked. Reading it again would be code in each of them.
#[derive(Clone)]
pub(super) struct Whole(pub(super) Bytes);

impl<S: Sync> FromRequestParts<S> for Whole {
    type Rejection = StatusCode;

    async fn from_request_parts(head: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let whole = head.extensions.get().cloned();
        whole.ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

pub(super) async fn trace(
    State(tenant): State<Arc<Tenant>>,
    ConnectInfo(connection): ConnectInfo<Connection>,
    request: Request,
    next: Next,
) -> Response {
    let correlation_id = tenant.correlation_id();
    let (mut head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    let place = note_arrival(&tenant, &head, &correlation_id);
    if let Some(place) = place {
        head.extensions.insert(place);
    }
    connection.pace(0);
    let mut response = match read(&head.headers, body).await {
        Some(body) => {
            if let Some(place) = place {
                lock(&tenant.requests).read(place, body.len());
            }
            head.extensions.insert(Whole(body.clone()));
            next.run(Request::from_parts(head, Body::from(body))).await
        }
        None => too_large(),
    };
    if let Some(Pace(bytes_per_s)) = response.extensions().get() {
        connection.pace(*bytes_per_s);
    }
    match response.extensions().get::<Unanswered>() {
        Some(Unanswered::Dropped) => connection.cut(),
        Some(Unanswered::Stalled) => {
            tenant.closing.cancelled().await;
            connection.cut();
        }
        None => note_answer(&tenant, place, &response),
    }
    if let Ok(value) = HeaderValue::try_from(correlation_id) {
        response.headers_mut().insert(header_of_id(&path), value);
    }
    response
}

/// The token of a request.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

fn header_of_id(path: &str) -> HeaderName {
    if AGENT_PATHS.iter().any(|begin| path.starts_with(begin)) {
        TRACE_ID
    } else {
        CORRELATION_ID
    }
}

fn note_arrival(tenant: &Tenant, head: &Parts, correlation_id: &str) -> Option<Place> {
    let path = head.uri.path();
    if path == PAGE || path.starts_with(TEST_API) {
        return None;
    }
    let token_number = bearer(&head.headers).and_then(|token| tenant.token_number(token));
    let arrival = Arrival {
        method: shown_method(&head.method),
        path: shown_path(head.uri.path(), tenant),
        at: tenant.clock.now().as_secs_f64(),
        correlation_id: correlation_id.to_owned(),
        token_number,
    };
    Some(lock(&tenant.requests).arrived(arrival))
}

fn note_answer(tenant: &Tenant, place: Option<Place>, response: &Response) {
    let status = response.status().as_u16();
    if let Some(place) = place {
        lock(&tenant.requests).answered(place, status);
    }
    tracing::debug!(status, "answered");
}

/// The whole body; none if it is too large or ends before its time.
async fn read(headers: &HeaderMap, body: Body) -> Option<Bytes> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > BODY_BYTES_MAX) {
        return None;
    }
    to_bytes(body, BODY_BYTES_MAX).await.ok()
}

fn too_large() -> Response {
    problem(
        StatusCode::PAYLOAD_TOO_LARGE,
        "bodyTooLarge",
        "the body is above 65536 bytes or was cut short",
    )
}
