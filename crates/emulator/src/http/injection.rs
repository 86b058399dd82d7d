//! The injection of `cxone-v2` (Node source): which call it names, and how it is answered.
//! What a command may hold is judged in `command`, how it is executed in `exchange`.

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, State, rejection::PathRejection},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use serde_json::json;

use super::{
    answer,
    dialect::{Dialect, Refusal},
    exchange::{Act, Exchange, wrong_body},
    meeting::Meeting,
    trace::{Whole, bearer},
};
use crate::{
    SCOPES,
    command::Command,
    faults::Endpoint,
    request_log::Place,
    tenant::{Tenant, is_id},
};

/// Carries a key under which an injection is executed once, where the tenant was told to look.
const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The longest key that is looked at.
const KEY_BYTES_MAX: usize = 128;

type Ids = (String, String, String);

pub(super) async fn inject(
    State(tenant): State<Arc<Tenant>>,
    place: Option<Extension<Place>>,
    ids: Result<Path<Ids>, PathRejection>,
    headers: HeaderMap,
    Whole(body): Whole,
) -> Response {
    let ids = ids.map_or_else(|_| Ids::default(), |Path(ids)| ids);
    let command = if is_json(&headers) {
        Command::parse(&body).map_err(wrong_body)
    } else {
        Err(not_json())
    };
    let exchange = Exchange {
        named: named(&tenant, &ids),
        token: bearer(&headers).map(str::to_owned),
        scopes: &SCOPES,
        key: key(&tenant, &headers),
        act: Act::Inject {
            command,
            answer: accepted,
        },
        meeting: Meeting::arrive(
            Arc::clone(&tenant),
            Dialect::CxoneV2,
            (Endpoint::Dtmf, tenant.known(&ids.2)),
            place.map(|Extension(place)| place),
        ),
        call: ids.2,
    };
    exchange.answer().await
}

/// The key of an injection, if the tenant dedupes.
pub(super) fn key(tenant: &Tenant, headers: &HeaderMap) -> Option<String> {
    let key = headers.get(IDEMPOTENCY_KEY)?.to_str().ok()?;
    (tenant.dedupe && key.len() <= KEY_BYTES_MAX).then(|| key.to_owned())
}

/// Whether the body says that it is JSON.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok()?.split(';').next());
    media_type.is_some_and(|name| name.trim().eq_ignore_ascii_case("application/json"))
}

/// A body of another media type.
pub(super) const fn not_json() -> Refusal {
    Refusal::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupportedMediaType",
        "the body must be application/json",
    )
}

/// An id that no call, session or contact can have.
pub(super) const fn malformed_id() -> Refusal {
    Refusal::new(
        StatusCode::BAD_REQUEST,
        "malformedId",
        "ids are 1 to 128 of A-Z, a-z, 0-9, _ and -",
    )
}

fn named(tenant: &Tenant, (provider, line, call): &Ids) -> Result<(), Refusal> {
    if ![provider, line, call].into_iter().all(|id| is_id(id)) {
        return Err(malformed_id());
    }
    if *provider != tenant.provider_id {
        return Err(Refusal::not_found(
            "unknownProvider",
            "there is no such provider",
        ));
    }
    if *line != tenant.line_id {
        return Err(Refusal::not_found(
            "unknownLine",
            "the provider has no such line",
        ));
    }
    Ok(())
}

fn accepted(call: &str, command: &Command) -> Response {
    let body = json!({
        "status": "accepted",
        "callId": call,
        "dtmfType": command.signalling,
        "digitCount": command.digits.len(),
        "playOutMs": command.play_out_ms(),
    });
    answer::json(StatusCode::OK, &body)
}
