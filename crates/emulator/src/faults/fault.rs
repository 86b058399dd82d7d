//! What goes wrong with one request: the kinds of fault, their fields and their ranges.
//! Which request meets which fault is decided in `faults`, how it looks on the wire in `http`.

use core::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::RetryAfter;
use crate::line_settings::LineJson;

/// The longest that a fault holds a request up, in ms: longer than any client waits.
const DELAY_MS_MAX: u64 = 600_000;

/// The largest body that an answer is blown up to, in bytes: 16 MiB.
const OVERSIZED_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// The longest text of a header that is asked for.
const HEADER_CHARS_MAX: usize = 256;

/// What goes wrong. As JSON, `kind` names it and its fields stand beside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase",
    deny_unknown_fields
)]
pub(crate) enum Fault {
    /// 429, with what to put into `Retry-After`.
    RateLimit {
        #[serde(default)]
        retry_after: RetryAfter,
    },
    /// 401, and the token that came is revoked.
    Unauthorized {},
    /// 409.
    Conflict {},
    /// A 5xx, in place of the execution or after it.
    ServerError {
        #[serde(default = "unavailable")]
        status: u16,
        #[serde(default)]
        executed: Moment,
    },
    /// The connection closes without an answer, in place of the execution.
    DropBefore {},
    /// The connection closes without an answer, after the execution.
    DropAfter {},
    /// No answer ever comes, though the request was executed.
    Stall {},
    /// Executed, and answered with another 2xx than 200, without a body.
    Success {
        #[serde(default = "accepted")]
        status: u16,
    },
    /// Executed, and answered 200 with broken JSON.
    BrokenJson {},
    /// Executed, and the answer comes so many bytes a second, head and body.
    SlowAnswer {
        #[serde(default = "ten")]
        bytes_per_s: u32,
    },
    /// Executed so much later, unless the client has gone by then.
    SlowRead { delay_ms: u64 },
    /// Executed so much later, whatever the client does.
    Late { delay_ms: u64 },
    /// Executed, and the connection closes in the middle of the answer's body.
    Truncated {},
    /// Executed, and the answer claims to be of another media type.
    ContentType {
        #[serde(default = "html")]
        value: String,
    },
    /// Executed, and answered 200 with so large a body.
    Oversized {
        #[serde(default = "mebibyte")]
        bytes: u64,
    },
    /// A 3xx in place of the execution.
    Redirect {
        #[serde(default = "temporary")]
        status: u16,
        #[serde(default = "elsewhere")]
        location: String,
    },
    /// The call ends, before the request is judged or so many ms of the call after the execution.
    HangUp {
        #[serde(default)]
        executed: Moment,
        #[serde(default)]
        after_ms: u64,
    },
    /// The token that came expires, before the request is judged or after the execution.
    ExpireToken {
        #[serde(default)]
        executed: Moment,
    },
    /// The call's line changes before the request is executed.
    Line { line: LineJson },
}

/// Whether a request is executed before it fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Moment {
    /// It fails before: nothing happens in the call.
    #[default]
    Before,
    /// It fails after: the digits are in the call.
    After,
}

/// When a fault takes hold of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// On arrival: the request is answered and never looked at.
    Instead,
    /// On arrival: something happens, and then the request goes its usual way.
    First,
    /// Once the request was executed, and only then.
    Then,
}

impl Fault {
    /// The names of all kinds, for what is told of them.
    #[cfg(test)]
    pub(crate) const NAMES: [&str; 19] = [
        "rateLimit",
        "unauthorized",
        "conflict",
        "serverError",
        "dropBefore",
        "dropAfter",
        "stall",
        "success",
        "brokenJson",
        "slowAnswer",
        "slowRead",
        "late",
        "truncated",
        "contentType",
        "oversized",
        "redirect",
        "hangUp",
        "expireToken",
        "line",
    ];

    /// When it takes hold.
    pub(crate) const fn hold(&self) -> Hold {
        match self {
            Self::RateLimit { .. }
            | Self::Unauthorized {}
            | Self::Conflict {}
            | Self::DropBefore {}
            | Self::Redirect { .. } => Hold::Instead,
            Self::ServerError { executed, .. } => match executed {
                Moment::Before => Hold::Instead,
                Moment::After => Hold::Then,
            },
            Self::HangUp { executed, .. } | Self::ExpireToken { executed } => match executed {
                Moment::Before => Hold::First,
                Moment::After => Hold::Then,
            },
            Self::SlowRead { .. } | Self::Late { .. } | Self::Line { .. } => Hold::First,
            Self::DropAfter {}
            | Self::Stall {}
            | Self::Success { .. }
            | Self::BrokenJson {}
            | Self::SlowAnswer { .. }
            | Self::Truncated {}
            | Self::ContentType { .. }
            | Self::Oversized { .. } => Hold::Then,
        }
    }

    /// The name under which the test API knows it.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::RateLimit { .. } => "rateLimit",
            Self::Unauthorized {} => "unauthorized",
            Self::Conflict {} => "conflict",
            Self::ServerError { .. } => "serverError",
            Self::DropBefore {} => "dropBefore",
            Self::DropAfter {} => "dropAfter",
            Self::Stall {} => "stall",
            Self::Success { .. } => "success",
            Self::BrokenJson {} => "brokenJson",
            Self::SlowAnswer { .. } => "slowAnswer",
            Self::SlowRead { .. } => "slowRead",
            Self::Late { .. } => "late",
            Self::Truncated {} => "truncated",
            Self::ContentType { .. } => "contentType",
            Self::Oversized { .. } => "oversized",
            Self::Redirect { .. } => "redirect",
            Self::HangUp { .. } => "hangUp",
            Self::ExpireToken { .. } => "expireToken",
            Self::Line { .. } => "line",
        }
    }

    /// Whether it needs a call or its token, which a login has not.
    pub(crate) const fn needs_call(&self) -> bool {
        matches!(
            self,
            Self::HangUp { .. } | Self::Line { .. } | Self::ExpireToken { .. }
        )
    }

    /// What is out of its range.
    pub(crate) fn check(&self) -> Result<(), String> {
        match self {
            Self::ServerError { status, .. } => within("status", u64::from(*status), 500..=599),
            Self::Success { status } => within("status", u64::from(*status), 201..=204),
            Self::Redirect { status, location } => {
                within("status", u64::from(*status), 301..=308)?;
                header("location", location)
            }
            Self::SlowAnswer { bytes_per_s } => {
                within("bytesPerS", u64::from(*bytes_per_s), 1..=1_000_000)
            }
            Self::SlowRead { delay_ms } | Self::Late { delay_ms } => {
                within("delayMs", *delay_ms, 0..=DELAY_MS_MAX)
            }
            Self::HangUp { after_ms, .. } => within("afterMs", *after_ms, 0..=DELAY_MS_MAX),
            Self::Oversized { bytes } => within("bytes", *bytes, 1..=OVERSIZED_BYTES_MAX),
            Self::ContentType { value } => header("value", value),
            Self::Line { line } => line.settings(0).map(|_| ()),
            _ => Ok(()),
        }
    }
}

fn within(field: &str, value: u64, range: RangeInclusive<u64>) -> Result<(), String> {
    if range.contains(&value) {
        return Ok(());
    }
    let (least, most) = range.into_inner();
    Err(format!("{field} must be {least} to {most}"))
}

fn header(field: &str, text: &str) -> Result<(), String> {
    if text.len() <= HEADER_CHARS_MAX && is_printable(text) {
        return Ok(());
    }
    Err(format!(
        "{field} must be at most {HEADER_CHARS_MAX} printable ASCII characters"
    ))
}

/// Whether a text may stand in a header.
pub(super) fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

const fn unavailable() -> u16 {
    503
}

const fn accepted() -> u16 {
    202
}

const fn temporary() -> u16 {
    307
}

const fn ten() -> u32 {
    10
}

const fn mebibyte() -> u64 {
    1024 * 1024
}

fn html() -> String {
    "text/html".to_owned()
}

fn elsewhere() -> String {
    "/elsewhere".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Fault, String> {
        let fault: Fault = serde_json::from_str(body).map_err(|error| error.to_string())?;
        fault.check().map(|()| fault)
    }

    fn check(body: &str, expected: Result<Fault, &str>) {
        match (read(body), expected) {
            (Ok(fault), Ok(expected)) => assert_eq!(fault, expected, "{body}"),
            (Err(message), Err(part)) => assert!(message.contains(part), "{body}: {message}"),
            (read, _) => panic!("{body}: {read:?}"),
        }
    }

    #[test]
    fn each_kind_is_read_with_its_own_fields() {
        let text = |text: &str| {
            Ok(Fault::RateLimit {
                retry_after: RetryAfter::Text(text.to_owned()),
            })
        };
        check(r#"{"kind":"rateLimit","retryAfter":2}"#, text("2"));
        check(r#"{"kind":"rateLimit","retryAfter":-1}"#, text("-1"));
        check(r#"{"kind":"rateLimit","retryAfter":"soon"}"#, text("soon"));
        check(
            r#"{"kind":"rateLimit"}"#,
            Ok(Fault::RateLimit {
                retry_after: RetryAfter::Absent,
            }),
        );
        check(
            r#"{"kind":"rateLimit","retryAfter":{"dateInS":3}}"#,
            Ok(Fault::RateLimit {
                retry_after: RetryAfter::DateInS(3),
            }),
        );
        check(
            r#"{"kind":"serverError"}"#,
            Ok(Fault::ServerError {
                status: 503,
                executed: Moment::Before,
            }),
        );
        check(r#"{"kind":"success"}"#, Ok(Fault::Success { status: 202 }));
        check(
            r#"{"kind":"late","delayMs":5}"#,
            Ok(Fault::Late { delay_ms: 5 }),
        );
    }

    #[test]
    fn each_name_is_that_of_its_kind() {
        for name in Fault::NAMES {
            let plain = format!(r#"{{"kind":"{name}"}}"#);
            let delayed = format!(r#"{{"kind":"{name}","delayMs":1}}"#);
            let lined = format!(r#"{{"kind":"{name}","line":{{}}}}"#);
            let read = [plain, delayed, lined]
                .iter()
                .find_map(|body| read(body).ok());
            assert_eq!(read.expect(name).name(), name);
        }
    }

    #[test]
    fn a_mistake_is_told() {
        check("[", Err("EOF"));
        check("{}", Err("kind"));
        check(r#"{"kind":"odd"}"#, Err("rateLimit"));
        check(r#"{"kind":"conflict","status":500}"#, Err("status"));
        check(r#"{"kind":"serverError","status":404}"#, Err("500 to 599"));
        check(
            r#"{"kind":"rateLimit","retryAfter":"a\nb"}"#,
            Err("printable"),
        );
        check(
            r#"{"kind":"rateLimit","retryAfter":[1]}"#,
            Err("retryAfter must"),
        );
        check(r#"{"kind":"slowRead"}"#, Err("delayMs"));
        check(r#"{"kind":"oversized","bytes":0}"#, Err("bytes must be"));
        check(r#"{"kind":"line","line":{"gainDb":1000}}"#, Err("gain_db"));
        check(
            r#"{"kind":"contentType","value":"a\rb"}"#,
            Err("value must"),
        );
    }

    #[test]
    fn what_is_shown_of_a_fault_is_read_as_the_same_fault() {
        for body in [
            r#"{"kind":"rateLimit","retryAfter":"2"}"#,
            r#"{"kind":"rateLimit","retryAfter":{"dateInS":3}}"#,
            r#"{"kind":"rateLimit","retryAfter":null}"#,
            r#"{"kind":"hangUp","executed":"after","afterMs":80}"#,
            r#"{"kind":"line","line":{"noiseDbm0":-20.0,"packetLoss":0.5}}"#,
        ] {
            let fault = read(body).expect(body);
            let shown = serde_json::to_string(&fault).expect("it is JSON");
            assert_eq!(read(&shown), Ok(fault), "{shown}");
        }
    }
}
