//! Faults on demand: which of the next requests fail, and how.
//! How a fault looks on the wire is in `http::fault`.

use std::collections::VecDeque;

use serde::Deserialize;
use serde_json::Value;

/// The most faults that wait at one time.
const FAULTS_MAX: usize = 64;

/// The most times that one fault may be used.
const TIMES_MAX: u32 = 1_000;

/// Faults that wait for their requests, first come first served for each endpoint.
#[derive(Default)]
pub(crate) struct Faults {
    waiting: VecDeque<Waiting>,
}

/// Which endpoint a fault waits at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Endpoint {
    /// `/oauth/token`.
    Token,
    /// The injection.
    Dtmf,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// 429, with what to put into `Retry-After`.
    RateLimit(RetryAfter),
    /// 401, and the token that came is revoked.
    Unauthorized,
    /// 409.
    Conflict,
    /// A 5xx, in place of the execution or after it.
    ServerError { status: u16, executed: Moment },
    /// The connection closes without an answer, in place of the execution or after it.
    Drop(Moment),
    /// No answer ever comes, though the request was executed.
    Stall,
    /// Executed, and answered with another 2xx than 200, without a body.
    Success(u16),
    /// Executed, and answered 200 with broken JSON.
    BrokenJson,
}

/// Whether a request is executed before it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Moment {
    /// It fails before: nothing happens in the call.
    Before,
    /// It fails after: the digits are in the call.
    After,
}

/// What stands in `Retry-After`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RetryAfter {
    /// No such header.
    Absent,
    /// This text as it is, even if it is neither of the forms of RFC 9110.
    Text(String),
    /// The HTTP date so many seconds from the answer on.
    DateInS(u64),
}

#[derive(Clone)]
struct Waiting {
    on: Endpoint,
    times: u32,
    fault: Fault,
}

/// A fault as the test API is asked for it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Order {
    on: Endpoint,
    #[serde(default = "once")]
    times: u32,
    kind: String,
    #[serde(default)]
    retry_after: Value,
    status: Option<u16>,
    executed: Option<Moment>,
}

impl Faults {
    /// Takes the orders of a JSON body, one object or a list; all of them or none.
    pub(crate) fn order(&mut self, body: &[u8]) -> Result<usize, String> {
        let body: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
        let orders = match body {
            Value::Array(orders) => orders,
            order => vec![order],
        };
        let count = orders.len();
        if self.waiting.len() + count > FAULTS_MAX {
            return Err(format!(
                "at most {FAULTS_MAX} faults may wait; DELETE them first"
            ));
        }
        let waiting: Result<Vec<_>, _> = orders.into_iter().map(Waiting::parse).collect();
        self.waiting.extend(waiting?);
        Ok(count)
    }

    /// Forgets all that wait.
    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// The fault that a request meets on arrival, before it is looked at.
    pub(crate) fn before(&mut self, on: Endpoint) -> Option<Fault> {
        self.next(on, Moment::Before)
    }

    /// The fault that a request meets once it was executed.
    pub(crate) fn after(&mut self, on: Endpoint) -> Option<Fault> {
        self.next(on, Moment::After)
    }

    /// Uses the first fault of the endpoint once, if this is its moment.
    fn next(&mut self, on: Endpoint, moment: Moment) -> Option<Fault> {
        let index = self.waiting.iter().position(|waiting| waiting.on == on)?;
        let first = self.waiting.get_mut(index)?;
        if first.fault.moment() != moment {
            return None;
        }
        let fault = first.fault.clone();
        first.times -= 1;
        if first.times == 0 {
            self.waiting.remove(index);
        }
        Some(fault)
    }
}

impl Fault {
    const fn moment(&self) -> Moment {
        match self {
            Self::RateLimit(_) | Self::Unauthorized | Self::Conflict => Moment::Before,
            Self::ServerError { executed, .. } | Self::Drop(executed) => *executed,
            Self::Stall | Self::Success(_) | Self::BrokenJson => Moment::After,
        }
    }

    /// The name under which the test API knows it.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::RateLimit(_) => "rateLimit",
            Self::Unauthorized => "unauthorized",
            Self::Conflict => "conflict",
            Self::ServerError { .. } => "serverError",
            Self::Drop(Moment::Before) => "dropBefore",
            Self::Drop(Moment::After) => "dropAfter",
            Self::Stall => "stall",
            Self::Success(_) => "success",
            Self::BrokenJson => "brokenJson",
        }
    }
}

impl Waiting {
    fn parse(order: Value) -> Result<Self, String> {
        let order: Order = serde_json::from_value(order).map_err(|error| error.to_string())?;
        if !(1..=TIMES_MAX).contains(&order.times) {
            return Err(format!("times must be 1 to {TIMES_MAX}"));
        }
        order.refuse_what_the_kind_has_not()?;
        Ok(Self {
            on: order.on,
            times: order.times,
            fault: order.fault()?,
        })
    }
}

impl Order {
    fn fault(&self) -> Result<Fault, String> {
        Ok(match self.kind.as_str() {
            "rateLimit" => Fault::RateLimit(RetryAfter::parse(&self.retry_after)?),
            "unauthorized" => Fault::Unauthorized,
            "conflict" => Fault::Conflict,
            "serverError" => Fault::ServerError {
                status: self.status_within(500..=599, 503)?,
                executed: self.executed.unwrap_or(Moment::Before),
            },
            "dropBefore" => Fault::Drop(Moment::Before),
            "dropAfter" => Fault::Drop(Moment::After),
            "stall" => Fault::Stall,
            "success" => Fault::Success(self.status_within(201..=204, 202)?),
            "brokenJson" => Fault::BrokenJson,
            _ => {
                return Err(
                    "kind must be rateLimit, unauthorized, conflict, serverError, dropBefore, \
                     dropAfter, stall, success or brokenJson"
                        .to_owned(),
                );
            }
        })
    }

    /// A field that the kind would silently ignore is a mistake in the test that sends it.
    fn refuse_what_the_kind_has_not(&self) -> Result<(), String> {
        let kind = self.kind.as_str();
        let strays = [
            (
                !self.retry_after.is_null() && kind != "rateLimit",
                "retryAfter",
            ),
            (
                self.status.is_some() && !matches!(kind, "serverError" | "success"),
                "status",
            ),
            (self.executed.is_some() && kind != "serverError", "executed"),
        ];
        match strays.into_iter().find(|(stray, _)| *stray) {
            Some((_, field)) => Err(format!("{field} does not go with this kind")),
            None => Ok(()),
        }
    }

    fn status_within(
        &self,
        range: core::ops::RangeInclusive<u16>,
        usual: u16,
    ) -> Result<u16, String> {
        let status = self.status.unwrap_or(usual);
        if range.contains(&status) {
            Ok(status)
        } else {
            Err(format!(
                "status must be {} to {}",
                range.start(),
                range.end()
            ))
        }
    }
}

impl RetryAfter {
    fn parse(value: &Value) -> Result<Self, String> {
        let date_in_s = value.get("dateInS").and_then(Value::as_u64);
        match (value, date_in_s) {
            (Value::Null, _) => Ok(Self::Absent),
            (Value::Number(seconds), _) => Ok(Self::Text(seconds.to_string())),
            (Value::String(text), _) if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) => {
                Ok(Self::Text(text.clone()))
            }
            (Value::Object(fields), Some(seconds)) if fields.len() == 1 => {
                Ok(Self::DateInS(seconds.min(DATE_IN_S_MAX)))
            }
            _ => Err(
                "retryAfter must be a number, a printable text, {\"dateInS\": n} or null"
                    .to_owned(),
            ),
        }
    }
}

/// The furthest date that `Retry-After` is given, about a hundred years on: HTTP dates end in 9999.
const DATE_IN_S_MAX: u64 = 100 * 366 * 24 * 3_600;

const fn once() -> u32 {
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(body: &str, expected: Result<Fault, &str>) {
        let mut faults = Faults::default();
        let ordered = faults.order(body.as_bytes());
        match expected {
            Ok(fault) => {
                assert_eq!(ordered, Ok(1), "{body}");
                assert_eq!(faults.waiting[0].fault, fault, "{body}");
            }
            Err(part) => {
                let message = ordered.expect_err(body);
                assert!(message.contains(part), "{body}: {message}");
            }
        }
    }

    #[test]
    fn each_kind_is_read_with_its_own_fields() {
        let retry = |text: &str| Ok(Fault::RateLimit(RetryAfter::Text(text.to_owned())));
        check(
            r#"{"on":"dtmf","kind":"rateLimit","retryAfter":2}"#,
            retry("2"),
        );
        check(
            r#"{"on":"dtmf","kind":"rateLimit","retryAfter":-1}"#,
            retry("-1"),
        );
        check(
            r#"{"on":"dtmf","kind":"rateLimit","retryAfter":"soon"}"#,
            retry("soon"),
        );
        check(
            r#"{"on":"dtmf","kind":"rateLimit"}"#,
            Ok(Fault::RateLimit(RetryAfter::Absent)),
        );
        check(
            r#"{"on":"dtmf","kind":"rateLimit","retryAfter":{"dateInS":3}}"#,
            Ok(Fault::RateLimit(RetryAfter::DateInS(3))),
        );
        check(
            r#"{"on":"token","kind":"serverError"}"#,
            Ok(Fault::ServerError {
                status: 503,
                executed: Moment::Before,
            }),
        );
        check(
            r#"{"on":"dtmf","kind":"serverError","status":500,"executed":"after"}"#,
            Ok(Fault::ServerError {
                status: 500,
                executed: Moment::After,
            }),
        );
        check(r#"{"on":"dtmf","kind":"success"}"#, Ok(Fault::Success(202)));
        check(
            r#"{"on":"dtmf","kind":"dropAfter"}"#,
            Ok(Fault::Drop(Moment::After)),
        );
    }

    #[test]
    fn a_mistake_in_an_order_is_told() {
        check("[", Err("EOF"));
        check(r#"{"on":"dtmf"}"#, Err("kind"));
        check(r#"{"on":"moon","kind":"conflict"}"#, Err("moon"));
        check(r#"{"on":"dtmf","kind":"odd"}"#, Err("kind must be"));
        check(
            r#"{"on":"dtmf","kind":"conflict","times":0}"#,
            Err("times must be"),
        );
        check(
            r#"{"on":"dtmf","kind":"conflict","status":500}"#,
            Err("status does not go"),
        );
        check(
            r#"{"on":"dtmf","kind":"serverError","status":404}"#,
            Err("500 to 599"),
        );
        check(
            r#"{"on":"dtmf","kind":"rateLimit","retryAfter":"a\nb"}"#,
            Err("printable"),
        );
        check(
            r#"{"on":"dtmf","kind":"rateLimit","retryAfter":[1]}"#,
            Err("retryAfter must"),
        );
    }

    #[test]
    fn a_list_is_taken_whole_or_not_at_all() {
        let mut faults = Faults::default();
        let good = r#"{"on":"dtmf","kind":"conflict"}"#;
        assert!(faults.order(format!("[{good},{{}}]").as_bytes()).is_err());
        assert_eq!(faults.before(Endpoint::Dtmf), None);
        let many = vec![good; FAULTS_MAX + 1].join(",");
        assert!(faults.order(format!("[{many}]").as_bytes()).is_err());
        assert_eq!(faults.order(format!("[{good},{good}]").as_bytes()), Ok(2));
    }

    #[test]
    fn faults_are_used_in_order_each_its_times_at_its_endpoint_and_moment() {
        let mut faults = Faults::default();
        let orders = br#"[{"on":"dtmf","kind":"dropAfter"},
                          {"on":"dtmf","kind":"conflict","times":2},
                          {"on":"token","kind":"unauthorized"}]"#;
        assert_eq!(faults.order(orders), Ok(3));
        assert_eq!(faults.before(Endpoint::Dtmf), None);
        assert_eq!(
            faults.after(Endpoint::Dtmf),
            Some(Fault::Drop(Moment::After))
        );
        assert_eq!(faults.before(Endpoint::Token), Some(Fault::Unauthorized));
        for expected in [Some(Fault::Conflict), Some(Fault::Conflict), None] {
            assert_eq!(faults.before(Endpoint::Dtmf), expected);
        }
        assert_eq!(faults.order(orders), Ok(3));
        faults.clear();
        assert_eq!(faults.after(Endpoint::Dtmf), None);
    }
}
