//! What is asked of the injector, and what it reports: outcome, times, recognition, audit entry.
//! How it comes about is in `injector`.

use core::{fmt, time::Duration};

use cxtone_audit::{InjectionId, Observed, Recognition, Settlement, Stages};
use cxtone_cxone::{Delivery, InjectError};
use cxtone_dialect::Address;
use cxtone_payload::{DtmfType, Payload};
use thiserror::Error;

use crate::{LogError, TapError, TooManyWaiting};

/// Digits to send into a call.
#[derive(Clone, Debug)]
pub struct Injection {
    /// The call.
    pub address: Address,
    /// The digits, and how to send them.
    pub payload: Payload,
    /// Whether to wait until the tones have played out and measure what was heard.
    pub verify: bool,
}

/// A delivered injection.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// Ties the injection's audit records together.
    pub injection_id: InjectionId,
    /// How it is known that they were.
    pub outcome: Delivered,
    /// The type that the digits were last sent as: another than asked for after a fallback.
    pub dtmf_type: DtmfType,
    /// Injection requests sent.
    pub attempts: u32,
    /// Where the time went.
    pub latency: Latency,
    /// Token and request together, in ms with fractions, as the source means it.
    pub latency_ms: f64,
    /// The same and more, over all sends.
    pub timings: Timings,
    /// How much of the digits was recognised, and how that is known.
    pub recognition: Recognition,
    /// What listening decided, where it was to settle something.
    pub settlement: Option<Settlement>,
    /// The far end's name for the exchange, where it gave one.
    pub correlation_id: Option<String>,
    /// The masked audit entry.
    pub audit: Observed,
    /// What went wrong beside the injection.
    pub troubles: Troubles,
}

/// How it is known that digits were delivered.
#[derive(Clone, Debug)]
pub enum Delivered {
    /// The far end answered with a 2xx status.
    Answered(Delivery),
    /// It did not, and all digits were heard in the call.
    Heard(InjectError),
}

/// Where the time went, on a monotonic clock.
pub type Latency = Stages;

/// How long each stage of an injection took, over all its sends, on a monotonic clock.
///
/// Unlike [`Latency`], which is of the last send and leaves listening out, it has everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timings {
    /// Waiting for earlier injections into the same call.
    pub lock_wait: Duration,
    /// Waiting for the client's quotas and for a place among its requests under way.
    pub quota_wait: Duration,
    /// Getting tokens.
    pub token: Duration,
    /// Requests, their answers, and the pauses between attempts.
    pub attempts: Duration,
    /// How long the tones of what may have been played take to play out. The call is locked
    /// meanwhile; whoever injects without listening does not wait for it.
    pub play_out: Duration,
    /// Marking the recording, and from the expected end of the tones to what was heard.
    pub verification: Duration,
}

/// What went wrong beside the injection without changing its outcome.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Troubles {
    /// The *observed* record was not written: in the log, the injection looks like a crash.
    pub log: Option<LogError>,
    /// The recognition was to be measured and is only assumed.
    pub tap: Option<TapError>,
}

/// An injection that was not delivered, as far as is known.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Failed {
    /// Ties the injection's audit records together.
    pub injection_id: InjectionId,
    /// Why.
    pub error: InjectError,
    /// The type that the digits were last sent as.
    pub dtmf_type: DtmfType,
    /// Injection requests sent.
    pub attempts: u32,
    /// Where the time went.
    pub latency: Latency,
    /// Token and request together, in ms with fractions.
    pub latency_ms: f64,
    /// The same and more, over all sends.
    pub timings: Timings,
    /// How much of the digits was recognised: an ambiguous injection may have been heard.
    pub recognition: Recognition,
    /// What listening decided, where it was to settle something.
    pub settlement: Option<Settlement>,
    /// The masked audit entry.
    pub audit: Observed,
    /// What went wrong beside the injection.
    pub troubles: Troubles,
}

/// Why there is no report of a delivery.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum Failure {
    /// The request failed, or its outcome is ambiguous.
    #[error(transparent)]
    Failed(Box<Failed>),
    /// The *intended* record could not be written, so nothing was sent.
    #[error("{0}; the digits were not sent")]
    NotLogged(#[source] LogError),
    /// Too many injections wait for the call; nothing was sent.
    #[error("{0}; the digits were not sent")]
    Busy(#[source] TooManyWaiting),
    /// Cancelled while earlier injections into the call went on; nothing was sent.
    #[error("cancelled while waiting for the call's turn; the digits were not sent")]
    Cancelled,
    /// The injection was ended by a defect or by the end of its runtime: the digits may have been
    /// sent. A lone *intended* record tells of it.
    #[error(
        "the injection was ended before its outcome was known: the digits may have been sent; \
         listen to the call before repeating"
    )]
    Interrupted,
}

impl Delivered {
    /// The HTTP status of the far end's last answer, where there was one: 200 to 299 unless the
    /// digits were heard all the same.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Answered(delivery) => Some(delivery.status),
            Self::Heard(error) => error.status(),
        }
    }

    /// Whether the answer was 202: taken on, perhaps not played yet.
    #[must_use]
    pub fn accepted(&self) -> bool {
        matches!(self, Self::Answered(delivery) if delivery.accepted)
    }

    /// The body of a 2xx answer, where there was one and it is text. It may echo the digits.
    #[must_use]
    pub fn body(&self) -> Option<&str> {
        match self {
            Self::Answered(delivery) => delivery.body.as_deref(),
            Self::Heard(_) => None,
        }
    }
}

impl Failed {
    /// Whether the digits may have been played: the answer left it open, and listening did not
    /// prove the contrary.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        self.error.is_ambiguous() && self.settlement != Some(Settlement::NotHeard)
    }
}

impl Failure {
    /// Whether the digits may have been played all the same.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        match self {
            Self::Failed(failed) => failed.is_ambiguous(),
            Self::Interrupted => true,
            Self::NotLogged(_) | Self::Busy(_) | Self::Cancelled => false,
        }
    }

    /// The client's error, where a request was tried.
    #[must_use]
    pub fn error(&self) -> Option<&InjectError> {
        match self {
            Self::Failed(failed) => Some(&failed.error),
            _ => None,
        }
    }
}

impl fmt::Display for Failed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.error.is_ambiguous() && !self.is_ambiguous() {
            return formatter.write_str(NOT_HEARD);
        }
        self.error.fmt(formatter)?;
        match &self.settlement {
            Some(Settlement::PartlyHeard) => formatter.write_str("; only part of them was heard"),
            Some(Settlement::Open(why)) => {
                write!(formatter, "; listening did not settle it: {why}")
            }
            _ => Ok(()),
        }
    }
}

impl core::error::Error for Failed {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        self.error.source()
    }
}

/// What is told of digits that listening proved not to have been played.
pub(crate) const NOT_HEARD: &str =
    "none of the digits was heard in the call, so they were not played; they may be sent again";

/// Milliseconds with fractions.
pub(crate) fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
