//! What came of a run through a flow, told to people and to programs.

use cxtone_flow::{Moment, Outcome, StepName};
use cxtone_payload::CallId;
use cxtone_runner::FlowReport;
use serde::Serialize;

use crate::{
    exit::Exit,
    failure::{Failure, Result, with_causes},
    output,
};

/// What came of it. It holds no digit and no secret.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Told<'a> {
    call_id: &'a str,
    run_id: &'a str,
    outcome: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<&'a str>,
    path: Vec<&'a str>,
    /// Of the last entry, as a count.
    digits: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    ambiguous: bool,
    /// The recording was masked and perhaps not unmasked.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    may_be_masked: bool,
    transcript: Vec<Line>,
    #[serde(skip)]
    report: &'a FlowReport,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line {
    at_ms: u128,
    line: String,
}

impl<'a> Told<'a> {
    pub(super) fn of(call: &'a CallId, report: &'a FlowReport) -> Self {
        let line = |Moment { at, line }: &Moment| Line {
            at_ms: at.as_millis(),
            line: line.to_string(),
        };
        let failure = report.failure.as_ref();
        Self {
            call_id: call.as_str(),
            run_id: report.run_id.as_str(),
            outcome: report.outcome.as_str(),
            step: report.outcome.step().map(StepName::as_str),
            path: report.path.iter().map(StepName::as_str).collect(),
            digits: report.digits.to_string(),
            error: failure.map(|failure| with_causes(failure)),
            ambiguous: failure.is_some_and(|failure| failure.is_ambiguous()),
            may_be_masked: report.unmasking_failure.is_some(),
            transcript: report.transcript.moments().iter().map(line).collect(),
            report,
        }
    }

    /// Prints it.
    pub(super) fn tell(&self, json: bool) -> Result<()> {
        if let Some(error) = &self.error {
            output::complain(&Failure::failed(error));
        }
        if let Some(failure) = &self.report.unmasking_failure {
            let failure = with_causes(failure);
            output::warn(&format!("the recording may still be masked: {failure}"));
        }
        if let Some(trouble) = &self.report.log_trouble {
            output::warn(&trouble.to_string());
        }
        if json {
            output::json(self)
        } else {
            output::line(self.report.transcript.to_string().trim_end())
        }
    }

    /// What the shell is told.
    pub(super) const fn exit(&self) -> Exit {
        match self.report.outcome {
            Outcome::Finished(_) | Outcome::Transferred | Outcome::FlowHungUp => Exit::Done,
            Outcome::CallerHungUp | Outcome::Unreached(_) => Exit::CallOver,
            Outcome::Cancelled => Exit::Cancelled,
            _ if self.ambiguous => Exit::Ambiguous,
            _ => Exit::Failed,
        }
    }
}
