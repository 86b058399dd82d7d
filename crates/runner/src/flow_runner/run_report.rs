//! What came of a run through a flow, in the shape in which `cxtone ivr --json` and the bindings
//! tell it. Showing it to people is left to each of these.

use cxtone_flow::{LineReport, StepName};
use cxtone_payload::CallId;
use serde::Serialize;

use super::FlowReport;
use crate::with_causes;

/// One run through a flow. Digits are in it only as a count.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RunReport<'a> {
    call_id: &'a str,
    run_id: &'a str,
    outcome: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<&'a str>,
    path: Vec<&'a str>,
    /// Of the last entry.
    digits: String,
    /// Why a command failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    ambiguous: bool,
    /// The recording was masked and perhaps not unmasked; why.
    #[serde(skip_serializing_if = "Option::is_none")]
    may_be_masked: Option<String>,
    /// A record of a command that had been sent was not written; why.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_logged: Option<String>,
    transcript: Vec<LineReport>,
}

impl<'a> RunReport<'a> {
    /// The run through this call in its shape.
    #[must_use]
    pub fn of(call: &'a CallId, report: &'a FlowReport) -> Self {
        let failure = report.failure.as_ref();
        let unmasking = report.unmasking_failure.as_ref();
        let trouble = report.log_trouble.as_ref();
        Self {
            call_id: call.as_str(),
            run_id: report.run_id.as_str(),
            outcome: report.outcome.as_str(),
            step: report.outcome.step().map(StepName::as_str),
            path: report.path.iter().map(StepName::as_str).collect(),
            digits: report.digits.to_string(),
            error: failure.map(|failure| with_causes(failure)),
            ambiguous: failure.is_some_and(super::CommandFailure::is_ambiguous),
            may_be_masked: unmasking.map(|failure| with_causes(failure)),
            not_logged: trouble.map(|trouble| with_causes(trouble)),
            transcript: LineReport::all(&report.transcript),
        }
    }

    /// Why a command failed, where one did.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// Why the recording may still be masked, where it may.
    #[must_use]
    pub fn may_be_masked(&self) -> Option<&str> {
        self.may_be_masked.as_deref()
    }

    /// Why a record was not written, where one was not.
    #[must_use]
    pub fn not_logged(&self) -> Option<&str> {
        self.not_logged.as_deref()
    }
}
