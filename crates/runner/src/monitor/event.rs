//! What monitors hear of an injection that ended.
//! Where it goes is each monitor's part.

use core::fmt;

use cxtone_audit::{Observed, Outcome};
use cxtone_payload::CallId;
use serde::{Serialize, Serializer, ser::SerializeStruct};

/// An injection that ended.
///
/// As JSON it has the source's `event`, `callId` and `auditEntry`. The far end's answer may echo
/// the digits, so it is in neither JSON nor `Debug`; [`answer`](Self::answer) gives it.
#[derive(Clone)]
pub struct MonitorEvent {
    audit: Observed,
    answer: Option<String>,
}

impl MonitorEvent {
    pub(crate) fn new(audit: Observed, answer: Option<String>) -> Self {
        Self { audit, answer }
    }

    /// `dtmf.injected` where the far end answered with a 2xx status or all digits were heard, else
    /// `dtmf.failed`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self.audit.outcome {
            Outcome::Delivered { .. } | Outcome::Heard(_) => "dtmf.injected",
            _ => "dtmf.failed",
        }
    }

    /// The call.
    #[must_use]
    pub fn call_id(&self) -> &CallId {
        self.audit.subject.call_id()
    }

    /// The masked audit entry.
    #[must_use]
    pub fn audit(&self) -> &Observed {
        &self.audit
    }

    /// The body of the far end's 2xx answer, the source's `payload`; it may echo the digits.
    #[must_use]
    pub fn answer(&self) -> Option<&str> {
        self.answer.as_deref()
    }
}

impl Serialize for MonitorEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut event = serializer.serialize_struct("MonitorEvent", 3)?;
        event.serialize_field("event", self.name())?;
        event.serialize_field("callId", self.call_id().as_str())?;
        event.serialize_field("auditEntry", &self.audit)?;
        event.end()
    }
}

impl fmt::Debug for MonitorEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MonitorEvent")
            .field("name", &self.name())
            .field("audit", &self.audit)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(crate) fn sample(call: &str) -> MonitorEvent {
    use cxtone_audit::{InjectionId, Recognition, Stages, Subject, Timestamp};
    use cxtone_payload::{Limits, Raw, RawValue, validate};

    let raw = Raw {
        digits: RawValue::from("1234#"),
        dtmf_type: RawValue::from("RFC2833"),
        pause_ms: RawValue::from(200_u32),
    };
    let payload = validate(&raw, &Limits::CXONE_V2).expect("valid");
    let injection_id = InjectionId::new("sample-1").expect("plain characters");
    let call = call.parse().expect("a plain id");
    let audit = Observed {
        timestamp: Timestamp::from(std::time::UNIX_EPOCH),
        subject: Subject::new(injection_id, call, &payload),
        attempts: 1,
        outcome: Outcome::Delivered {
            status: 200,
            accepted: false,
        },
        latency: core::time::Duration::ZERO,
        stages: Stages::default(),
        recognition: Recognition::assumed(true),
        settlement: None,
        correlation_id: None,
    };
    MonitorEvent::new(audit, None)
}
