//! What came of a run through a flow, told to people and to the shell.
//! Its shape for programs is `runner`'s.

use cxtone_flow::Outcome;
use cxtone_payload::CallId;
use cxtone_runner::{CommandFailure, FlowReport, RunReport};

use crate::{
    exit::Exit,
    failure::{Failure, Result},
    output,
};

/// Prints it.
pub(super) fn tell(call: &CallId, report: &FlowReport, json: bool) -> Result<()> {
    let told = RunReport::of(call, report);
    if let Some(error) = told.error() {
        output::complain(&Failure::failed(error));
    }
    if let Some(why) = told.may_be_masked() {
        output::warn(&format!("the recording may still be masked: {why}"));
    }
    if let Some(why) = told.not_logged() {
        output::warn(why);
    }
    if json {
        output::json(&told)
    } else {
        output::line(report.transcript.to_string().trim_end())
    }
}

/// What the shell is told.
pub(super) fn exit(report: &FlowReport) -> Exit {
    let failure = report.failure.as_ref();
    match report.outcome {
        // However it ended: digits that may have been sent must not be sent again.
        _ if failure.is_some_and(is_open_send) => Exit::Ambiguous,
        Outcome::Finished(_) | Outcome::Transferred | Outcome::FlowHungUp => Exit::Done,
        Outcome::CallerHungUp | Outcome::Unreached(_) => Exit::CallOver,
        Outcome::Cancelled => Exit::Cancelled,
        _ if failure.is_some_and(CommandFailure::is_ambiguous) => Exit::Ambiguous,
        _ => Exit::Failed,
    }
}

/// Whether digits may have been sent or not.
fn is_open_send(failure: &CommandFailure) -> bool {
    matches!(failure, CommandFailure::Digits(_)) && failure.is_ambiguous()
}
