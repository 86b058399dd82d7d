//! A plan of several sends into one call, under one lock: what is asked for, and what is reported.
//! How each send goes is told by its own [`Report`]; the order of things is the injector's.

use cxtone_dialect::Address;
use cxtone_payload::Plan;
use thiserror::Error;

use crate::{Failure, Report};

/// Digits with pauses between them, to be sent as several injections.
#[derive(Clone, Debug)]
pub struct PlannedInjection {
    /// The call.
    pub address: Address,
    /// What to send, and how long to wait in between.
    pub plan: Plan,
    /// Whether to measure what was heard of each send.
    pub verify: bool,
}

/// A plan of which not all was delivered. What was sent stands in `sent`.
#[derive(Clone, Debug, Error)]
#[error(
    "{failure} (send {} of {}; {unsent} were not begun)",
    sent.len() + 1,
    sent.len() + 1 + unsent
)]
#[non_exhaustive]
pub struct PlanFailure {
    /// The sends before it, all delivered.
    pub sent: Vec<Report>,
    /// How the next one ended; cancelled in the wait before it, it was not sent.
    #[source]
    pub failure: Failure,
    /// How many after it were not begun.
    pub unsent: usize,
}
