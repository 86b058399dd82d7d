//! What a flow's conductor does about a call whose worker was lost: unmasks its recording, and
//! listens for digits that may have been sent. How either is done is the runner's part.

use std::sync::Arc;

use cxtone_audit::Outcome;
use cxtone_flow::{Flow, Keys, Step, StepName};
use cxtone_runner::{FlowRunner, InjectionId, LostDigits, OpenEntry};
use tokio_util::sync::CancellationToken;

use super::{Care, Conclusion};
use crate::{
    CallOutcome, LostCall, LostStep,
    lost_call::{BETWEEN, MASKED_STILL, WITHIN},
};

const HEARD: &str = "its worker was lost while digits were on their way, and they were heard; the \
     flow did not go on";
const UNKNOWN_DIGITS: &str = "the flow does not tell which digits they were";

/// A lost call with what is needed to look after it.
pub(super) struct Aftermath<'a> {
    pub(super) lost: &'a LostCall,
    pub(super) flow: Arc<Flow>,
    pub(super) runner: FlowRunner,
}

/// A call that cannot be looked after at all.
pub(super) fn untold(lost: &LostCall, why: &str) -> Conclusion {
    let masked = lost.may_be_masked.then_some(why);
    told(ended(lost, None), masked)
}

impl Aftermath<'_> {
    /// Does what can be done, and tells how the call ends.
    pub(super) async fn conclude(&self, care: Care, cancel: &CancellationToken) -> Conclusion {
        let masked = if care.unmasks && self.lost.may_be_masked {
            let call = self.lost.claimed.call();
            let entry = self.lost.entry.as_ref();
            let entry = entry.map(|it| OpenEntry::in_step(&self.flow, &it.step, it.ago));
            let failure = self.runner.unmask(call, entry).await;
            failure.map(|failure| failure.to_string())
        } else {
            None
        };
        let heard = match &self.lost.digits {
            Some(digits) if care.listens => Some(self.hear(digits, cancel).await),
            _ => None,
        };
        told(ended(self.lost, heard), masked.as_deref())
    }

    /// What listening tells of the digits: `Ok` where they were heard, else why it is not known.
    async fn hear(&self, step: &LostStep, cancel: &CancellationToken) -> Result<(), String> {
        let lost = self.digits(step).ok_or(UNKNOWN_DIGITS)?;
        let observed = self.runner.observe_lost(&lost, cancel).await;
        match observed.map_err(|failure| failure.to_string())?.outcome {
            Outcome::Heard(_) => Ok(()),
            Outcome::Ambiguous(failure) => Err(failure.message.as_str().to_owned()),
            _ => Err(WITHIN.to_owned()),
        }
    }

    /// The digits, made anew from the flow and what the call brought along.
    fn digits(&self, step: &LostStep) -> Option<LostDigits> {
        let before = self.lost.sent_before.iter();
        Some(LostDigits {
            injection_id: InjectionId::new(&step.id).ok()?,
            digits: self.sent_by(&step.step)?,
            before: before
                .map(|step| self.sent_by(step))
                .collect::<Option<_>>()?,
            intended_ago: step.ago,
        })
    }

    fn sent_by(&self, step: &str) -> Option<Keys> {
        match self.step(step)? {
            Step::SendDigits(send) => Some(send.digits.clone()),
            _ => None,
        }
    }

    fn step(&self, name: &str) -> Option<&Step> {
        let named = |step: &&StepName| step.as_str() == name;
        let name = self.flow.steps().keys().find(named)?;
        self.flow.steps().get(name)
    }
}

/// How the call ends, by what was heard.
fn ended(lost: &LostCall, heard: Option<Result<(), String>>) -> (CallOutcome, String) {
    match heard {
        _ if lost.is_open_besides => (CallOutcome::Ambiguous, WITHIN.to_owned()),
        Some(Ok(())) => (CallOutcome::Interrupted, HEARD.to_owned()),
        Some(Err(why)) => (CallOutcome::Ambiguous, why),
        None if lost.digits.is_some() => (CallOutcome::Ambiguous, WITHIN.to_owned()),
        None => (CallOutcome::Interrupted, BETWEEN.to_owned()),
    }
}

fn told((outcome, why): (CallOutcome, String), masked: Option<&str>) -> Conclusion {
    let detail = match masked {
        Some(masked) => format!("{why}; {MASKED_STILL}: {masked}"),
        None => why,
    };
    Conclusion {
        detail: Some(detail),
        ..Conclusion::of(outcome)
    }
}
