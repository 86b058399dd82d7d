//! What follows from the outcome of one attempt: a pure decision.
//! It sleeps, sends and records nothing; that is the errand's part.

use core::time::Duration;
use std::time::SystemTime;

use cxtone_dialect::{Answer, RetryAfter};

use crate::TransportError;

/// What is done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The far end did it.
    Done,
    /// It provably did not; the request may be sent again.
    Retry(Retry),
    /// It may have done it: nothing is sent again.
    Ambiguous,
    /// It did not, and trying again is no use or no longer allowed.
    Fail(Refusal),
}

/// How to try again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// After this wait.
    After(Duration),
    /// At once, with a new token.
    WithNewToken,
}

/// Why it was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// 429 to the end, or with a longer wait than is allowed.
    RateLimited,
    /// 401, with a renewed token too.
    Unauthorized,
    /// 403.
    Forbidden,
    /// 409.
    Conflict,
    /// Another 4xx.
    Refused,
    /// Sent elsewhere by a redirect, which is never followed.
    Unexpected,
    /// Nothing left this machine.
    NotSent,
}

/// What the decision depends on besides the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Situation {
    /// The attempt just made, counted from one.
    pub attempt: u32,
    /// Attempts allowed in all.
    pub attempts_max: u32,
    /// Whether a token was already renewed on this errand.
    pub token_renewed: bool,
    /// The wait where the far end names none.
    pub backoff: Duration,
    /// The longest wait the far end may ask for.
    pub retry_after_max: Duration,
    /// What is left until the total deadline.
    pub remaining: Duration,
    /// The time of day against which a `Retry-After` date is read: the far end's where it tells it.
    pub now: SystemTime,
}

/// Decides for a request that must never be executed twice.
///
/// Sent again is only what was provably not executed: rejected with 429 or, once, 401, or never sent.
#[must_use]
pub fn classify(outcome: Result<&Answer, &TransportError>, situation: &Situation) -> Step {
    match outcome {
        Ok(Answer::Done(_)) => Step::Done,
        Ok(Answer::RateLimited { retry_after }) => rate_limited(*retry_after, situation),
        Ok(Answer::Unauthorized) => unauthorized(situation),
        Ok(Answer::Forbidden) => Step::Fail(Refusal::Forbidden),
        Ok(Answer::Conflict) => Step::Fail(Refusal::Conflict),
        Ok(Answer::Refused { .. }) => Step::Fail(Refusal::Refused),
        Ok(Answer::ServerError { .. }) => Step::Ambiguous,
        Ok(Answer::Unexpected { status }) => unexpected(*status),
        Err(error) if error.maybe_delivered() => Step::Ambiguous,
        Err(error) if error.is_passing() => again(situation.backoff, Refusal::NotSent, situation),
        Err(_) => Step::Fail(Refusal::NotSent),
    }
}

/// Decides for a request that may be executed any number of times: a token request, a download.
///
/// Besides what [`classify`] sends again, it repeats after a 5xx and after a lost or late answer.
#[must_use]
pub fn classify_repeatable(
    outcome: Result<&Answer, &TransportError>,
    situation: &Situation,
) -> Step {
    let step = classify(outcome, situation);
    let passing = outcome.err().is_none_or(TransportError::is_passing);
    if step != Step::Ambiguous || !passing {
        return step;
    }
    match again(situation.backoff, Refusal::NotSent, situation) {
        Step::Fail(_) => Step::Ambiguous,
        step => step,
    }
}

/// The same for a request that carries no token: there is none to renew.
pub(crate) fn classify_anonymous(
    outcome: Result<&Answer, &TransportError>,
    situation: &Situation,
) -> Step {
    let situation = Situation {
        token_renewed: true,
        ..*situation
    };
    classify_repeatable(outcome, &situation)
}

fn rate_limited(retry_after: Option<RetryAfter>, situation: &Situation) -> Step {
    let wait = match retry_after {
        None => situation.backoff,
        Some(RetryAfter::Delay(wait)) => wait,
        // A date that has passed would have all attempts follow each other at once.
        Some(date) => match date.delay_at(situation.now) {
            Duration::ZERO => situation.backoff,
            wait => wait,
        },
    };
    if wait > situation.retry_after_max {
        return Step::Fail(Refusal::RateLimited);
    }
    again(wait, Refusal::RateLimited, situation)
}

/// A 401 is an explicit rejection: nothing was executed. The renewal is allowed to a single attempt too,
/// since an expired token says nothing about the far end.
fn unauthorized(situation: &Situation) -> Step {
    let allowed = situation.attempt == 1 || situation.attempt < situation.attempts_max;
    if situation.token_renewed || !allowed {
        return Step::Fail(Refusal::Unauthorized);
    }
    Step::Retry(Retry::WithNewToken)
}

/// A redirect names another place that was to be asked instead, so nothing was executed, except by 303, which
/// points to the result of what was (RFC 9110, 15.4.4). Any other status counts as a 5xx (RFC 9110, 15).
const fn unexpected(status: u16) -> Step {
    match status {
        303 => Step::Ambiguous,
        300..=399 => Step::Fail(Refusal::Unexpected),
        _ => Step::Ambiguous,
    }
}

/// A wait that ends beyond the deadline helps nobody: the refusal is told at once.
fn again(wait: Duration, refusal: Refusal, situation: &Situation) -> Step {
    if situation.attempt >= situation.attempts_max || wait >= situation.remaining {
        return Step::Fail(refusal);
    }
    Step::Retry(Retry::After(wait))
}
