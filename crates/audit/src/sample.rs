//! Records and logs that the tests of this crate share.

use core::time::Duration;

use cxtone_payload::{Limits, Payload, Raw, RawValue, validate};

use crate::{
    Chain, Failure, HeardCounts, InjectionId, Intended, Observed, Outcome, Recognition, Record,
    SEAL_BYTES, SHORT_TEXT_CHARS_MAX, SealKey, Settlement, ShortText, Stages, Subject, Timestamp,
};

/// The digits behind every record here.
pub(crate) const DIGITS: &str = "1234#";

const INTENDED_UNIX_MS: i64 = 1_795_228_940_120;
const OBSERVED_UNIX_MS: i64 = INTENDED_UNIX_MS + 500;

pub(crate) fn key() -> SealKey {
    SealKey::new([7; SEAL_BYTES])
}

pub(crate) fn other_key() -> SealKey {
    SealKey::new([8; SEAL_BYTES])
}

pub(crate) fn intended(id: &str) -> Record {
    Record::Intended(Intended {
        timestamp: Timestamp::from_unix_ms(INTENDED_UNIX_MS),
        subject: subject(id),
    })
}

pub(crate) fn delivered(id: &str) -> Record {
    let outcome = Outcome::Delivered {
        status: 202,
        accepted: true,
    };
    Record::Observed(Observed {
        correlation_id: Some(ShortText::new("trace-9")),
        ..observed(id, 1, outcome, Recognition::assumed(true))
    })
}

pub(crate) fn failed(id: &str) -> Record {
    let outcome = Outcome::Failed(Failure {
        kind: "rateLimited",
        status: Some(429),
        message: ShortText::new("rate limited after 3 attempts"),
    });
    Record::Observed(observed(id, 3, outcome, Recognition::assumed(false)))
}

pub(crate) fn ambiguous(id: &str) -> Record {
    let outcome = Outcome::Ambiguous(Failure {
        kind: "ambiguous",
        status: None,
        message: ShortText::new("no answer in 10 s"),
    });
    let heard = HeardCounts {
        hits: 3,
        expected: 5,
        missed: 1,
        inserted: 0,
        substituted: 1,
        exact: false,
    };
    Record::Observed(observed(id, 1, outcome, Recognition::measured(0.4, heard)))
}

/// No answer came, and listening found all digits in the call.
pub(crate) fn heard(id: &str) -> Record {
    let outcome = Outcome::Heard(Failure {
        kind: "ambiguous",
        status: None,
        message: ShortText::new("no answer in 10 s"),
    });
    let heard = HeardCounts {
        hits: 5,
        expected: 5,
        missed: 0,
        inserted: 0,
        substituted: 0,
        exact: true,
    };
    Record::Observed(Observed {
        settlement: Some(Settlement::Heard),
        ..observed(id, 1, outcome, Recognition::measured(1.0, heard))
    })
}

/// As long as the limits of its parts let a record be.
pub(crate) fn longest() -> Record {
    let id = "x".repeat(crate::INJECTION_ID_CHARS_MAX);
    let text = ShortText::new(&"\u{10ffff}".repeat(SHORT_TEXT_CHARS_MAX));
    let outcome = Outcome::Failed(Failure {
        kind: "deadlineExceeded",
        status: Some(u16::MAX),
        message: text.clone(),
    });
    Record::Observed(Observed {
        settlement: Some(Settlement::Open(text.clone())),
        correlation_id: Some(text),
        ..observed(&id, u32::MAX, outcome, Recognition::assumed(false))
    })
}

/// A log under the usual key, and its head.
pub(crate) fn log(records: &[Record]) -> (Vec<u8>, String) {
    log_with(&key(), records)
}

pub(crate) fn log_with(key: &SealKey, records: &[Record]) -> (Vec<u8>, String) {
    let mut chain = Chain::start(key.clone());
    let mut text = String::new();
    for record in records {
        text.push_str(&chain.append(record).line);
        text.push('\n');
    }
    (text.into_bytes(), chain.head())
}

fn observed(id: &str, attempts: u32, outcome: Outcome, recognition: Recognition) -> Observed {
    Observed {
        timestamp: Timestamp::from_unix_ms(OBSERVED_UNIX_MS),
        subject: subject(id),
        attempts,
        outcome,
        latency: Duration::from_micros(41_130),
        stages: Stages {
            lock_wait: Duration::ZERO,
            token: Duration::from_millis(11),
            first_byte: Duration::from_micros(30_130),
            total: Duration::from_micros(41_500),
        },
        recognition,
        settlement: None,
        correlation_id: None,
    }
}

fn subject(id: &str) -> Subject {
    let id = InjectionId::new(id).expect("a plain id");
    Subject::new(id, "call-1".parse().expect("a plain id"), &payload())
}

pub(crate) fn payload() -> Payload {
    let raw = Raw {
        digits: RawValue::Text(DIGITS.to_owned()),
        dtmf_type: RawValue::Text("RFC2833".to_owned()),
        pause_ms: RawValue::Number(200.0),
    };
    validate(&raw, &Limits::CXONE_V2).expect("valid")
}
