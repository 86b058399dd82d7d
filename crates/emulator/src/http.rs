//! The tenant over HTTP: which path leads where.
//! What each endpoint does is in the file named after it.

mod agent;
mod agent_login;
mod answer;
mod calls;
mod connection;
mod controls;
mod dialect;
mod discovery;
mod exchange;
mod fault;
pub(crate) mod ids;
mod injection;
mod meeting;
mod odd_body;
mod request_line;
mod rtp;
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

/// The document that names the agents' login.
const OPENID_CONFIGURATION: &str = "/.well-known/openid-configuration";

/// The document that names the agents' API.
const CXONE_CONFIGURATION: &str = "/.well-known/cxone-configuration";

/// The agents' login; the discovery document names it.
const AGENT_TOKEN: &str = "/auth/token";

/// The agents' older login.
const AGENT_KEY: &str = "/authentication/v1/token/access-key";

/// The agents' injection.
const SEND_DTMF: &str = "/incontactapi/services/{version}/agent-sessions/{session}/send-dtmf";

/// What else the agents do with a call.
const INTERACTION: &str = "/incontactapi/services/{version}/interactions/{contact}/{verb}";

/// All endpoints.
pub(crate) fn router(tenant: Arc<Tenant>) -> Router {
    Router::new()
        .route(TOKEN, post(token::grant))
        .route(INJECTION, post(injection::inject))
        .route(OPENID_CONFIGURATION, get(discovery::openid_configuration))
        .route(CXONE_CONFIGURATION, get(discovery::cxone_configuration))
        .route(AGENT_TOKEN, post(agent_login::grant))
        .route(AGENT_KEY, post(agent_login::grant_for_key))
        .route(SEND_DTMF, post(agent::send_dtmf))
        .route(INTERACTION, post(agent::interact))
        .route("/emulator/calls", get(calls::list).post(calls::place))
        .route(
            "/emulator/calls/{call}",
            get(calls::show).delete(calls::remove),
        )
        .route("/emulator/calls/{call}/answer", post(calls::answer))
        .route("/emulator/calls/{call}/hangup", post(calls::hang_up))
        .route("/emulator/calls/{call}/line", post(calls::change_line))
        .route("/emulator/calls/{call}/rtp", post(rtp::send))
        .route("/emulator/calls/{call}/audio.wav", get(calls::audio))
        .route("/emulator/requests", get(controls::requests))
        .route(
            "/emulator/faults",
            get(controls::faults)
                .post(controls::order_faults)
                .delete(controls::clear_faults),
        )
        .route(
            "/emulator/clock",
            get(controls::clock).post(controls::advance_clock),
        )
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
