//! One injection as JavaScript asks for it, made into what `runner` takes.
//! The rules are `payload`'s; the facade has shown what is wrong before it comes here.

use core::time::Duration;

use cxtone_cxone::RetryPolicy;
use cxtone_dialect::{Address, CallAddress, SessionAddress};
use cxtone_payload::{
    CallId, Findings, InvalidId, LineId, Payload, ProviderId, Raw, RawValue, SessionId, validate,
};
use cxtone_runner::Injection;
use napi_derive::napi;

use crate::{
    failure::{FailureFacts, invalid_id},
    validate::limits,
};

/// The longest deadline that is believed, in ms: a day.
const DEADLINE_MS_MAX: f64 = 86_400_000.0;

/// What to inject, where, and how often to try.
#[napi(object, object_to_js = false)]
pub struct InjectRequest {
    /// The provider's id.
    pub provider: Option<String>,
    /// The line's id.
    pub line: Option<String>,
    /// The call's id; for `cxone-agent`, the contact's.
    pub call: Option<String>,
    /// For `cxone-agent`: the agent's session.
    pub session: Option<String>,
    /// The digits, in upper case.
    pub digits: String,
    /// How they travel.
    pub dtmf_type: String,
    /// The pause after each of them, in ms.
    pub pause_ms: f64,
    /// The length of each tone, in ms, where the dialect's request carries one.
    pub tone_ms: Option<u32>,
    /// Whether to wait for the play-out and measure what was heard.
    pub verify: bool,
    /// Attempts in all.
    pub attempts: u32,
    /// Time for token, attempts and pauses between them, in ms.
    pub deadline_ms: Option<f64>,
}

impl InjectRequest {
    /// The injection.
    pub(crate) fn injection(&self, dialect: Option<&str>) -> Result<Injection, Box<FailureFacts>> {
        Ok(Injection {
            address: self
                .address()
                .map_err(|error| Box::new(invalid_id(&error)))?,
            payload: self
                .payload(dialect)
                .map_err(|error| Box::new(invalid(&error)))?,
            verify: self.verify,
        })
    }

    /// How often and how long to try.
    pub(crate) fn policy(&self, usual: &RetryPolicy) -> RetryPolicy {
        let deadline = self.deadline_ms.filter(|deadline_ms| *deadline_ms >= 0.0);
        let deadline = deadline
            .map(|deadline_ms| Duration::from_secs_f64(deadline_ms.min(DEADLINE_MS_MAX) / 1000.0));
        RetryPolicy {
            attempts_max: self.attempts,
            total_deadline: deadline.unwrap_or(usual.total_deadline),
            ..usual.clone()
        }
    }

    /// A session is addressed where one is given.
    fn address(&self) -> Result<Address, InvalidId> {
        let call = self.call.as_deref();
        if let Some(session) = &self.session {
            return Ok(Address::from(SessionAddress {
                session: SessionId::new(session)?,
                contact: call.map(CallId::new).transpose()?,
            }));
        }
        Ok(Address::from(CallAddress {
            provider: ProviderId::new(self.provider.as_deref().unwrap_or_default())?,
            line: LineId::new(self.line.as_deref().unwrap_or_default())?,
            call: CallId::new(call.unwrap_or_default())?,
        }))
    }

    fn payload(&self, dialect: Option<&str>) -> Result<Payload, Findings> {
        let limits = limits(dialect);
        let raw = Raw {
            digits: RawValue::from(self.digits.as_str()),
            dtmf_type: RawValue::from(self.dtmf_type.as_str()),
            pause_ms: RawValue::from(self.pause_ms),
        };
        let payload = validate(&raw, &limits)?;
        match self.tone_ms {
            Some(tone_ms) => payload.with_tone_ms(tone_ms, &limits),
            None => Ok(payload),
        }
    }
}

fn invalid(findings: &Findings) -> FailureFacts {
    let first = findings.first();
    FailureFacts {
        message: format!("{} ({})", first.message, first.help),
        ..FailureFacts::new("InvalidPayload", findings, false)
    }
}
