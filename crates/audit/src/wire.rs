//! How a record is spelt in JSON: the source's field names, and ours in the same style.
//! Sequence numbers and codes around it are left to `line`.

use core::time::Duration;

use serde::{Serialize, Serializer};

use crate::record::{Failure, Intended, Observed, Outcome, Record, Settlement, Stages, Subject};

/// What the source writes where an error came without an HTTP status.
const UNKNOWN_ERROR_CODE: &str = "unknown";

/// Field order is the order in the log. Absent facts are left out, never written as `null`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    kind: &'static str,
    timestamp: String,
    injection_id: &'a str,
    attempts: u32,
    call_id: &'a str,
    dtmf_string: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    dtmf_mac: Option<String>,
    dtmf_type: &'static str,
    inter_digit_pause: u32,
    validation: Validation,
    status: &'static str,
    latency_ms: f64,
    recognition_rate: f64,
    #[serde(flatten)]
    outcome: Option<OutcomeFields<'a>>,
}

/// A payload exists only if it is valid, so this is always the same. The frequencies would spell
/// the digits, so they are not written.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Validation {
    frequencies: [f64; 0],
    carrier_compatible: bool,
    valid: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OutcomeFields<'a> {
    recognition_source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    recognition: Option<Heard>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsettled_because: Option<&'a str>,
    latency: Latency,
    #[serde(skip_serializing_if = "Option::is_none")]
    http_status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_code: Option<ErrorCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_id: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Heard {
    hits: u32,
    expected: u32,
    missed: u32,
    inserted: u32,
    substituted: u32,
    exact: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Latency {
    lock_wait: f64,
    token: f64,
    first_byte: f64,
    total: f64,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ErrorCode {
    Status(u16),
    Unknown(&'static str),
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Intended(intended) => intended.serialize(serializer),
            Self::Observed(observed) => observed.serialize(serializer),
            Self::Commanded(command) => command.serialize(serializer),
        }
    }
}

impl Serialize for Intended {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entry = Entry {
            kind: "intended",
            ..entry(&self.subject, self.timestamp.to_string())
        };
        entry.serialize(serializer)
    }
}

impl Serialize for Observed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entry = Entry {
            kind: "observed",
            attempts: self.attempts,
            status: status(&self.outcome),
            latency_ms: ms(self.latency),
            recognition_rate: self.recognition.rate,
            outcome: Some(outcome_fields(self)),
            ..entry(&self.subject, self.timestamp.to_string())
        };
        entry.serialize(serializer)
    }
}

/// An entry as the source starts it: pending, nothing attempted, nothing known.
fn entry(subject: &Subject, timestamp: String) -> Entry<'_> {
    Entry {
        kind: "",
        timestamp,
        injection_id: subject.injection_id().as_str(),
        attempts: 0,
        call_id: subject.call_id().as_str(),
        dtmf_string: subject.masked_digits(),
        dtmf_mac: subject.digits_mac().map(|mac| mac.to_string()),
        dtmf_type: subject.dtmf_type().as_str(),
        inter_digit_pause: subject.inter_digit_pause_ms(),
        validation: Validation {
            frequencies: [],
            carrier_compatible: true,
            valid: true,
        },
        status: "pending",
        latency_ms: 0.0,
        recognition_rate: 0.0,
        outcome: None,
    }
}

fn outcome_fields(observed: &Observed) -> OutcomeFields<'_> {
    let (http_status, accepted) = match observed.outcome {
        Outcome::Delivered { status, accepted } => (Some(status), Some(accepted)),
        Outcome::Heard(_) | Outcome::Ambiguous(_) | Outcome::Failed(_) => (None, None),
    };
    let failure = failure(&observed.outcome);
    OutcomeFields {
        recognition_source: observed.recognition.source.as_str(),
        recognition: observed.recognition.heard.map(|heard| Heard {
            hits: heard.hits,
            expected: heard.expected,
            missed: heard.missed,
            inserted: heard.inserted,
            substituted: heard.substituted,
            exact: heard.exact,
        }),
        settled: observed.settlement.as_ref().map(Settlement::as_str),
        unsettled_because: match &observed.settlement {
            Some(Settlement::Open(why)) => Some(why.as_str()),
            _ => None,
        },
        latency: latency(&observed.stages),
        http_status,
        accepted,
        error_code: failure.map(|failure| match failure.status {
            Some(status) => ErrorCode::Status(status),
            None => ErrorCode::Unknown(UNKNOWN_ERROR_CODE),
        }),
        error_kind: failure.map(|failure| failure.kind),
        error_message: failure.map(|failure| failure.message.as_str()),
        correlation_id: observed.correlation_id.as_ref().map(|id| id.as_str()),
    }
}

fn failure(outcome: &Outcome) -> Option<&Failure> {
    match outcome {
        Outcome::Delivered { .. } => None,
        Outcome::Heard(failure) | Outcome::Ambiguous(failure) | Outcome::Failed(failure) => {
            Some(failure)
        }
    }
}

fn status(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Delivered { .. } | Outcome::Heard(_) => "success",
        Outcome::Ambiguous(_) => "ambiguous",
        Outcome::Failed(_) => "error",
    }
}

fn latency(stages: &Stages) -> Latency {
    Latency {
        lock_wait: ms(stages.lock_wait),
        token: ms(stages.token),
        first_byte: ms(stages.first_byte),
        total: ms(stages.total),
    }
}

/// Milliseconds with two decimals, as the source rounds them.
fn ms(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 100_000.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{DigitsKey, SEAL_BYTES, sample};

    fn check(record: &impl Serialize, expected: &str) {
        let json = serde_json::to_string(record).expect("records are plain data");
        assert_eq!(json, expected.replace('\n', ""));
    }

    #[test]
    fn n13_an_intended_record_keeps_the_source_s_keys_and_masks_the_digits() {
        check(
            &sample::intended("a-1"),
            r##"{"kind":"intended","timestamp":"2026-11-21T02:42:20.120Z","injectionId":"a-1",
"attempts":0,"callId":"call-1","dtmfString":"[5 digits]","dtmfType":"RFC2833",
"interDigitPause":200,
"validation":{"frequencies":[],"carrierCompatible":true,"valid":true},
"status":"pending","latencyMs":0.0,"recognitionRate":0.0}"##,
        );
    }

    #[test]
    fn the_keyed_code_of_the_digits_stands_in_a_record_only_where_it_was_asked_for() {
        let Record::Intended(intended) = sample::intended("a-1") else {
            panic!("it is intended");
        };
        let key = DigitsKey::new([9; SEAL_BYTES]);
        let asked = Intended {
            subject: intended
                .subject
                .clone()
                .recognisable(&sample::payload(), &key),
            ..intended.clone()
        };
        let json = |intended: &Intended| serde_json::to_value(intended).expect("plain data");
        let mac = key.mac(intended.subject.injection_id(), sample::DIGITS.chars());
        assert_eq!(json(&asked)["dtmfMac"], mac.to_string());
        assert!(json(&intended).get("dtmfMac").is_none());
    }

    #[test]
    fn a_delivered_injection_says_how_its_rate_is_known() {
        check(
            &sample::delivered("a-1"),
            r##"{"kind":"observed","timestamp":"2026-11-21T02:42:20.620Z","injectionId":"a-1",
"attempts":1,"callId":"call-1","dtmfString":"[5 digits]","dtmfType":"RFC2833",
"interDigitPause":200,
"validation":{"frequencies":[],"carrierCompatible":true,"valid":true},
"status":"success","latencyMs":41.13,"recognitionRate":1.0,"recognitionSource":"status",
"latency":{"lockWait":0.0,"token":11.0,"firstByte":30.13,"total":41.5},
"httpStatus":202,"accepted":true,"correlationId":"trace-9"}"##,
        );
    }

    #[test]
    fn n21_a_failed_injection_keeps_its_type_pause_and_attempts() {
        check(
            &sample::failed("a-2"),
            r##"{"kind":"observed","timestamp":"2026-11-21T02:42:20.620Z","injectionId":"a-2",
"attempts":3,"callId":"call-1","dtmfString":"[5 digits]","dtmfType":"RFC2833",
"interDigitPause":200,
"validation":{"frequencies":[],"carrierCompatible":true,"valid":true},
"status":"error","latencyMs":41.13,"recognitionRate":0.0,"recognitionSource":"status",
"latency":{"lockWait":0.0,"token":11.0,"firstByte":30.13,"total":41.5},
"errorCode":429,"errorKind":"rateLimited","errorMessage":"rate limited after 3 attempts"}"##,
        );
    }

    #[test]
    fn an_ambiguous_injection_without_an_answer_has_the_source_s_unknown_code() {
        check(
            &sample::ambiguous("a-3"),
            r##"{"kind":"observed","timestamp":"2026-11-21T02:42:20.620Z","injectionId":"a-3",
"attempts":1,"callId":"call-1","dtmfString":"[5 digits]","dtmfType":"RFC2833",
"interDigitPause":200,
"validation":{"frequencies":[],"carrierCompatible":true,"valid":true},
"status":"ambiguous","latencyMs":41.13,"recognitionRate":0.4,"recognitionSource":"audio",
"recognition":{"hits":3,"expected":5,"missed":1,"inserted":0,"substituted":1,"exact":false},
"latency":{"lockWait":0.0,"token":11.0,"firstByte":30.13,"total":41.5},
"errorCode":"unknown","errorKind":"ambiguous","errorMessage":"no answer in 10 s"}"##,
        );
    }

    #[test]
    fn what_listening_decided_stands_beside_what_was_answered() {
        check(
            &sample::heard("a-4"),
            r##"{"kind":"observed","timestamp":"2026-11-21T02:42:20.620Z","injectionId":"a-4",
"attempts":1,"callId":"call-1","dtmfString":"[5 digits]","dtmfType":"RFC2833",
"interDigitPause":200,
"validation":{"frequencies":[],"carrierCompatible":true,"valid":true},
"status":"success","latencyMs":41.13,"recognitionRate":1.0,"recognitionSource":"audio",
"recognition":{"hits":5,"expected":5,"missed":0,"inserted":0,"substituted":0,"exact":true},"settled":"heard",
"latency":{"lockWait":0.0,"token":11.0,"firstByte":30.13,"total":41.5},
"errorCode":"unknown","errorKind":"ambiguous","errorMessage":"no answer in 10 s"}"##,
        );
    }

    #[test]
    fn a_settlement_left_open_says_why() {
        let open = serde_json::to_value(sample::longest()).expect("records are plain data");
        assert_eq!(open["settled"], "open");
        assert_eq!(open["unsettledBecause"], open["errorMessage"]);
    }

    #[test]
    fn n23_debug_of_a_record_shows_no_digits() {
        let debug = format!("{:?}", sample::ambiguous("a-3"));
        assert!(debug.contains("[5 digits]"));
        assert!(!debug.contains(sample::DIGITS));
    }
}
