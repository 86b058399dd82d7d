//! `POST /api/v2/oauth2/token`: client credentials, or a refresh token, in JSON (Go source).
//! Which client and which scopes there are is in `tokens`; the answers are those of RFC 6749.

use std::sync::Arc;

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use serde::Deserialize;
use serde_json::json;

use super::{
    answer,
    dialect::Dialect,
    injection::is_json,
    meeting::Meeting,
    token::{Refusal, refused, uncached},
    trace::Whole,
};
use crate::{faults::Endpoint, request_log::Place, tenant::Tenant, tokens::Grant};

/// Fields beyond those of the source are refused, so that a misspelt one shows. It has no `Debug`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Login {
    grant_type: String,
    #[serde(default)]
    client_id: String,
    #[serde(default)]
    client_secret: String,
    #[serde(default)]
    scope: String,
    refresh_token: Option<String>,
}

pub(super) async fn grant(
    State(tenant): State<Arc<Tenant>>,
    place: Option<Extension<Place>>,
    headers: HeaderMap,
    Whole(body): Whole,
) -> Response {
    let place = place.map(|Extension(place)| place);
    let mut meeting = Meeting::arrive(tenant, Dialect::CxoneV2, (Endpoint::Token, ""), place);
    meeting.refusal = Some(Refusal::INVALID_CLIENT.answer());
    let own = |tenant: &Tenant| {
        let grant = login(&headers, &body).and_then(|login| granted(tenant, &login));
        grant.map_or_else(|refusal| refusal.answer(), |grant| success(&grant))
    };
    meeting.answer(own).await
}

fn login(headers: &HeaderMap, body: &[u8]) -> Result<Login, Refusal> {
    let wrong = || Refusal::bad("invalid_request", "the body must be a login in JSON");
    if !is_json(headers) {
        return Err(wrong());
    }
    serde_json::from_slice(body).map_err(|_| wrong())
}

fn granted(tenant: &Tenant, login: &Login) -> Result<Grant, Refusal> {
    let client = (login.client_id.as_str(), login.client_secret.as_str());
    match (login.grant_type.as_str(), &login.refresh_token) {
        ("client_credentials", None) => tenant.grant_refreshable(client, &login.scope),
        ("refresh_token", Some(refresh)) => tenant.grant_again(client, refresh),
        _ => {
            return Err(Refusal::bad(
                "unsupported_grant_type",
                "grant_type must be client_credentials, or refresh_token with one",
            ));
        }
    }
    .map_err(refused)
}

fn success(grant: &Grant) -> Response {
    let mut body = json!({
        "access_token": grant.token,
        "token_type": "Bearer",
        "expires_in": grant.life.as_secs(),
        "scope": grant.scopes.join(" "),
    });
    if let Some(refresh) = &grant.refresh {
        body["refresh_token"] = json!(refresh);
    }
    uncached(answer::json(StatusCode::OK, &body))
}
