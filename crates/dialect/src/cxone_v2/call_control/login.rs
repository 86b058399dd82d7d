//! The login of call control: client credentials in a JSON text, with a path of their own.
//! What its answer grants is read in `grant`.

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use super::super::{auth_root::auth_root, wire};
use crate::{BaseUrl, Credentials, Grant, Login, Request, Response, TokenRefusal, grant, request};

/// The path of call control's token endpoint.
pub const CALL_CONTROL_TOKEN_PATH: &str = "/api/v2/oauth2/token";

/// A client's id and secret at a tenant, for media commands.
#[derive(Clone, Debug)]
pub struct CallControlCredentials {
    tenant_url: BaseUrl,
    credentials: Credentials,
    scopes: Vec<String>,
}

#[derive(Serialize)]
struct TokenBody<'a> {
    grant_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
    client_id: &'a str,
    client_secret: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
}

impl CallControlCredentials {
    /// A login at `tenant_url`, with or without [`CALL_CONTROL_TOKEN_PATH`], `/oauth` or
    /// `/oauth/token` at its end, as the login for injections takes it.
    #[must_use]
    pub fn new(tenant_url: BaseUrl, credentials: Credentials, scopes: &[&str]) -> Self {
        Self {
            tenant_url,
            credentials,
            scopes: scopes.iter().map(ToString::to_string).collect(),
        }
    }

    fn request(&self, grant_type: &str, refresh_token: Option<&str>) -> Request {
        let body = TokenBody {
            grant_type,
            refresh_token,
            client_id: &self.credentials.client_id,
            client_secret: self.credentials.client_secret.expose_secret(),
            scope: refresh_token.is_none().then(|| self.scopes.join(" ")),
        };
        let text = serde_json::to_string(&body).expect("texts always make JSON");
        request::json(self.tenant_url.uri(&self.path()), text)
    }

    fn path(&self) -> String {
        format!("{}{CALL_CONTROL_TOKEN_PATH}", auth_root(&self.tenant_url))
    }
}

impl Login for CallControlCredentials {
    fn token_request(&self) -> Request {
        self.request(wire::CLIENT_CREDENTIALS, None)
    }

    fn refresh_request(&self, refresh_token: &SecretString) -> Option<Request> {
        Some(self.request(wire::REFRESH_TOKEN, Some(refresh_token.expose_secret())))
    }

    fn token_grant(&self, response: &Response) -> Result<Grant, TokenRefusal> {
        let scopes: Vec<_> = self.scopes.iter().map(String::as_str).collect();
        grant::token_grant(response, &scopes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cxone_v2::CALL_CONTROL_SCOPES;

    fn login(base: &str) -> CallControlCredentials {
        let base = BaseUrl::parse(base).expect("a base URL");
        CallControlCredentials::new(base, Credentials::new("id", "s\"3"), &CALL_CONTROL_SCOPES)
    }

    #[test]
    fn g10_a_refresh_token_is_asked_with_in_json_too() {
        let refresh = SecretString::from("r+1");
        let request = login("https://t.api.cxone.com").refresh_request(&refresh);
        assert_eq!(
            request.expect("it knows that").body().text(),
            Some(
                r#"{"grant_type":"refresh_token","refresh_token":"r+1","client_id":"id","client_secret":"s\"3"}"#
            )
        );
    }

    #[test]
    fn debug_shows_no_secret() {
        let login = login("https://t.api.cxone.com");
        let shown = format!("{login:?} {:?}", login.token_request());
        assert!(
            !shown.contains("s\\\"3") && !shown.contains("s\"3"),
            "{shown}"
        );
    }
}
