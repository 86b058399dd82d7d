//! The tenant over HTTP: which path leads where.
//! What each endpoint does is in the file named after it.

mod answer;
mod calls;
mod connection;
mod controls;
mod fault;
mod injection;
mod request_line;
mod token;
mod trace;

use std::sync::Arc;

use axum::{
    Router,
    http::StatusCode,
    middleware,
    response::Response,
    routing::{get, post},
};

pub(crate) use connection::{Connection, Door};

use crate::tenant::Tenant;

/// The login's path (Node source).
const TOKEN: &str = "/oauth/token";

/// The injection's path (Node source).
const INJECTION: &str = "/api/v2/telephony/providers/{provider}/lines/{line}/calls/{call}/dtmf";

/// All endpoints.
pub(crate) fn router(tenant: Arc<Tenant>) -> Router {
    Router::new()
        .route(TOKEN, post(token::grant))
        .route(INJECTION, post(injection::inject))
        .route("/emulator/calls", get(calls::list).post(calls::place))
        .route(
            "/emulator/calls/{call}",
            get(calls::show).delete(calls::remove),
        )
        .route("/emulator/calls/{call}/answer", post(calls::answer))
        .route("/emulator/calls/{call}/hangup", post(calls::hang_up))
        .route("/emulator/calls/{call}/audio.wav", get(calls::audio))
        .route("/emulator/requests", get(controls::requests))
        .route(
            "/emulator/faults",
            post(controls::order_faults).delete(controls::clear_faults),
        )
        .route("/emulator/clock", post(controls::advance_clock))
        .fallback(unknown_path)
        .method_not_allowed_fallback(unknown_method)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&tenant),
            trace::trace,
        ))
        .with_state(tenant)
}

async fn unknown_path() -> Response {
    answer::problem(
        StatusCode::NOT_FOUND,
        "unknownPath",
        "there is no such path",
    )
}

async fn unknown_method() -> Response {
    answer::problem(
        StatusCode::METHOD_NOT_ALLOWED,
        "unknownMethod",
        "the path does not take this method",
    )
}
