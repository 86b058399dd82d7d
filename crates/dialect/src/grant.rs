//! What the answer to a token request grants, in every dialect: RFC 6749's shape, read leniently.
//! Keeping a token and fetching it again are left to `cxone`.

use core::time::Duration;

use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::{Response, token_text::is_fit_for_a_header};

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
    /// What to ask for the next token with, where the login gives that (RFC 6749, section 1.5).
    pub refresh_token: Option<SecretString>,
}

/// Why there is no token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenRefusal {
    /// The client's id or secret is wrong (401, or the code `invalid_client`); the source's
    /// message.
    #[error("OAuth authentication failed: invalid client credentials")]
    InvalidClient,
    /// The access key or refresh token is wrong, expired or revoked (400 with the code
    /// `invalid_grant`; RFC 6749, section 5.2).
    #[error(
        "the login refused the access key or refresh token; check that it is of this tenant and not expired"
    )]
    InvalidGrant,
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
        refresh_token: refresh_token(field("refresh_token")),
    })
}

fn refusal(status: u16, response: &Response) -> TokenRefusal {
    let answer: Option<Map<String, Value>> =
        serde_json::from_slice(response.body().as_bytes()).ok();
    let code = answer
        .as_ref()
        .and_then(|answer| answer.get("error")?.as_str());
    match (status, code) {
        (401, _) | (400, Some("invalid_client")) => TokenRefusal::InvalidClient,
        (400, Some("invalid_grant")) => TokenRefusal::InvalidGrant,
        _ => TokenRefusal::Status(status),
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

/// One that cannot be used is as good as none: the login itself is still there.
fn refresh_token(value: &Value) -> Option<SecretString> {
    let token = SecretString::from(value.as_str()?);
    is_fit_for_a_header(&token).then_some(token)
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
    use secrecy::ExposeSecret;

    use super::*;
    use crate::{Body, cxone_v2::SCOPES};

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
    fn a_refused_grant_is_told_from_refused_credentials() {
        for (status, code, expected) in [
            (400, "invalid_grant", TokenRefusal::InvalidGrant),
            (401, "invalid_grant", TokenRefusal::InvalidClient),
            (403, "invalid_grant", TokenRefusal::Status(403)),
        ] {
            let refusal = answer(status, &format!(r#"{{"error":"{code}"}}"#));
            assert_eq!(refusal.expect_err("refused"), expected);
        }
    }

    #[test]
    fn g10_a_refresh_token_is_kept_where_it_is_usable_and_never_shown() {
        let check = |field: &str, expected: Option<&str>| {
            let body = format!(r#"{{"access_token":"t0ken","refresh_token":{field}}}"#);
            let grant = answer(200, &body).expect("granted");
            let kept = grant
                .refresh_token
                .as_ref()
                .map(ExposeSecret::expose_secret);
            assert_eq!(kept, expected);
            assert!(!format!("{grant:?}").contains("r3fresh"));
        };
        check(r#""r3fresh""#, Some("r3fresh"));
        check("null", None);
        check(r#""""#, None);
        check(r#""two words""#, None);
        check("7", None);
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
