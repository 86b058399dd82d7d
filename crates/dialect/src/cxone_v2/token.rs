//! The token request and what its answer grants.
//! Keeping a token and fetching it again are left to `cxone`.

use core::time::Duration;

use http::{HeaderValue, Method, header};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::{token_text::is_fit_for_a_header, wire};
use crate::{BaseUrl, Body, Credentials, Request, Response};

/// The path of the token endpoint.
pub const TOKEN_PATH: &str = "/oauth/token";

/// The life that a token is given when the answer names none: short, so that a revoked token is
/// not used for long, and long enough that not every command fetches one.
pub const TOKEN_LIFE_DEFAULT: Duration = Duration::from_secs(300);

/// The longest life that is believed; a longer one counts as this.
pub const TOKEN_LIFE_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// A token as it was granted. `Debug` hides it.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The token, fit for a header.
    pub access_token: SecretString,
    /// How long it lives from the answer on: above zero, at most [`TOKEN_LIFE_MAX`].
    pub expires_in: Duration,
}

/// Why there is no token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenRefusal {
    /// The client's id or secret is wrong (401, or the code `invalid_client`); the source's
    /// message.
    #[error("OAuth authentication failed: invalid client credentials")]
    InvalidClient,
    /// Any other status that is no 2xx.
    #[error(
        "the token endpoint answered status {0}; check the auth URL, and try again later on 5xx"
    )]
    Status(u16),
    /// The answer is a 2xx but gives no usable token.
    #[error(
        "the token answer is malformed: {what}; check that the auth URL is the token endpoint's"
    )]
    Malformed {
        /// What is wrong; never a value of the answer.
        what: &'static str,
    },
    /// The token was granted without all scopes that were asked for.
    #[error("the token lacks the scopes {}; assign them to the OAuth client", missing.join(" "))]
    MissingScope {
        /// The scopes asked for and not granted.
        missing: Vec<String>,
    },
}

/// The request for a token: a form with the client's id and secret and the scopes.
///
/// The base may stand with or without `/oauth` or `/oauth/token`, even twice, with or without a
/// slash at its end: the path is always `…/oauth/token`, once.
///
/// # Panics
///
/// Never: a checked base and a literal make a path.
#[must_use]
pub fn token_request(auth_url: &BaseUrl, credentials: &Credentials, scopes: &[&str]) -> Request {
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", wire::CLIENT_CREDENTIALS)
        .append_pair("client_id", &credentials.client_id)
        .append_pair("client_secret", credentials.client_secret.expose_secret())
        .append_pair("scope", &scopes.join(" "))
        .finish();
    let mut request = Request::new(Body::from(form));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = auth_url.uri(&token_path(auth_url));
    let headers = request.headers_mut();
    let content_type = HeaderValue::from_static("application/x-www-form-urlencoded");
    headers.insert(header::CONTENT_TYPE, content_type);
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    request
}

/// What the answer to a token request grants.
///
/// `expires_in` may be a number or a text of digits, in seconds, as some servers write it; if it
/// is absent or null, the life is [`TOKEN_LIFE_DEFAULT`]; above [`TOKEN_LIFE_MAX`] it is cut to
/// that. `scope`, if it is given, must hold every scope asked for; if it is absent, the scopes
/// are those asked for (RFC 6749, section 5.1). `token_type`, if it is given, must be `Bearer` in
/// any case (RFC 6749, section 7.1).
///
/// # Errors
///
/// [`TokenRefusal`]; an `expires_in` of zero, below zero or of no number is malformed.
pub fn token_grant(response: &Response, scopes: &[&str]) -> Result<Grant, TokenRefusal> {
    let status = response.status().as_u16();
    if !(200..=299).contains(&status) {
        return Err(refusal(status, response));
    }
    // A map, not a derived struct: serde would also read such a struct out of an array.
    let answer: Map<String, Value> = serde_json::from_slice(response.body().as_bytes())
        .map_err(|_| malformed("the body is not a JSON object"))?;
    let field = |name| answer.get(name).unwrap_or(&Value::Null);
    bearer_type(field("token_type"))?;
    all_granted(field("scope"), scopes)?;
    let expires_in = life(field("expires_in"))?;
    let access_token = access_token(field("access_token"))?;
    Ok(Grant {
        access_token,
        expires_in,
    })
}

fn token_path(auth_url: &BaseUrl) -> String {
    let base = auth_url.path();
    let mut base = base.strip_suffix(TOKEN_PATH).unwrap_or(base);
    while let Some(shorter) = base.trim_end_matches('/').strip_suffix("/oauth") {
        base = shorter;
    }
    format!("{}{TOKEN_PATH}", base.trim_end_matches('/'))
}

fn refusal(status: u16, response: &Response) -> TokenRefusal {
    let code = serde_json::from_slice::<wire::ErrorAnswer>(response.body().as_bytes())
        .map(|answer| answer.error);
    let invalid_client = code.is_ok_and(|code| code == "invalid_client");
    if status == 401 || (status == 400 && invalid_client) {
        TokenRefusal::InvalidClient
    } else {
        TokenRefusal::Status(status)
    }
}

fn malformed(what: &'static str) -> TokenRefusal {
    TokenRefusal::Malformed { what }
}

fn access_token(value: &Value) -> Result<SecretString, TokenRefusal> {
    let Value::String(token) = value else {
        return Err(malformed("access_token is missing or no text"));
    };
    let token = SecretString::from(token.as_str());
    if is_fit_for_a_header(&token) {
        Ok(token)
    } else {
        Err(malformed(
            "access_token is empty, too long, or holds characters that fit no header",
        ))
    }
}

fn bearer_type(value: &Value) -> Result<(), TokenRefusal> {
    match value {
        Value::Null => Ok(()),
        Value::String(name) if name.eq_ignore_ascii_case("bearer") => Ok(()),
        _ => Err(malformed("token_type is not Bearer")),
    }
}

fn life(value: &Value) -> Result<Duration, TokenRefusal> {
    let seconds = match value {
        Value::Null => return Ok(TOKEN_LIFE_DEFAULT),
        Value::Number(number) => number.as_f64(),
        Value::String(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    };
    seconds
        .filter(|seconds| *seconds > 0.0)
        .map(|seconds| seconds.min(TOKEN_LIFE_MAX.as_secs_f64()))
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|life| !life.is_zero())
        .ok_or(malformed(
            "expires_in is not a number of seconds above zero",
        ))
}

fn all_granted(value: &Value, scopes: &[&str]) -> Result<(), TokenRefusal> {
    let granted = match value {
        Value::Null => return Ok(()),
        Value::String(granted) => granted,
        _ => return Err(malformed("scope is no text")),
    };
    let missing: Vec<_> = scopes
        .iter()
        .filter(|scope| !granted.split(' ').any(|one| one == **scope))
        .map(|scope| (*scope).to_owned())
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(TokenRefusal::MissingScope { missing })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cxone_v2::SCOPES;

    fn answer(status: u16, body: &str) -> Result<Grant, TokenRefusal> {
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = http::StatusCode::from_u16(status).expect("100 to 999");
        token_grant(&response, &SCOPES)
    }

    fn life_of(expires_in: &str) -> Result<Duration, TokenRefusal> {
        let body = format!(r#"{{"access_token":"t0ken","expires_in":{expires_in}}}"#);
        answer(200, &body).map(|grant| grant.expires_in)
    }

    #[test]
    fn n19_any_form_of_the_base_gives_one_right_path() {
        let check = |base: &str, expected: &str| {
            let base = BaseUrl::parse(base).expect("a base URL");
            let request = token_request(&base, &Credentials::new("id", "secret"), &SCOPES);
            assert_eq!(request.uri(), expected);
        };
        for base in [
            "",
            "/",
            "/oauth",
            "/oauth/",
            "/oauth/token",
            "/oauth/token/",
            "//oauth//",
            "/oauth/oauth",
            "/oauth//oauth/",
            "/oauth/oauth/token",
        ] {
            check(
                &format!("https://api-us-01.nicecxone.com{base}"),
                "https://api-us-01.nicecxone.com/oauth/token",
            );
        }
        check(
            "https://a.example.com/cx/oauth/",
            "https://a.example.com/cx/oauth/token",
        );
        check(
            "https://a.example.com/my-oauth",
            "https://a.example.com/my-oauth/oauth/token",
        );
    }

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
    fn n14_a_life_is_a_positive_number_of_seconds() {
        let seconds = |seconds| Ok(Duration::from_secs(seconds));
        assert_eq!(life_of("3600"), seconds(3600));
        assert_eq!(life_of("1"), seconds(1));
        assert_eq!(life_of("0.5"), Ok(Duration::from_millis(500)));
        assert_eq!(life_of(r#""3600""#), seconds(3600));
        assert_eq!(life_of("null"), Ok(TOKEN_LIFE_DEFAULT));
        assert_eq!(life_of("1e300"), Ok(TOKEN_LIFE_MAX));
        assert_eq!(life_of("18446744073709551615"), Ok(TOKEN_LIFE_MAX));
    }

    #[test]
    fn n14_a_missing_life_is_a_default_that_is_not_zero() {
        let grant = answer(200, r#"{"access_token":"t0ken"}"#).expect("granted");
        assert_eq!(grant.expires_in, TOKEN_LIFE_DEFAULT);
        assert!(!TOKEN_LIFE_DEFAULT.is_zero());
    }

    #[test]
    fn n14_a_malformed_answer_is_an_error() {
        for expires_in in [
            "0", "-1", "-0.0", "1e-300", r#""""#, r#""-5""#, r#""NaN""#, r#""1e3""#, r#""60s""#,
            r#""0""#, "true", "[60]", "{}", "NaN", "1e999",
        ] {
            let refusal = life_of(expires_in).expect_err(expires_in);
            assert!(
                matches!(refusal, TokenRefusal::Malformed { .. }),
                "{refusal}"
            );
        }
        for body in [
            "",
            "{}",
            "[]",
            r#"["t0ken"]"#,
            "null",
            "not JSON",
            r#"{"access_token":""}"#,
            r#"{"access_token":null}"#,
            r#"{"access_token":7}"#,
            r#"{"access_token":"two words"}"#,
            r#"{"access_token":"a\r\nb"}"#,
            r#"{"access_token":"t","token_type":"mac"}"#,
            r#"{"access_token":"t","scope":["a"]}"#,
        ] {
            let refusal = answer(200, body).expect_err(body);
            assert!(
                matches!(refusal, TokenRefusal::Malformed { .. }),
                "{refusal}"
            );
        }
    }

    #[test]
    fn n22_a_granted_scope_that_lacks_one_asked_for_is_told() {
        let with_scope = |scope: &str| {
            answer(
                200,
                &format!(r#"{{"access_token":"t0ken","scope":{scope}}}"#),
            )
            .map(|_| ())
        };
        let missing = |scopes: &[&str]| {
            let missing = scopes.iter().map(|scope| (*scope).to_owned()).collect();
            Err(TokenRefusal::MissingScope { missing })
        };
        assert_eq!(with_scope("null"), Ok(()));
        assert_eq!(
            with_scope(r#""telephony:line:readwrite x telephony:call:control""#),
            Ok(())
        );
        assert_eq!(
            with_scope(r#""telephony:call:control""#),
            missing(&SCOPES[1..])
        );
        assert_eq!(
            with_scope(r#""telephony:call:controls telephony:line""#),
            missing(&SCOPES)
        );
        assert_eq!(with_scope(r#""""#), missing(&SCOPES));
    }

    #[test]
    fn wrong_credentials_are_told_in_the_words_of_the_source() {
        for (status, body) in [
            (401, ""),
            (401, "{}"),
            (400, r#"{"error":"invalid_client"}"#),
        ] {
            let refusal = answer(status, body).expect_err("refused");
            assert_eq!(
                refusal.to_string(),
                "OAuth authentication failed: invalid client credentials"
            );
        }
    }

    #[test]
    fn any_other_status_is_told_by_its_number() {
        for (status, body) in [
            (400, r#"{"error":"invalid_scope"}"#),
            (302, ""),
            (429, ""),
            (503, r#"{"error":"invalid_client"}"#),
        ] {
            assert_eq!(
                answer(status, body).map(|_| ()),
                Err(TokenRefusal::Status(status))
            );
        }
    }

    #[test]
    fn neither_grant_nor_refusal_shows_the_token() {
        let granted = answer(200, r#"{"access_token":"t0ken","expires_in":60}"#);
        let refused = answer(200, r#"{"access_token":"t0ken","expires_in":"t0ken"}"#);
        assert!(granted.is_ok() && refused.is_err());
        assert!(!format!("{granted:?} {refused:?}").contains("t0ken"));
    }
}
