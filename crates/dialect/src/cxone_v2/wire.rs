//! The JSON shapes of `cxone-v2`, for either end.
//! They only spell: what is allowed and what it means is decided by each end on its own.

use core::fmt;

use serde::{Deserialize, Serialize};

/// The `grant_type` of a token request.
pub const CLIENT_CREDENTIALS: &str = "client_credentials";
/// The `grant_type` of a request with a refresh token.
pub const REFRESH_TOKEN: &str = "refresh_token";

/// The answer to a token request that is granted (RFC 6749, section 5.1). `Debug` hides the
/// texts. The client reads more leniently than this shape: see
/// [`token_grant`](crate::token_grant).
#[derive(Clone, Deserialize, Serialize)]
pub struct TokenAnswer {
    /// The token.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// How long the token lives, in seconds.
    pub expires_in: u64,
    /// The scopes granted, set apart by spaces; left out when they are those asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
}

impl fmt::Debug for TokenAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TokenAnswer")
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// An error answer of the token endpoint (RFC 6749, section 5.2). `Debug` hides its texts, which
/// may repeat the request's.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
pub struct ErrorAnswer {
    /// The error's code, such as `invalid_client`.
    pub error: String,
    /// What it means, in prose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_description: Option<String>,
}

impl fmt::Debug for ErrorAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ErrorAnswer")
            .finish_non_exhaustive()
    }
}

/// The body of an injection request: exactly these three fields. `Debug` hides the texts.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InjectionBody {
    /// The digits, in upper case.
    pub dtmf: String,
    /// `RFC2833`, `SIPINFO` or `INBAND`.
    pub dtmf_type: String,
    /// The pause between digits, in milliseconds.
    pub inter_digit_pause: u32,
}

impl fmt::Debug for InjectionBody {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("InjectionBody")
            .field("inter_digit_pause", &self.inter_digit_pause)
            .finish_non_exhaustive()
    }
}

/// The body of an injection answer. The source reads none of it and gives no example: both
/// fields are assumed, and the client accepts any body. `Debug` hides its texts, which may repeat
/// the request's.
#[derive(Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InjectionAnswer {
    /// What became of the digits, such as `accepted`.
    #[serde(default)]
    pub status: String,
    /// The call that the digits went into.
    #[serde(default)]
    pub call_id: String,
}

impl fmt::Debug for InjectionAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("InjectionAnswer")
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_neither_digits_nor_secrets() {
        let answer = TokenAnswer {
            access_token: "hunter2".into(),
            token_type: "Bearer".into(),
            expires_in: 60,
            scope: None,
        };
        let body = InjectionBody {
            dtmf: "90210".into(),
            dtmf_type: "INBAND".into(),
            inter_digit_pause: 200,
        };
        let shown = format!("{answer:?} {body:?}");
        for secret in ["hunter2", "90210"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[test]
    fn the_injection_body_is_spelt_as_in_the_source() {
        let body = InjectionBody {
            dtmf: "1A#".into(),
            dtmf_type: "INBAND".into(),
            inter_digit_pause: 200,
        };
        let text = serde_json::to_string(&body).expect("plain values");
        assert_eq!(
            text,
            r#"{"dtmf":"1A#","dtmfType":"INBAND","interDigitPause":200}"#
        );
    }

    #[test]
    fn an_answer_with_fields_of_its_own_or_none_is_still_read() {
        let check = |text: &str, status: &str, call_id: &str| {
            let answer: InjectionAnswer = serde_json::from_str(text).expect("an object");
            assert_eq!((&*answer.status, &*answer.call_id), (status, call_id));
        };
        check("{}", "", "");
        check(
            r#"{"status":"accepted","callId":"c-1","more":true}"#,
            "accepted",
            "c-1",
        );
    }

    #[test]
    fn a_granted_answer_of_this_shape_is_what_the_client_accepts() {
        let answer = TokenAnswer {
            access_token: "t0ken".into(),
            token_type: "Bearer".into(),
            expires_in: 60,
            scope: Some("a b".into()),
        };
        let text = serde_json::to_string(&answer).expect("plain values");
        let response = crate::Response::new(text.into());
        let grant = crate::cxone_v2::token_grant(&response, &["a", "b"]).expect("granted");
        assert_eq!(grant.expires_in.as_secs(), answer.expires_in);
    }
}
