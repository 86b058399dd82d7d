//! What `cxone-agent` asks of a call: digits by the agent's session, the rest by the contact.
//! What a command may hold is judged in `agent_command`, how it is executed in `exchange`.

use core::time::Duration;
use std::sync::Arc;

use axum::{
    Extension,
    extract::{Path, Query, State, rejection::PathRejection, rejection::QueryRejection},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde_json::json;

use super::{
    answer,
    dialect::{Dialect, Refusal},
    exchange::{Act, Exchange, wrong_body},
    ids::{call_of_contact, call_of_session},
    injection::{is_json, key, malformed_id, not_json},
    meeting::Meeting,
    trace::{Whole, bearer},
};
use crate::{
    agent_command,
    call::{Call, CallRefusal},
    command::Command,
    faults::Endpoint,
    request_log::Place,
    tenant::{Tenant, is_id},
    tokens::AGENT_SCOPES,
};

type Fields = Vec<(String, String)>;

/// What does something to a call.
type Doing = fn(&mut Call, Duration) -> Result<(), CallRefusal>;

/// Version of the services, and a session.
pub(super) type SessionPath = Path<(String, String)>;

/// Version of the services, a contact, and what to do with it.
pub(super) type ContactPath = Path<(String, String, String)>;

pub(super) async fn send_dtmf(
    State(tenant): State<Arc<Tenant>>,
    place: Option<Extension<Place>>,
    path: Result<SessionPath, PathRejection>,
    query: Result<Query<Fields>, QueryRejection>,
    headers: HeaderMap,
    Whole(body): Whole,
) -> Response {
    let (version, session) = path.map_or_else(|_| Default::default(), |Path(path)| path);
    let query = query.map_or_else(|_| Fields::new(), |Query(query)| query);
    let command = if body.is_empty() || is_json(&headers) {
        agent_command::parse(&body, &query).map_err(wrong_body)
    } else {
        Err(not_json())
    };
    let asked = Asked {
        endpoint: Endpoint::Dtmf,
        version,
        id: session,
        call_of: call_of_session,
        act: Act::Inject {
            command,
            answer: played,
        },
    };
    let key = key(&tenant, &headers);
    let mut exchange = asked.exchange(tenant, place, &headers);
    exchange.key = key;
    exchange.answer().await
}

pub(super) async fn interact(
    State(tenant): State<Arc<Tenant>>,
    place: Option<Extension<Place>>,
    path: Result<ContactPath, PathRejection>,
    headers: HeaderMap,
) -> Response {
    let (version, contact, verb) = path.map_or_else(|_| Default::default(), |Path(path)| path);
    let Some((name, act)) = doing(&verb) else {
        return Refusal::not_found("unknownPath", "there is no such path")
            .answer(Dialect::CxoneAgent);
    };
    let asked = Asked {
        endpoint: Endpoint::Interaction,
        version,
        id: contact,
        call_of: call_of_contact,
        act: Act::Interact {
            name,
            act,
            answer: done,
        },
    };
    asked.exchange(tenant, place, &headers).answer().await
}

/// What was asked, of which session or contact.
struct Asked {
    endpoint: Endpoint,
    version: String,
    id: String,
    call_of: fn(&str) -> Option<&str>,
    act: Act,
}

impl Asked {
    fn exchange(
        self,
        tenant: Arc<Tenant>,
        place: Option<Extension<Place>>,
        headers: &HeaderMap,
    ) -> Exchange {
        let call = (self.call_of)(&self.id).unwrap_or_default();
        Exchange {
            named: named(&self.version, &self.id),
            token: bearer(headers).map(str::to_owned),
            scopes: &AGENT_SCOPES,
            key: None,
            act: self.act,
            meeting: Meeting::arrive(
                Arc::clone(&tenant),
                Dialect::CxoneAgent,
                (self.endpoint, tenant.known(call)),
                place.map(|Extension(place)| place),
            ),
            call: call.to_owned(),
        }
    }
}

/// Whether the services have such a version: `v1`, `v30`, `v30.0`.
pub(super) fn is_version(text: &str) -> bool {
    let number = text.strip_prefix('v').unwrap_or_default();
    let number = number.strip_suffix(".0").unwrap_or(number);
    (1..=3).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// What a verb of the path does to a call.
pub(super) fn doing(verb: &str) -> Option<(&'static str, Doing)> {
    Some(match verb {
        "mask" => ("mask", |call, now| call.mask(now, true)),
        "unmask" => ("unmask", |call, now| call.mask(now, false)),
        "hold" => ("hold", |call, now| call.hold(now, true)),
        "resume" => ("resume", |call, now| call.hold(now, false)),
        "end" => ("end", |call, now| {
            call.check_active(now)?;
            call.hang_up(now, Duration::ZERO);
            Ok(())
        }),
        // Every call is recorded from its beginning, so there is nothing left to do.
        "record" => ("record", |call, now| call.check_active(now)),
        _ => return None,
    })
}

fn named(version: &str, id: &str) -> Result<(), Refusal> {
    if !is_version(version) {
        return Err(Refusal::not_found(
            "unknownPath",
            "the services have no such version",
        ));
    }
    if is_id(id) {
        Ok(())
    } else {
        Err(malformed_id())
    }
}

fn played(_: &str, _: &Command) -> Response {
    done()
}

fn done() -> Response {
    answer::json(StatusCode::OK, &json!({}))
}
