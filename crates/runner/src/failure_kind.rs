//! The stable names under which outcomes and errors stand in audit entries, metrics and spans.
//! Their words are the errors' own.

use cxtone_audit::{Failure, Outcome, Settlement, ShortText};
use cxtone_cxone::{Delivery, InjectError};

use crate::injection::NOT_HEARD;

/// How an injection ended, for the audit.
pub(crate) fn outcome(outcome: &Result<Delivery, InjectError>) -> Outcome {
    match outcome {
        Ok(delivery) => Outcome::Delivered {
            status: delivery.status,
            accepted: delivery.accepted,
        },
        Err(error) if error.is_ambiguous() => Outcome::Ambiguous(failure(error)),
        Err(error) => Outcome::Failed(failure(error)),
    }
}

/// How an injection ended, in a word.
pub(crate) const fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Delivered { accepted: true, .. } => "accepted",
        Outcome::Delivered { .. } => "delivered",
        Outcome::Heard(_) => "heard",
        Outcome::Ambiguous(_) => "ambiguous",
        _ => "failed",
    }
}

/// How an injection ended that was listened to, if its answer had left it open.
pub(crate) fn settled(answered: Outcome, settlement: &Settlement) -> Outcome {
    match (answered, settlement) {
        (Outcome::Ambiguous(failure), Settlement::Heard) => Outcome::Heard(failure),
        (Outcome::Ambiguous(failure), Settlement::NotHeard) => Outcome::Failed(Failure {
            kind: "notHeard",
            status: failure.status,
            message: ShortText::new(NOT_HEARD),
        }),
        (answered, _) => answered,
    }
}

/// How an injection ended that was never sent.
pub(crate) fn unsent(failure: &crate::Failure) -> Outcome {
    Outcome::Failed(Failure {
        kind: match failure {
            crate::Failure::NotLogged(_) => "notLogged",
            crate::Failure::Busy(_) => "busy",
            crate::Failure::Cancelled => "cancelled",
            _ => "other",
        },
        status: None,
        message: ShortText::new(&failure.to_string()),
    })
}

fn failure(error: &InjectError) -> Failure {
    Failure {
        kind: kind(error),
        status: error.status(),
        message: ShortText::new(&error.to_string()),
    }
}

fn kind(error: &InjectError) -> &'static str {
    match error {
        InjectError::Token(_) => "token",
        InjectError::RateLimited { .. } => "rateLimited",
        InjectError::Conflict { .. } => "conflict",
        InjectError::Forbidden(_) => "forbidden",
        InjectError::Unauthorized(_) => "unauthorized",
        InjectError::Refused(_) => "refused",
        InjectError::Unexpected(_) => "unexpected",
        InjectError::WrongAddress(_) => "wrongAddress",
        InjectError::Throttled => "throttled",
        InjectError::CircuitOpen { .. } => "circuitOpen",
        InjectError::NotSent(_) => "notSent",
        InjectError::Ambiguous(_) => "ambiguous",
        InjectError::DeadlineExceeded => "deadlineExceeded",
        InjectError::Cancelled => "cancelled",
        _ => "other",
    }
}
