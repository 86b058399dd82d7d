//! Where a tenant's login and API are: two documents, and which of their endpoints are trusted.
//! Asking for the documents is left to `cxone`.

use cxtone_payload::TenantId;
use serde_json::{Map, Value};

use super::IssuerAllowlist;
use crate::{BaseUrl, Request, Response, request};

/// The document that names the token endpoint (OpenID Connect Discovery 1.0, section 4).
pub const OPENID_CONFIGURATION_PATH: &str = "/.well-known/openid-configuration";

/// The document that names a tenant's API.
pub const CXONE_CONFIGURATION_PATH: &str = "/.well-known/cxone-configuration";

/// Why there is no endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DiscoveryError {
    /// The issuer answered with another status than 2xx.
    #[error(
        "the discovery document {document} was not given out (status {status}); check the issuer and the tenant id"
    )]
    Status {
        /// Which document.
        document: &'static str,
        /// The HTTP status.
        status: u16,
    },
    /// The document is no JSON object, or the endpoint is missing or no URL that may be used.
    #[error(
        "the discovery document {document} names no usable {field}; check that the issuer is the tenant's"
    )]
    Malformed {
        /// Which document.
        document: &'static str,
        /// Which endpoint.
        field: &'static str,
    },
    /// The endpoint is on a host that is not trusted with secrets. The host is not repeated: it
    /// is the far end's word.
    #[error(
        "the {field} of the discovery document {document} is on a host that is not trusted; if it should be, add its domain to the allowlist of issuers"
    )]
    NotAllowed {
        /// Which document.
        document: &'static str,
        /// Which endpoint.
        field: &'static str,
    },
}

/// The request for the document that names the token endpoint.
#[must_use]
pub fn openid_configuration_request(issuer: &BaseUrl) -> Request {
    let path = format!("{}{OPENID_CONFIGURATION_PATH}", issuer.path());
    request::get(issuer.uri(&path))
}

/// The request for the document that names the tenant's API.
#[must_use]
pub fn cxone_configuration_request(issuer: &BaseUrl, tenant: &TenantId) -> Request {
    let base = issuer.path();
    let path = format!("{base}{CXONE_CONFIGURATION_PATH}?tenantId={tenant}");
    request::get(issuer.uri(&path))
}

/// The token endpoint that the answer to [`openid_configuration_request`] names.
///
/// # Errors
///
/// [`DiscoveryError`] when it names none, or one that is not trusted.
pub fn token_endpoint(
    response: &Response,
    allowed: &IssuerAllowlist,
) -> Result<BaseUrl, DiscoveryError> {
    endpoint(response, "openid-configuration", "token_endpoint", allowed)
}

/// The root of the API that the answer to [`cxone_configuration_request`] names.
///
/// # Errors
///
/// [`DiscoveryError`] when it names none, or one that is not trusted.
pub fn api_endpoint(
    response: &Response,
    allowed: &IssuerAllowlist,
) -> Result<BaseUrl, DiscoveryError> {
    endpoint(response, "cxone-configuration", "api_endpoint", allowed)
}

fn endpoint(
    response: &Response,
    document: &'static str,
    field: &'static str,
    allowed: &IssuerAllowlist,
) -> Result<BaseUrl, DiscoveryError> {
    let status = response.status().as_u16();
    if !(200..=299).contains(&status) {
        return Err(DiscoveryError::Status { document, status });
    }
    let url = named_url(response, field).ok_or(DiscoveryError::Malformed { document, field })?;
    if allowed.allows(&url) {
        Ok(url)
    } else {
        Err(DiscoveryError::NotAllowed { document, field })
    }
}

fn named_url(response: &Response, field: &str) -> Option<BaseUrl> {
    let document: Map<String, Value> = serde_json::from_slice(response.body().as_bytes()).ok()?;
    BaseUrl::parse(document.get(field)?.as_str()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Body;

    const MALFORMED: Result<&str, DiscoveryError> = Err(DiscoveryError::Malformed {
        document: "openid-configuration",
        field: "token_endpoint",
    });
    const NOT_ALLOWED: Result<&str, DiscoveryError> = Err(DiscoveryError::NotAllowed {
        document: "openid-configuration",
        field: "token_endpoint",
    });

    fn check(body: &str, expected: Result<&str, DiscoveryError>) {
        let response = Response::new(Body::from(body));
        let found = token_endpoint(&response, &IssuerAllowlist::default());
        let found = found.as_ref().map(BaseUrl::as_str).map_err(|error| *error);
        assert_eq!(found, expected, "{body}");
    }

    #[test]
    fn the_documents_are_asked_for_at_the_issuer() {
        let issuer = BaseUrl::parse("https://cxone.niceincontact.com/").expect("a base URL");
        assert_eq!(
            openid_configuration_request(&issuer).uri(),
            "https://cxone.niceincontact.com/.well-known/openid-configuration"
        );
        let tenant = "11eb-42".parse().expect("an id");
        assert_eq!(
            cxone_configuration_request(&issuer, &tenant).uri(),
            "https://cxone.niceincontact.com/.well-known/cxone-configuration?tenantId=11eb-42"
        );
    }

    #[test]
    fn an_endpoint_is_taken_only_from_a_trusted_host() {
        check(
            r#"{"token_endpoint":"https://cxone.niceincontact.com/auth/token"}"#,
            Ok("https://cxone.niceincontact.com/auth/token"),
        );
        for host in [
            "evil.example",
            "niceincontact.com.evil.example",
            "127.0.0.1",
        ] {
            let body = format!(r#"{{"token_endpoint":"https://{host}/auth/token"}}"#);
            check(&body, NOT_ALLOWED);
        }
    }

    #[test]
    fn what_names_no_usable_endpoint_is_malformed() {
        for body in [
            "",
            "[]",
            "{}",
            r#"{"token_endpoint":7}"#,
            r#"{"token_endpoint":"/auth/token"}"#,
            r#"{"token_endpoint":"http://cxone.niceincontact.com"}"#,
            r#"{"token_endpoint":"https://a:b@cxone.niceincontact.com"}"#,
        ] {
            check(body, MALFORMED);
        }
    }

    #[test]
    fn another_status_than_2xx_names_the_document() {
        let mut response = Response::new(Body::from("{}"));
        *response.status_mut() = http::StatusCode::NOT_FOUND;
        assert_eq!(
            api_endpoint(&response, &IssuerAllowlist::default()),
            Err(DiscoveryError::Status {
                document: "cxone-configuration",
                status: 404
            })
        );
    }
}
