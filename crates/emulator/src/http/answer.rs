//! Answers that several endpoints give: JSON, problems, and none at all.
//! When which is given, the endpoints decide.

use std::sync::Arc;

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::Serialize;
use serde_json::json;

use crate::tenant::Tenant;

/// A mark on a response that must never reach the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unanswered {
    /// The connection closes at once.
    Dropped,
    /// The connection stays open until the client gives up or the emulator stops.
    Stalled,
}

/// A mark on a response that is to dribble: so many bytes a second.
#[derive(Clone, Copy)]
pub(super) struct Pace(pub(super) u32);

/// A JSON answer.
pub(super) fn json(status: StatusCode, body: &impl Serialize) -> Response {
    (status, Json(body)).into_response()
}

/// A refusal in the API's shape: a name for programs and a sentence for people.
pub(super) fn problem(status: StatusCode, error: &str, message: &str) -> Response {
    json(status, &json!({ "error": error, "message": message }))
}

/// No answer.
pub(super) fn unanswered(how: Unanswered) -> Response {
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.extensions_mut().insert(how);
    response
}

/// Runs work that takes the processor for long off the async threads, a few at a time.
pub(super) async fn in_the_studio(
    tenant: Arc<Tenant>,
    work: impl FnOnce(&Tenant) -> Response + Send + 'static,
) -> Response {
    // The studio is never closed, so there is nothing to be refused.
    let _room = tenant.studio.acquire().await.ok();
    let worker = Arc::clone(&tenant);
    let working = tokio::task::spawn_blocking(move || work(&worker));
    working.await.unwrap_or_else(|_| {
        problem(
            StatusCode::INTERNAL_SERVER_ERROR,
            "emulatorFailed",
            "the emulator failed at this request",
        )
    })
}
