//! The port through which a call is taken through its flow, and the one that uses a flow runner.
//! Which call, and what becomes of its outcome, is the worker's.

mod aftermath;

use core::fmt;
use std::{collections::BTreeMap, sync::Arc};

use cxtone_flow::StepName;
use cxtone_payload::CallId;
use cxtone_runner::{CommandFailure, Failure, FlowRefusal, FlowReport, FlowRunner};
use futures_util::future::BoxFuture;
use tokio_util::sync::CancellationToken;

use self::aftermath::Aftermath;
use crate::{
    CallJournal, CallOutcome, FlowTemplate, LostCall, Store, lost_call::MASKED_STILL,
    store::ClaimedRow,
};

/// A call that a worker has.
#[derive(Clone)]
pub struct Claimed {
    number: i64,
    fence: i64,
    call: CallId,
    variables: BTreeMap<String, String>,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conclusion {
    /// In one word.
    pub outcome: CallOutcome,
    /// At which step.
    pub step: Option<String>,
    /// What went wrong, in words without digits and secrets.
    pub detail: Option<String>,
    /// Nothing was sent, and only because it could not be written down: the call may wait for
    /// another try.
    pub not_begun: bool,
}

/// Takes calls through their flow.
pub trait Conductor: Send + Sync {
    /// Takes one call through, with everything that is sent written down in the journal before and
    /// after. It ends soon after the token is cancelled.
    fn conduct<'a>(
        &'a self,
        claimed: &'a Claimed,
        journal: &'a CallJournal,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Conclusion>;

    /// What it can do about calls whose worker was lost; nothing unless told otherwise.
    fn care(&self) -> Care {
        Care::default()
    }

    /// Does what it can about a call whose worker was lost, and tells how the call ends. **It sends
    /// nothing into the call**: the lost worker may only be paused, and may still send what it had
    /// written down.
    fn look_after<'a>(
        &'a self,
        _lost: &'a LostCall,
        _journal: &'a CallJournal,
        _cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Conclusion> {
        Box::pin(async { Conclusion::of(CallOutcome::Ambiguous) })
    }
}

/// What a conductor can do about calls whose worker was lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Care {
    /// It listens to what may have been sent.
    pub listens: bool,
    /// It lets a masked recording hear again.
    pub unmasks: bool,
}

/// Makes the runner for one call, which writes into this journal; or says why it cannot.
pub type RunnerOf =
    dyn Fn(&Claimed, &CallJournal) -> Result<FlowRunner, String> + Send + Sync + 'static;

/// What stands for a call's own when a flow is looked at before there is any call: a digit, and an
/// id, as well as anything else that a text may be.
const SAMPLE: &str = "1";

/// Another one, by which what a call fills in is told from what is the flow's own.
const OTHER_SAMPLE: &str = "2";

/// A conductor with a flow runner for each call.
pub struct FlowConductor {
    template: FlowTemplate,
    runner_of: Box<RunnerOf>,
    care: Care,
}

impl Claimed {
    /// Reads a claimed row; what is wrong with it if it is none.
    pub(crate) fn of(row: &ClaimedRow) -> Result<Self, String> {
        Ok(Self {
            number: row.number,
            fence: row.fence,
            call: CallId::new(&row.call).map_err(|error| error.to_string())?,
            variables: serde_json::from_str(&row.variables)
                .map_err(|_| "its variables in the store are no JSON object of texts".to_owned())?,
        })
    }

    /// Its number in the store.
    #[must_use]
    pub const fn number(&self) -> i64 {
        self.number
    }

    /// The fence under which the worker has it.
    pub(crate) const fn fence(&self) -> i64 {
        self.fence
    }

    /// The call's id.
    #[must_use]
    pub const fn call(&self) -> &CallId {
        &self.call
    }

    /// What it brought along, by name.
    #[must_use]
    pub const fn variables(&self) -> &BTreeMap<String, String> {
        &self.variables
    }
}

impl fmt::Debug for Claimed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Claimed")
            .field("number", &self.number)
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

impl Conclusion {
    /// An end with nothing more to say.
    #[must_use]
    pub const fn of(outcome: CallOutcome) -> Self {
        Self {
            outcome,
            step: None,
            detail: None,
            not_begun: false,
        }
    }

    /// A call that cannot be taken through the flow at all.
    #[must_use]
    pub fn refused(why: impl fmt::Display) -> Self {
        Self {
            detail: Some(why.to_string()),
            ..Self::of(CallOutcome::Refused)
        }
    }

    /// What a flow's report comes to.
    #[must_use]
    pub fn of_flow(report: &FlowReport) -> Self {
        let failure = report.failure.as_ref();
        let is_ambiguous = failure.is_some_and(CommandFailure::is_ambiguous);
        let masked = report.unmasking_failure.as_ref();
        let masked = masked.map(|why| format!("{MASKED_STILL}: {why}"));
        let told: Vec<String> = failure
            .map(ToString::to_string)
            .into_iter()
            .chain(masked)
            .collect();
        Self {
            outcome: if is_ambiguous {
                CallOutcome::Ambiguous
            } else {
                CallOutcome::from(&report.outcome)
            },
            step: report.path.last().map(StepName::to_string),
            detail: (!told.is_empty()).then(|| told.join("; ")),
            not_begun: failure.is_some_and(is_not_logged),
        }
    }
}

fn is_not_logged(failure: &CommandFailure) -> bool {
    match failure {
        CommandFailure::NotLogged(_) => true,
        CommandFailure::Digits(failure) => matches!(**failure, Failure::NotLogged(_)),
        _ => false,
    }
}

impl FlowConductor {
    /// Takes each call through the template's flow, with the runner that is made for it.
    pub fn new(
        template: FlowTemplate,
        runner_of: impl Fn(&Claimed, &CallJournal) -> Result<FlowRunner, String> + Send + Sync + 'static,
    ) -> Self {
        Self {
            template,
            runner_of: Box::new(runner_of),
            care: Care::default(),
        }
    }

    /// The same, with what its runners can do about calls whose worker was lost.
    #[must_use]
    pub const fn caring(mut self, care: Care) -> Self {
        self.care = care;
        self
    }

    /// Whether calls can be taken through the flow at all, with the runner that is made for one
    /// with these variables; those of the flow's own need not be among them. A flow that is another
    /// one for each call is looked at only as far as that is possible without what is filled in.
    /// Nothing is sent or written.
    ///
    /// # Errors
    ///
    /// Everything that cannot be done, in words.
    pub fn check(&self, store: &Store, variables: &BTreeMap<String, String>) -> Result<(), String> {
        let call = CallId::new(SAMPLE).map_err(|error| error.to_string())?;
        let variables = self.sampled(variables, SAMPLE);
        let Ok(flow) = self.template.flow(call.as_str(), &variables) else {
            return Ok(());
        };
        // A prompt that is another one for each call is judged with the call.
        let others = self.sampled(&BTreeMap::new(), OTHER_SAMPLE);
        let other = self.template.flow(OTHER_SAMPLE, &others).ok();
        let is_made_up = |prompt| match &other {
            Some(other) => other.prompt(prompt) != flow.prompt(prompt),
            None => false,
        };
        let claimed = Claimed {
            number: 0,
            fence: 0,
            call,
            variables,
        };
        let journal = CallJournal::new(store.clone(), &claimed, None);
        let runner = (self.runner_of)(&claimed, &journal)?;
        let Err(refused) = runner.check(&flow) else {
            return Ok(());
        };
        let told: Vec<String> = refused
            .refusals()
            .iter()
            .filter(|refusal| match refusal {
                FlowRefusal::Prompt { prompt, .. } | FlowRefusal::PromptHost { prompt, .. } => {
                    !is_made_up(prompt)
                }
                _ => true,
            })
            .map(ToString::to_string)
            .collect();
        if told.is_empty() {
            Ok(())
        } else {
            Err(told.join("\n"))
        }
    }

    /// These variables, and a sample for each other one that the flow uses.
    fn sampled(
        &self,
        variables: &BTreeMap<String, String>,
        sample: &str,
    ) -> BTreeMap<String, String> {
        let used = self.template.variables();
        let mut sampled: BTreeMap<_, _> = used
            .map(|name| (name.to_owned(), sample.to_owned()))
            .collect();
        sampled.extend(variables.clone());
        sampled
    }

    fn aftermath<'a>(
        &self,
        lost: &'a LostCall,
        journal: &CallJournal,
    ) -> Result<Aftermath<'a>, String> {
        let claimed = &lost.claimed;
        let flow = self
            .template
            .flow(claimed.call().as_str(), claimed.variables())?;
        let runner = (self.runner_of)(claimed, journal)?.log(journal.clone());
        Ok(Aftermath { lost, flow, runner })
    }

    async fn follow(
        &self,
        claimed: &Claimed,
        journal: &CallJournal,
        cancellation: &CancellationToken,
    ) -> Result<Conclusion, String> {
        let call = claimed.call();
        let flow = self.template.flow(call.as_str(), claimed.variables())?;
        let runner = (self.runner_of)(claimed, journal)?.log(journal.clone());
        let report = runner.run(call, Arc::clone(&flow), cancellation).await;
        report
            .map(|report| Conclusion::of_flow(&report))
            .map_err(|refused| refused.to_string())
    }
}

impl Conductor for FlowConductor {
    fn conduct<'a>(
        &'a self,
        claimed: &'a Claimed,
        journal: &'a CallJournal,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Conclusion> {
        Box::pin(async move {
            let followed = self.follow(claimed, journal, cancellation).await;
            followed.unwrap_or_else(Conclusion::refused)
        })
    }

    fn care(&self) -> Care {
        self.care
    }

    fn look_after<'a>(
        &'a self,
        lost: &'a LostCall,
        journal: &'a CallJournal,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Conclusion> {
        Box::pin(async move {
            match self.aftermath(lost, journal) {
                Ok(aftermath) => aftermath.conclude(self.care, cancellation).await,
                Err(why) => aftermath::untold(lost, &why),
            }
        })
    }
}

impl fmt::Debug for FlowConductor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FlowConductor")
            .field("template", &self.template)
            .finish_non_exhaustive()
    }
}
