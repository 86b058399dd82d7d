//! The logins of `cxone-agent`: an access key or a refresh token by form, or the older JSON.
//! Which keys and tokens there are is in `tokens`.

use std::sync::Arc;

use axum::{
    Extension, Form,
    extract::{State, rejection::FormRejection},
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use serde_json::json;

use super::{
    answer,
    dialect::Dialect,
    meeting::Meeting,
    token::{Fields, Refusal, field, fields, refused, uncached},
    trace::Whole,
};
use crate::{
    faults::Endpoint,
    request_log::Place,
    tenant::Tenant,
    tokens::{AgentLogin, Grant},
};

/// The older login's body.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeyJson {
    access_key_id: String,
    access_key_secret: String,
}

pub(super) async fn grant(
    State(tenant): State<Arc<Tenant>>,
    place: Option<Extension<Place>>,
    headers: HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let own = |tenant: &Tenant| {
        let grant = fields(form).and_then(|fields| granted(tenant, &headers, &fields));
        finished(grant)
    };
    meeting(tenant, place).answer(own).await
}

pub(super) async fn grant_for_key(
    State(tenant): State<Arc<Tenant>>,
    place: Option<Extension<Place>>,
    Whole(body): Whole,
) -> Response {
    let own = |tenant: &Tenant| {
        let grant = serde_json::from_slice(&body)
            .map_err(|_| {
                Refusal::bad(
                    "invalid_request",
                    "the body must be JSON with accessKeyId and accessKeySecret",
                )
            })
            .and_then(|key: KeyJson| {
                let login = AgentLogin::Key {
                    id: &key.access_key_id,
                    secret: &key.access_key_secret,
                };
                tenant.grant_agent(None, login).map_err(refused)
            });
        finished(grant)
    };
    meeting(tenant, place).answer(own).await
}

fn meeting(tenant: Arc<Tenant>, place: Option<Extension<Place>>) -> Meeting {
    let place = place.map(|Extension(place)| place);
    let on = (Endpoint::Token, "");
    let mut meeting = Meeting::arrive(tenant, Dialect::CxoneAgent, on, place);
    meeting.refusal = Some(Refusal::INVALID_CLIENT.answer());
    meeting
}

fn finished(grant: Result<Grant, Refusal>) -> Response {
    grant.map_or_else(|refusal| refusal.answer(), |grant| success(&grant))
}

fn granted(tenant: &Tenant, headers: &HeaderMap, fields: &Fields) -> Result<Grant, Refusal> {
    let client = basic(headers).ok_or(Refusal::INVALID_CLIENT)?;
    let login = match field(fields, "grant_type")? {
        Some("password") => AgentLogin::Key {
            id: field(fields, "username")?.unwrap_or_default(),
            secret: field(fields, "password")?.unwrap_or_default(),
        },
        Some("refresh_token") => {
            AgentLogin::Refresh(field(fields, "refresh_token")?.unwrap_or_default())
        }
        _ => {
            return Err(Refusal::bad(
                "unsupported_grant_type",
                "grant_type must be password or refresh_token",
            ));
        }
    };
    let client = (client.0.as_str(), client.1.as_str());
    tenant.grant_agent(Some(client), login).map_err(refused)
}

/// Client id and secret (RFC 7617).
fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, encoded) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = decoded.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

fn success(grant: &Grant) -> Response {
    let body = json!({
        "access_token": grant.token,
        "token_type": "Bearer",
        "refresh_token": grant.refresh,
        "expires_in": grant.life.as_secs(),
        "id_token": grant.token,
    });
    uncached(answer::json(StatusCode::OK, &body))
}
