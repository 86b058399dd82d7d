//! Answers that several endpoints give: JSON, problems, and none at all.
//! When which is given, the endpoints decide.

use axum::{
    Json,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use serde::Serialize;
use serde_json::json;

/// A mark on a response that must never reach the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unanswered {
    /// The connection closes at once.
    Dropped,
    /// The connection stays open until the client gives up or the emulator stops.
    Stalled,
}

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

/// Runs work that takes the processor for long, or waits for a call's lock, off the async threads.
pub(super) async fn off_the_async_threads(
    work: impl FnOnce() -> Response + Send + 'static,
) -> Response {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| {
        problem(
            StatusCode::INTERNAL_SERVER_ERROR,
            "emulatorFailed",
            "the emulator failed at this request",
        )
    })
}
