//! What is reported of one injection: outcome, attempts, times.
//! What is written down of it is the audit's part.

use core::{fmt, time::Duration};

use cxtone_dialect::Receipt;

use crate::InjectError;

/// One injection, ended.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Success, or why not.
    pub outcome: Result<Delivery, InjectError>,
    /// Injection requests sent; token requests are not counted.
    pub attempts: u32,
    /// How long its stages took, also where it failed.
    pub timing: Timing,
    /// Whether another attempt was held back by the retry budget alone: many others failed too.
    pub retry_denied: bool,
    /// The far end's id for the last request, where it gave one.
    pub correlation_id: Option<String>,
}

/// The far end carries it out.
///
/// `Debug` leaves the body out: it may echo the digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivery {
    /// 202: taken on, perhaps not played yet.
    pub accepted: bool,
    /// The HTTP status, 200–299.
    pub status: u16,
    /// The answer's body, where there was one and it is text.
    pub body: Option<String>,
}

/// Stages on the monotonic clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// Waiting for the client's own quotas and for a place among its requests under way, over all attempts.
    pub quota_wait: Duration,
    /// Waiting for tokens, over all attempts.
    pub token: Duration,
    /// From the start of the last request to the head of its answer, or to its failure.
    pub first_byte: Duration,
    /// From the start of the last request to the end of its answer, or to its failure.
    pub request: Duration,
    /// From the call to its end, pauses included.
    pub total: Duration,
}

impl From<Receipt> for Delivery {
    fn from(receipt: Receipt) -> Self {
        Self {
            accepted: receipt.accepted,
            status: receipt.status,
            body: receipt.body,
        }
    }
}

impl fmt::Debug for Delivery {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Delivery")
            .field("accepted", &self.accepted)
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
