//! The test API's controls: what was asked, what shall fail, and how late it is.
//! Calls have endpoints of their own.

use std::sync::Arc;

use axum::{
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::{answer, calls::bad_request, trace::Whole};
use crate::{faults::Ordered, lock::lock, tenant::Tenant};

/// The furthest that time is advanced at once, in ms: a week, the longest life of a token.
const ADVANCE_MS_MAX: u64 = 7 * 24 * 3_600 * 1_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClockJson {
    advance_ms: u64,
}

pub(super) async fn requests(State(tenant): State<Arc<Tenant>>) -> Response {
    answer::json(StatusCode::OK, &*lock(&tenant.requests))
}

pub(super) async fn order_faults(
    State(tenant): State<Arc<Tenant>>,
    Whole(body): Whole,
) -> Response {
    match lock(&tenant.faults).order(&body) {
        Ok(Ordered::Faults(count)) => {
            answer::json(StatusCode::CREATED, &json!({ "faults": count }))
        }
        Ok(Ordered::Rules(count)) => answer::json(StatusCode::CREATED, &json!({ "rules": count })),
        Err(message) => bad_request(&message),
    }
}

pub(super) async fn faults(State(tenant): State<Arc<Tenant>>) -> Response {
    answer::json(StatusCode::OK, &lock(&tenant.faults).report())
}

pub(super) async fn clear_faults(State(tenant): State<Arc<Tenant>>) -> Response {
    lock(&tenant.faults).clear();
    StatusCode::NO_CONTENT.into_response()
}

pub(super) async fn openapi() -> Response {
    let json = [(header::CONTENT_TYPE, "application/json")];
    (json, crate::OPENAPI_JSON).into_response()
}

pub(super) async fn clock(State(tenant): State<Arc<Tenant>>) -> Response {
    time(&tenant)
}

pub(super) async fn advance_clock(
    State(tenant): State<Arc<Tenant>>,
    Whole(body): Whole,
) -> Response {
    match serde_json::from_slice::<ClockJson>(&body) {
        Ok(clock) if clock.advance_ms <= ADVANCE_MS_MAX => {
            tenant.clock.advance(clock.advance_ms);
            time(&tenant)
        }
        Ok(_) => bad_request("advanceMs must be at most a week"),
        Err(error) => bad_request(&error.to_string()),
    }
}

fn time(tenant: &Tenant) -> Response {
    let at = tenant.clock.now().as_secs_f64();
    answer::json(
        StatusCode::OK,
        &json!({ "at": at, "speed": tenant.clock.speed() }),
    )
}
