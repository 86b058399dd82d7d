//! A key and records that the tests of the log share.

use cxtone_audit::{Intended, Record, SEAL_BYTES, SealKey, Subject, Timestamp};
use cxtone_payload::{Limits, Raw, validate};

pub(super) fn key() -> SealKey {
    SealKey::new([7; SEAL_BYTES])
}

/// That five digits are intended, as injection `a-<number>`.
pub(super) fn record(number: usize) -> Record {
    record_of_width(number, 1)
}

/// The same with zeros before the number, up to so many digits in all.
pub(super) fn record_of_width(number: usize, width: usize) -> Record {
    let raw = Raw {
        digits: "1234#".into(),
        dtmf_type: "INBAND".into(),
        pause_ms: 50_u32.into(),
    };
    let payload = validate(&raw, &Limits::CXONE_V2).expect("valid");
    let id = format!("a-{number:0width$}").parse().expect("a plain id");
    let call = "call-1".parse().expect("a plain id");
    Record::Intended(Intended {
        timestamp: Timestamp::from_unix_ms(0),
        subject: Subject::new(id, call, &payload),
    })
}
