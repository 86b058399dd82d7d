//! `POST /oauth/token`: client credentials for a token (Node source; RFC 6749, sections 4.4 and 5).
//! Which client and which scopes there are is in `tokens`.

use std::sync::Arc;

use axum::{
    Extension, Form,
    extract::{State, rejection::FormRejection},
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::json;

use super::{answer, dialect::Dialect, meeting::Meeting};
use crate::{
    faults::Endpoint,
    request_log::Place,
    tenant::Tenant,
    tokens::{Grant, GrantRefusal},
};

/// The most fields that a form may have.
const FIELDS_MAX: usize = 32;

/// The fields of a form, in their order.
pub(super) type Fields = Vec<(String, String)>;

pub(super) async fn grant(
    State(tenant): State<Arc<Tenant>>,
    place: Option<Extension<Place>>,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let place = place.map(|Extension(place)| place);
    let mut meeting = Meeting::arrive(tenant, Dialect::CxoneV2, (Endpoint::Token, ""), place);
    meeting.refusal = Some(Refusal::INVALID_CLIENT.answer());
    let own = |tenant: &Tenant| {
        let grant = fields(form).and_then(|fields| granted(tenant, &fields));
        grant.map_or_else(|refusal| refusal.answer(), |grant| success(&grant))
    };
    meeting.answer(own).await
}

/// The code and the sentence of an error (RFC 6749, section 5.2).
pub(super) struct Refusal {
    status: StatusCode,
    error: &'static str,
    description: &'static str,
}

impl Refusal {
    pub(super) const INVALID_CLIENT: Self = Self {
        status: StatusCode::UNAUTHORIZED,
        error: "invalid_client",
        description: "the client, or its secret, is wrong",
    };

    pub(super) const fn bad(error: &'static str, description: &'static str) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            error,
            description,
        }
    }

    pub(super) fn answer(&self) -> Response {
        let body = json!({ "error": self.error, "error_description": self.description });
        uncached(answer::json(self.status, &body))
    }
}

/// The fields of a form that is one.
pub(super) fn fields(form: Result<Form<Fields>, FormRejection>) -> Result<Fields, Refusal> {
    let Form(fields) = form.map_err(|_| {
        Refusal::bad(
            "invalid_request",
            "the body must be application/x-www-form-urlencoded",
        )
    })?;
    if fields.len() > FIELDS_MAX {
        return Err(Refusal::bad(
            "invalid_request",
            "the form has too many fields",
        ));
    }
    Ok(fields)
}

fn granted(tenant: &Tenant, fields: &Fields) -> Result<Grant, Refusal> {
    if field(fields, "grant_type")? != Some("client_credentials") {
        return Err(Refusal::bad(
            "unsupported_grant_type",
            "grant_type must be client_credentials",
        ));
    }
    let client_id = field(fields, "client_id")?.unwrap_or_default();
    let client_secret = field(fields, "client_secret")?.unwrap_or_default();
    let scope = field(fields, "scope")?.unwrap_or_default();
    tenant
        .grant((client_id, client_secret), scope)
        .map_err(refused)
}

/// Why there is no grant, in the login's own words.
pub(super) fn refused(refusal: GrantRefusal) -> Refusal {
    match refusal {
        GrantRefusal::InvalidClient => Refusal::INVALID_CLIENT,
        GrantRefusal::InvalidGrant => Refusal::bad(
            "invalid_grant",
            "the access key or the refresh token is wrong",
        ),
        GrantRefusal::InvalidScope => {
            Refusal::bad("invalid_scope", "the client may have none of these scopes")
        }
        GrantRefusal::NoRandomness => Refusal {
            status: StatusCode::SERVICE_UNAVAILABLE,
            error: "temporarily_unavailable",
            description: "the system has no random bits for a token",
        },
    }
}

/// A field's value; that it is not there twice is RFC 6749, section 3.2.
pub(super) fn field<'a>(fields: &'a Fields, name: &str) -> Result<Option<&'a str>, Refusal> {
    let mut values = fields.iter().filter(|(field, _)| field == name);
    let value = values.next().map(|(_, value)| value.as_str());
    match values.next() {
        None => Ok(value),
        Some(_) => Err(Refusal::bad("invalid_request", "a field is there twice")),
    }
}

fn success(grant: &Grant) -> Response {
    let body = json!({
        "access_token": grant.token,
        "token_type": "Bearer",
        "expires_in": grant.life.as_secs(),
        "scope": grant.scopes.join(" "),
    });
    uncached(answer::json(StatusCode::OK, &body))
}

/// RFC 6749, section 5.1.
pub(super) fn uncached(mut response: Response) -> Response {
    let no_store = HeaderValue::from_static("no-store");
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, no_store);
    response
}
