//! The token request: a form with the client's id and secret, or with a refresh token.
//! What its answer grants is read in `grant`.

use secrecy::{ExposeSecret, SecretString};

use super::{auth_root::auth_root, wire};
use crate::{BaseUrl, Credentials, Request, request};

/// The path of the token endpoint.
pub const TOKEN_PATH: &str = "/oauth/token";

/// The request for a token: a form with the client's id and secret and the scopes.
///
/// The base may stand with or without `/oauth`, `/oauth/token` or the path of call control's login,
/// even twice, with or without a slash at its end: the path is always `…/oauth/token`, once.
///
/// # Panics
///
/// Never: a checked base and a literal make a path.
#[must_use]
pub fn token_request(auth_url: &BaseUrl, credentials: &Credentials, scopes: &[&str]) -> Request {
    let uri = auth_url.uri(&token_path(auth_url));
    let secret = credentials.client_secret.expose_secret();
    request::form(
        uri,
        &[
            ("grant_type", wire::CLIENT_CREDENTIALS),
            ("client_id", &credentials.client_id),
            ("client_secret", secret),
            ("scope", &scopes.join(" ")),
        ],
    )
}

/// The request for a further token with the refresh token of an earlier grant (RFC 6749, section
/// 6). The source's answers hold no refresh token; it is used where one is given.
#[must_use]
pub fn refresh_request(
    auth_url: &BaseUrl,
    credentials: &Credentials,
    refresh_token: &SecretString,
) -> Request {
    let uri = auth_url.uri(&token_path(auth_url));
    request::form(
        uri,
        &[
            ("grant_type", wire::REFRESH_TOKEN),
            ("refresh_token", refresh_token.expose_secret()),
            ("client_id", &credentials.client_id),
            ("client_secret", credentials.client_secret.expose_secret()),
        ],
    )
}

fn token_path(auth_url: &BaseUrl) -> String {
    format!("{}{TOKEN_PATH}", auth_root(auth_url))
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::cxone_v2::SCOPES;

    #[test]
    fn the_form_holds_what_the_source_sends() {
        let base = BaseUrl::parse("https://a.example.com").expect("a base URL");
        let request = token_request(&base, &Credentials::new("a&b", "c d+e="), &SCOPES);
        assert_eq!(request.method(), Method::POST);
        let content_type = &request.headers()["content-type"];
        assert_eq!(content_type, "application/x-www-form-urlencoded");
        assert_eq!(
            request.body().text(),
            Some(
                "grant_type=client_credentials&client_id=a%26b&client_secret=c+d%2Be%3D&\
                 scope=telephony%3Acall%3Acontrol+telephony%3Aline%3Areadwrite"
            )
        );
        assert!(!format!("{request:?}").contains("c+d"));
    }

    #[test]
    fn g10_a_refresh_token_is_asked_with_instead_of_the_login() {
        let base = BaseUrl::parse("https://a.example.com/oauth").expect("a base URL");
        let refresh = SecretString::from("r+1");
        let request = refresh_request(&base, &Credentials::new("id", "s"), &refresh);
        assert_eq!(request.uri(), "https://a.example.com/oauth/token");
        assert_eq!(
            request.body().text(),
            Some("grant_type=refresh_token&refresh_token=r%2B1&client_id=id&client_secret=s")
        );
    }
}
