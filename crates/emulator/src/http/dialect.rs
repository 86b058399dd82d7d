//! The shape of refusals in the two dialects that the tenant speaks.
//! When a request is refused is decided by the endpoints.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::json;

use super::answer;
use crate::command::FieldError;

/// Which dialect a request speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// That of the sources.
    CxoneV2,
    /// That of NICE's published SDK.
    CxoneAgent,
}

/// Why a request is not executed.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    /// A name for programs.
    pub(super) error: &'static str,
    /// A sentence for people.
    pub(super) message: &'static str,
    pub(super) fields: Vec<FieldError>,
}

impl Refusal {
    pub(super) const fn new(
        status: StatusCode,
        error: &'static str,
        message: &'static str,
    ) -> Self {
        Self {
            status,
            error,
            message,
            fields: Vec::new(),
        }
    }

    pub(super) const fn unauthorized(message: &'static str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalidToken", message)
    }

    pub(super) const fn not_found(error: &'static str, message: &'static str) -> Self {
        Self::new(StatusCode::NOT_FOUND, error, message)
    }

    /// As the dialect words it.
    pub(super) fn answer(&self, dialect: Dialect) -> Response {
        let body = match dialect {
            Dialect::CxoneAgent => {
                json!({ "error": self.error, "errorDescription": self.description() })
            }
            Dialect::CxoneV2 if self.fields.is_empty() => {
                json!({ "error": self.error, "message": self.message })
            }
            Dialect::CxoneV2 => json!({
                "error": self.error,
                "message": self.message,
                "errors": self.fields,
            }),
        };
        let mut response = answer::json(self.status, &body);
        if self.status == StatusCode::UNAUTHORIZED {
            // RFC 6750, section 3.
            let challenge = HeaderValue::from_static("Bearer error=\"invalid_token\"");
            response
                .headers_mut()
                .insert(header::WWW_AUTHENTICATE, challenge);
        }
        response
    }

    /// All that is wrong in one sentence, as the dialect has no list of fields.
    fn description(&self) -> String {
        let wrong: Vec<_> = self
            .fields
            .iter()
            .map(|field| format!("{} {}", field.field, field.message))
            .collect();
        if wrong.is_empty() {
            self.message.to_owned()
        } else {
            wrong.join("; ")
        }
    }
}
