//! The test API's calls: place them, look at them, hear them, end them.
//! What goes on in a call is in `call`.

use core::time::Duration;
use std::sync::Arc;

use axum::{
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use cxtone_audio::{Encoding, Recording};
use cxtone_dtmf::SampleRate;
use cxtone_flow::Caller;
use serde::Deserialize;
use serde_json::json;

use super::{
    answer::{self, in_the_studio, problem},
    ids,
    trace::Whole,
};
use crate::{
    call::Status,
    clock::samples_in,
    line_settings::LineJson,
    sample::from_16_bits,
    tenant::{Order, Placed, PlacementRefusal, Tenant},
};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct CallJson {
    call_id: Option<String>,
    status: StartJson,
    line: Option<LineJson>,
    caller: Option<CallerJson>,
}

/// A caller script, or its one-line form.
#[derive(Deserialize)]
#[serde(untagged)]
enum CallerJson {
    Line(String),
    Script(Box<Caller>),
}

/// What a caller looks like; a script's own error may quote keys.
const CALLER_HELP: &str =
    "a caller is a script, or one line such as \"ends 2, wait 400, press 100\"";

/// Which part of a recording is asked for.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Part {
    #[serde(default)]
    from_ms: u64,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum StartJson {
    #[default]
    Active,
    Ringing,
}

pub(super) async fn place(State(tenant): State<Arc<Tenant>>, Whole(body): Whole) -> Response {
    let asked: CallJson = if body.is_empty() {
        CallJson::default()
    } else {
        match serde_json::from_slice(&body) {
            Ok(asked) => asked,
            Err(error) => return bad_request(&error.to_string()),
        }
    };
    let caller = match asked.caller.map(CallerJson::read).transpose() {
        Ok(caller) => caller,
        Err(message) => return bad_request(&message),
    };
    let placed = tenant.place_call(Order {
        call_id: asked.call_id,
        ringing: asked.status == StartJson::Ringing,
        line: asked.line,
        caller,
    });
    match placed {
        Ok(Placed { id, status }) => answer::json(
            StatusCode::CREATED,
            &json!({
                "callId": id,
                "status": status,
                "sessionId": ids::session_of(&id),
                "contactId": ids::contact_of(&id),
            }),
        ),
        Err(refusal) => refused(&refusal),
    }
}

pub(super) async fn list(State(tenant): State<Arc<Tenant>>) -> Response {
    let calls: Vec<_> = tenant
        .calls()
        .into_iter()
        .map(|(id, status)| json!({ "callId": id, "status": status }))
        .collect();
    answer::json(StatusCode::OK, &json!({ "calls": calls }))
}

pub(super) async fn show(State(tenant): State<Arc<Tenant>>, Path(id): Path<String>) -> Response {
    in_the_studio(tenant, move |tenant| {
        let report = tenant.report(&id);
        report.map_or_else(unknown, |report| answer::json(StatusCode::OK, &report))
    })
    .await
}

pub(super) async fn audio(
    State(tenant): State<Arc<Tenant>>,
    Path(id): Path<String>,
    query: Result<Query<Part>, QueryRejection>,
) -> Response {
    let from_ms = match query {
        Ok(Query(part)) => part.from_ms,
        Err(rejection) => return bad_request(&rejection.body_text()),
    };
    in_the_studio(tenant, move |tenant| {
        let from = samples_in(Duration::from_millis(from_ms));
        let wav = tenant.listen(&id, |take| wav(take.recording_from(from)));
        wav.map_or_else(unknown, |wav| {
            ([(header::CONTENT_TYPE, "audio/wav")], wav).into_response()
        })
    })
    .await
}

pub(super) async fn answer(State(tenant): State<Arc<Tenant>>, Path(id): Path<String>) -> Response {
    let status = tenant.with_call(&id, |call, now| {
        call.answer();
        call.status(now)
    });
    changed(&id, status)
}

pub(super) async fn follow(
    State(tenant): State<Arc<Tenant>>,
    Path(id): Path<String>,
    Whole(body): Whole,
) -> Response {
    let caller = serde_json::from_slice::<CallerJson>(&body)
        .map_err(|_| CALLER_HELP.to_owned())
        .and_then(CallerJson::read);
    let caller = match caller {
        Ok(caller) => caller,
        Err(message) => return bad_request(&message),
    };
    let followed = tenant.with_call(&id, |call, now| {
        let followed = call.follow(now, caller);
        followed.map(|()| call.status(now))
    });
    match followed {
        None => unknown(),
        Some(Ok(status)) => changed(&id, Some(status)),
        Some(Err(_)) => problem(
            StatusCode::CONFLICT,
            "conflict",
            "the call is over, or a media command is under way in it",
        ),
    }
}

pub(super) async fn hang_up(State(tenant): State<Arc<Tenant>>, Path(id): Path<String>) -> Response {
    let status = tenant.with_call(&id, |call, now| {
        call.hang_up(now, Duration::ZERO);
        call.status(now)
    });
    changed(&id, status)
}

pub(super) async fn change_line(
    State(tenant): State<Arc<Tenant>>,
    Path(id): Path<String>,
    Whole(body): Whole,
) -> Response {
    let line: LineJson = match serde_json::from_slice(&body) {
        Ok(line) => line,
        Err(error) => return bad_request(&error.to_string()),
    };
    let changed = tenant.with_call(&id, |call, now| {
        let settings = line.settings(call.line_seed())?;
        call.change_line(now, settings)
            .map(|()| call.status(now))
            .map_err(|_| "too much has happened in this call; DELETE it".to_owned())
    });
    match changed {
        None => unknown(),
        Some(Err(message)) => bad_request(&message),
        Some(Ok(status)) => {
            answer::json(StatusCode::OK, &json!({ "callId": id, "status": status }))
        }
    }
}

pub(super) async fn remove(State(tenant): State<Arc<Tenant>>, Path(id): Path<String>) -> Response {
    if tenant.remove_call(&id) {
        StatusCode::NO_CONTENT.into_response()
    } else {
        unknown()
    }
}

impl CallerJson {
    fn read(self) -> Result<Caller, String> {
        match self {
            Self::Line(line) => line.parse().map_err(|error| format!("caller: {error}")),
            // Only the reader of scripts knows how much a caller may do.
            Self::Script(caller) => {
                let text = serde_json::to_string(&caller).map_err(|_| CALLER_HELP.to_owned())?;
                Caller::parse(&text).map_err(|error| format!("caller: {error}"))
            }
        }
    }
}

/// A mistake in a test's request.
pub(super) fn bad_request(message: &str) -> Response {
    problem(StatusCode::BAD_REQUEST, "badRequest", message)
}

/// A WAV file of 16-bit samples.
fn wav(samples: &[i16]) -> Vec<u8> {
    let samples = samples.iter().copied().map(from_16_bits).collect();
    Recording::from_mono(SampleRate::TELEPHONE, samples).to_bytes(Encoding::Pcm16)
}

fn changed(id: &str, status: Option<Status>) -> Response {
    status.map_or_else(unknown, |status| {
        answer::json(StatusCode::OK, &json!({ "callId": id, "status": status }))
    })
}

/// There is no such call.
pub(super) fn unknown() -> Response {
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
