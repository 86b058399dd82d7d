//! What is asked of the injector, and what it reports: outcome, times, recognition, audit entry.
//! How it comes about is in `injector`.

use core::{fmt, time::Duration};

use cxtone_audit::{InjectionId, Observed, Recognition, Stages};
use cxtone_cxone::{Delivery, InjectError};
use cxtone_dialect::CallAddress;
use cxtone_payload::Payload;
use thiserror::Error;

use crate::{LogError, TapError, TooManyWaiting};

/// Digits to send into a call.
#[derive(Clone, Debug)]
pub struct Injection {
    /// The call.
    pub address: CallAddress,
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
    /// What the far end answered.
    pub outcome: Delivery,
    /// Injection requests sent.
    pub attempts: u32,
    /// Where the time went.
    pub latency: Latency,
    /// Token and request together, in ms with fractions, as the source means it.
    pub latency_ms: f64,
    /// How much of the digits was recognised, and how that is known.
    pub recognition: Recognition,
    /// The far end's name for the exchange, where it gave one.
    pub correlation_id: Option<String>,
    /// The masked audit entry.
    pub audit: Observed,
    /// What went wrong beside the injection.
    pub troubles: Troubles,
}

/// Where the time went, on a monotonic clock.
pub type Latency = Stages;

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
    /// Injection requests sent.
    pub attempts: u32,
    /// Where the time went.
    pub latency: Latency,
    /// Token and request together, in ms with fractions.
    pub latency_ms: f64,
    /// How much of the digits was recognised: an ambiguous injection may have been heard.
    pub recognition: Recognition,
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

impl Failure {
    /// Whether the digits may have been played all the same.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        match self {
            Self::Failed(failed) => failed.error.is_ambiguous(),
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
        self.error.fmt(formatter)
    }
}

impl core::error::Error for Failed {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        self.error.source()
    }
}

/// Milliseconds with fractions.
pub(crate) fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
