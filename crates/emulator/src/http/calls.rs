//! The test API's calls: place them, look at them, hear them, end them.
//! What goes on in a call is in `call`.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Deserialize;
use serde_json::json;

use super::answer::{self, off_the_async_threads, problem};
use crate::{
    call::Status,
    line_settings::LineJson,
    tenant::{Order, PlacementRefusal, Tenant},
};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct CallJson {
    call_id: Option<String>,
    status: StartJson,
    line: LineJson,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum StartJson {
    #[default]
    Active,
    Ringing,
}

pub(super) async fn place(State(tenant): State<Arc<Tenant>>, body: Bytes) -> Response {
    let asked: CallJson = if body.is_empty() {
        CallJson::default()
    } else {
        match serde_json::from_slice(&body) {
            Ok(asked) => asked,
            Err(error) => return bad_request(&error.to_string()),
        }
    };
    let ringing = asked.status == StartJson::Ringing;
    let placed = tenant.place_call(Order {
        call_id: asked.call_id,
        ringing,
        line: asked.line,
    });
    match placed {
        Ok(id) => {
            let status = if ringing {
                Status::Ringing
            } else {
                Status::Active
            };
            answer::json(
                StatusCode::CREATED,
                &json!({ "callId": id, "status": status }),
            )
        }
        Err(refusal) => refused(&refusal),
    }
}

pub(super) async fn list(State(tenant): State<Arc<Tenant>>) -> Response {
    off_the_async_threads(move || {
        let calls: Vec<_> = tenant
            .calls()
            .into_iter()
            .map(|(id, status)| json!({ "callId": id, "status": status }))
            .collect();
        answer::json(StatusCode::OK, &json!({ "calls": calls }))
    })
    .await
}

pub(super) async fn show(State(tenant): State<Arc<Tenant>>, Path(id): Path<String>) -> Response {
    off_the_async_threads(move || {
        let report = tenant.with_call(&id, |call, now| call.report(now));
        report.map_or_else(unknown, |report| answer::json(StatusCode::OK, &report))
    })
    .await
}

pub(super) async fn audio(State(tenant): State<Arc<Tenant>>, Path(id): Path<String>) -> Response {
    off_the_async_threads(move || {
        let wav = tenant.with_call(&id, |call, now| call.wav(now));
        wav.map_or_else(unknown, |wav| {
            ([(header::CONTENT_TYPE, "audio/wav")], wav).into_response()
        })
    })
    .await
}

pub(super) async fn answer(State(tenant): State<Arc<Tenant>>, Path(id): Path<String>) -> Response {
    off_the_async_threads(move || {
        let status = tenant.with_call(&id, |call, now| {
            call.answer();
            call.status(now)
        });
        changed(&id, status)
    })
    .await
}

pub(super) async fn hang_up(State(tenant): State<Arc<Tenant>>, Path(id): Path<String>) -> Response {
    off_the_async_threads(move || {
        let status = tenant.with_call(&id, |call, now| {
            call.hang_up(now);
            call.status(now)
        });
        changed(&id, status)
    })
    .await
}

pub(super) async fn remove(State(tenant): State<Arc<Tenant>>, Path(id): Path<String>) -> Response {
    if tenant.remove_call(&id) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        unknown()
    }
}

/// A mistake in a test's request.
pub(super) fn bad_request(message: &str) -> Response {
    problem(StatusCode::BAD_REQUEST, "badRequest", message)
}

fn changed(id: &str, status: Option<Status>) -> Response {
    status.map_or_else(unknown, |status| {
        answer::json(StatusCode::OK, &json!({ "callId": id, "status": status }))
    })
}

fn unknown() -> Response {
    problem(
        StatusCode::NOT_FOUND,
        "unknownCall",
        "there is no such call; GET /emulator/calls lists them",
    )
}

fn refused(refusal: &PlacementRefusal) -> Response {
    match refusal {
        PlacementRefusal::MalformedId => {
            bad_request("callId must be 1 to 128 of A-Z, a-z, 0-9, _ and -")
        }
        PlacementRefusal::Line(message) => bad_request(message),
        PlacementRefusal::Taken => problem(
            StatusCode::CONFLICT,
            "callIdTaken",
            "there is such a call; DELETE it first or choose another callId",
        ),
        PlacementRefusal::TooMany(calls_max) => problem(
            StatusCode::CONFLICT,
            "tooManyCalls",
            &format!("there are {calls_max} calls already; DELETE some first"),
        ),
        PlacementRefusal::NoRandomness => problem(
            StatusCode::SERVICE_UNAVAILABLE,
            "noRandomness",
            "the system has no random bits for an id",
        ),
    }
}
