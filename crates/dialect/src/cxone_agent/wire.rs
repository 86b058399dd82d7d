//! The JSON shapes of `cxone-agent`.
//! What is allowed in them and what it means is decided beside this file.

use core::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::Response;

/// The longest error code that is kept, in bytes.
const CODE_BYTES_MAX: usize = 64;

/// The fields of `send-dtmf`. `Debug` hides the digits.
#[derive(Serialize)]
pub(super) struct SendDtmf {
    #[serde(rename = "dtmfSequence")]
    pub(super) dtmf_sequence: String,
    #[serde(rename = "toneDurationMS")]
    pub(super) tone_duration_ms: u32,
    #[serde(rename = "toneSpacingMS")]
    pub(super) tone_spacing_ms: u32,
}

/// The body of a token request with an access key, the older route. Never shown.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct AccessKeyBody<'a> {
    pub(super) access_key_id: &'a str,
    pub(super) access_key_secret: &'a str,
}

/// What an error answer says. `Debug` hides the description, which may repeat the request.
#[derive(Clone, PartialEq, Eq)]
pub struct ErrorAnswer {
    /// The error's code, where it reads as a name: up to 64 ASCII letters, `_`, `-` and `.`.
    pub code: Option<String>,
    /// What it means, in the far end's prose; it may repeat digits.
    pub description: Option<String>,
}

impl fmt::Debug for ErrorAnswer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ErrorAnswer")
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

/// Reads `{error, errorDescription}`; `None` for any other body. Unknown fields are tolerated.
#[must_use]
pub fn error_answer(response: &Response) -> Option<ErrorAnswer> {
    let answer: Map<String, Value> = serde_json::from_slice(response.body().as_bytes()).ok()?;
    let text = |name| answer.get(name).and_then(Value::as_str);
    let code = text("error").filter(|code| is_name(code));
    let description = text("errorDescription").or_else(|| text("error_description"));
    (code.is_some() || description.is_some()).then(|| ErrorAnswer {
        code: code.map(str::to_owned),
        description: description.map(str::to_owned),
    })
}

/// A code of letters alone cannot be digits that were sent, save for A to D: one of those is no
/// name either.
fn is_name(code: &str) -> bool {
    (1..=CODE_BYTES_MAX).contains(&code.len())
        && code
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || b"_-.".contains(&byte))
        && code.bytes().any(|byte| {
            byte.is_ascii_alphabetic() && !matches!(byte.to_ascii_uppercase(), b'A'..=b'D')
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Body;

    fn check(body: &str, code: Option<&str>, description: Option<&str>) {
        let answer = error_answer(&Response::new(Body::from(body)));
        let code_found = answer.as_ref().and_then(|answer| answer.code.as_deref());
        let description_found = answer
            .as_ref()
            .and_then(|answer| answer.description.as_deref());
        assert_eq!(
            (code_found, description_found),
            (code, description),
            "{body}"
        );
        assert!(!format!("{answer:?}").contains("90210"));
    }

    #[test]
    fn an_error_is_read_in_the_published_shape_and_nothing_else_is_one() {
        check(
            r#"{"error":"InvalidSession","errorDescription":"no session 90210"}"#,
            Some("InvalidSession"),
            Some("no session 90210"),
        );
        check(
            r#"{"error":"invalid_client","error_description":"x"}"#,
            Some("invalid_client"),
            Some("x"),
        );
        check(r#"{"error":"90210"}"#, None, None);
        check(r#"{"error":"ABCD"}"#, None, None);
        check(r#"{"error":7,"errorDescription":[]}"#, None, None);
        check("", None, None);
        check("[]", None, None);
        check("<html>", None, None);
    }
}
