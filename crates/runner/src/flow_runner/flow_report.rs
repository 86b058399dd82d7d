//! What is reported of one run through a flow.
//! How it came about is the runner's and the session's.

use cxtone_audit::InjectionId;
use cxtone_cxone::CommandError;
use cxtone_dtmf::Digits;
use cxtone_flow::{Outcome, Session, StepName, Transcript};
use thiserror::Error;

use super::journal::Journal;
use crate::{Failure, LogError};

/// One run through a flow, ended. `Debug` shows of digits only how many.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FlowReport {
    /// Ties the commands' audit records together.
    pub run_id: InjectionId,
    /// How the flow ended.
    pub outcome: Outcome,
    /// The steps entered, in order.
    pub path: Vec<StepName>,
    /// The digits of the last entry, also of one that is not complete; none of a sensitive step.
    pub digits: Digits,
    /// What happened, line by line.
    pub transcript: Transcript,
    /// Why a command failed, if one did.
    pub failure: Option<CommandFailure>,
    /// Why the recording may still be masked, if it was masked and not surely unmasked. After a
    /// call that is over, a far end may refuse to unmask it.
    pub unmasking_failure: Option<CommandFailure>,
    /// A record was not written of a command that had been sent.
    pub log_trouble: Option<LogError>,
}

/// Why a flow's command failed.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum CommandFailure {
    /// The far end did not, or perhaps did not, carry it out.
    #[error(transparent)]
    Command(CommandError),
    /// Digits were not, or perhaps not, delivered.
    #[error(transparent)]
    Digits(Box<Failure>),
    /// The *intended* record could not be written, so nothing was sent.
    #[error("{0}; the command was not sent")]
    NotLogged(#[source] LogError),
    /// The flow was given up while a prompt played, which no command stops.
    #[error("a prompt still plays, and the far end has no command that stops it")]
    StillPlaying,
    /// The far end does not tell whether a prompt plays.
    #[error(
        "the call's status has no `media`, so nobody knows when a prompt has ended; \
         let a `collect` or `menu` step play it"
    )]
    PromptEndUntold,
    /// A step that the far end has no command for. Flows with such steps are refused.
    #[error("there is no command for this step; check the flow before running it")]
    Impossible,
}

impl CommandFailure {
    /// Whether the command may have been carried out all the same.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        match self {
            Self::Command(error) => error.is_ambiguous(),
            Self::Digits(failure) => failure.is_ambiguous(),
            _ => false,
        }
    }
}

impl FlowReport {
    pub(super) fn of(
        session: &Session,
        (failure, unmasking_failure): (Option<CommandFailure>, Option<CommandFailure>),
        journal: &Journal,
    ) -> Self {
        Self {
            run_id: journal.run_id().clone(),
            outcome: session
                .outcome()
                .cloned()
                .expect("a session is driven to its end"),
            path: session.path().to_vec(),
            digits: session.digits(),
            transcript: session.transcript().clone(),
            failure,
            unmasking_failure,
            log_trouble: journal.trouble(),
        }
    }
}
