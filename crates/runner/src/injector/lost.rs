//! An injection whose injector is gone: nobody knows whether it sent the digits, and they are
//! listened for. Nothing is sent here, and nothing that is found out allows it.

use core::time::Duration;

use cxtone_audit::{
    Failure, HeardCounts, InjectionId, Observed, Outcome, Recognition, Record, Settlement,
    ShortText, Stages, Subject,
};
use cxtone_dialect::Address;
use cxtone_dtmf::Digit;
use cxtone_flow::Keys;
use cxtone_payload::Payload;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;

use super::{Injector, now};
use crate::{
    LATE_MARGIN, LogError, SETTLING_MARGIN, TapError,
    listening_back::{ListeningBack, Trace},
};

/// The kind under which it is written down what became of digits whose sender was lost.
pub const SENDER_LOST: &str = "senderLost";

/// Digits that somebody was about to send, and of whom nothing more is known. `Debug` shows of
/// digits only how many.
#[derive(Clone, Debug)]
pub struct LostDigits {
    /// Under which id they were written down.
    pub injection_id: InjectionId,
    /// The digits.
    pub digits: Keys,
    /// What the same sender had sent into the call before, in its order.
    pub before: Vec<Keys>,
    /// How long ago they were written down, which was before they were sent.
    pub intended_ago: Duration,
}

impl Injector {
    /// Listens to the call for what the lost one had sent, and writes down what is known then.
    pub(crate) async fn observe_lost(
        &self,
        address: &Address,
        payload: &Payload,
        lost: &LostDigits,
        cancellation: &CancellationToken,
    ) -> Result<Observed, LogError> {
        let started = Instant::now();
        let found = tokio::select! {
            () = cancellation.cancelled() => Err(TapError::Cancelled),
            found = self.listen_back(address, payload, lost) => found,
        };
        let settlement = settlement(found);
        let subject = Subject::new(lost.injection_id.clone(), self.lock_key(address), payload);
        let subject = match &self.parts.digits_key {
            Some(key) => subject.recognisable(payload, key),
            None => subject,
        };
        let observed = Observed {
            timestamp: now(),
            subject,
            attempts: 0,
            outcome: outcome(&settlement),
            latency: Duration::ZERO,
            stages: Stages {
                total: started.elapsed(),
                ..Stages::default()
            },
            recognition: recognition(&settlement, payload),
            settlement: Some(settlement),
            correlation_id: None,
        };
        if let Some(log) = &self.parts.log {
            log.append(Record::Observed(observed.clone())).await?;
        }
        Ok(observed)
    }

    /// Listens once the digits must have played out, if they were sent at once, and where they are
    /// not all there, once more when whatever the lost one may still have waited for is over.
    async fn listen_back(
        &self,
        address: &Address,
        payload: &Payload,
        lost: &LostDigits,
    ) -> Result<Trace, TapError> {
        let Some(tap) = &self.tap else {
            return Err(TapError::NoTap);
        };
        let pace = self.parts.pace;
        let before: Vec<Digit> = {
            let sent = lost.before.iter().map(Keys::digits);
            sent.flat_map(|digits| digits.iter()).collect()
        };
        let back = ListeningBack {
            tap: tap.clone(),
            call: address.recorded_as(),
            before,
            digits: *lost.digits.digits(),
            dtmf_type: payload.dtmf_type(),
            intended_ago: lost.intended_ago,
            since: Instant::now(),
            pace,
        };
        let play_out = Duration::from_millis(payload.play_out_ms());
        let soon = pace.here(play_out + SETTLING_MARGIN);
        let late = self.client.policy().attempt_timeout + soon + pace.here(LATE_MARGIN);
        let due = |after: Duration| back.since + after.saturating_sub(lost.intended_ago);
        sleep_until(due(soon)).await;
        let first = back.listen().await;
        if matches!(first, Ok(Trace::Heard)) || Instant::now() >= due(late) {
            return first;
        }
        sleep_until(due(late)).await;
        back.listen().await
    }
}

fn settlement(found: Result<Trace, TapError>) -> Settlement {
    match found {
        Ok(Trace::Heard) => Settlement::Heard,
        Ok(Trace::Nothing) => Settlement::NotHeard,
        Ok(Trace::Other) => Settlement::PartlyHeard,
        Err(error) => Settlement::Open(ShortText::new(&error.to_string())),
    }
}

/// What the lost one did. That nothing was heard proves nothing about one that may only be paused.
fn outcome(settlement: &Settlement) -> Outcome {
    let failure = |found: &str| Failure {
        kind: SENDER_LOST,
        status: None,
        message: ShortText::new(&format!("whoever sent them was lost, and {found}")),
    };
    match settlement {
        Settlement::Heard => Outcome::Heard(failure("all of the digits were heard in the call")),
        Settlement::NotHeard => Outcome::Ambiguous(failure(
            "none of the digits were heard by now; they may still be sent",
        )),
        Settlement::Open(why) => Outcome::Ambiguous(failure(&format!(
            "listening did not tell: {}",
            why.as_str()
        ))),
        _ => Outcome::Ambiguous(failure(
            "what was heard are not these digits alone, or not all",
        )),
    }
}

fn recognition(settlement: &Settlement, payload: &Payload) -> Recognition {
    if *settlement != Settlement::Heard {
        return Recognition::assumed(false);
    }
    let digits = u32::try_from(payload.digits().len()).unwrap_or(u32::MAX);
    let counts = HeardCounts {
        hits: digits,
        expected: digits,
        missed: 0,
        inserted: 0,
        substituted: 0,
        exact: true,
    };
    Recognition::measured(1.0, counts)
}
