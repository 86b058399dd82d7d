//! What stands in `Retry-After`: a text, right or wrong, or a date that is to come.
//! When a request is answered so is decided in `faults`.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::fault::is_printable;

/// The furthest date that is given, about a hundred years on: HTTP dates end in 9999.
const DATE_IN_S_MAX: u64 = 100 * 366 * 24 * 3_600;

/// What stands in `Retry-After`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Value", into = "Value")]
pub(crate) enum RetryAfter {
    /// No such header.
    #[default]
    Absent,
    /// This text as it is, even if it is neither of the forms of RFC 9110.
    Text(String),
    /// The HTTP date so many seconds from the answer on.
    DateInS(u64),
}

impl TryFrom<Value> for RetryAfter {
    type Error = &'static str;

    fn try_from(value: Value) -> Result<Self, Self::Error> {
        let date_in_s = value.get("dateInS").and_then(Value::as_u64);
        match (value, date_in_s) {
            (Value::Null, _) => Ok(Self::Absent),
            (Value::Number(seconds), _) => Ok(Self::Text(seconds.to_string())),
            (Value::String(text), _) if is_printable(&text) => Ok(Self::Text(text)),
            (Value::Object(fields), Some(seconds)) if fields.len() == 1 => {
                Ok(Self::DateInS(seconds.min(DATE_IN_S_MAX)))
            }
            _ => Err("retryAfter must be a number, a printable text, {\"dateInS\": n} or null"),
        }
    }
}

impl From<RetryAfter> for Value {
    fn from(retry_after: RetryAfter) -> Self {
        match retry_after {
            RetryAfter::Absent => Self::Null,
            RetryAfter::Text(text) => Self::String(text),
            RetryAfter::DateInS(seconds) => json!({ "dateInS": seconds }),
        }
    }
}
