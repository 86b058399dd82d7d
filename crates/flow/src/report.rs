//! What was found in a flow file, and what happened in a simulated call, in the shapes in which
//! `cxtone flow --json` and the bindings tell them. Showing them to people is left to each of these.

use serde::Serialize;

use crate::{Finding, Moment, Simulated, StepName, Transcript};

/// One finding; line and column count from 1.
#[derive(Clone, Debug, Serialize)]
pub struct FindingReport<'a> {
    code: &'a str,
    severity: &'static str,
    line: u32,
    column: u32,
    message: &'a str,
    help: &'a str,
}

/// A call that was simulated. Digits are in it only as a count.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallReport<'a> {
    outcome: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<&'a str>,
    path: Vec<&'a str>,
    duration_ms: u128,
    transcript: Vec<LineReport>,
}

/// One line of a transcript, and when it was written, in the call's time.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LineReport {
    at_ms: u128,
    line: String,
}

impl<'a> FindingReport<'a> {
    /// The finding in its shape.
    #[must_use]
    pub fn of(finding: &'a Finding) -> Self {
        Self {
            code: finding.code,
            severity: finding.severity.as_str(),
            line: finding.place.line,
            column: finding.place.column,
            message: &finding.message,
            help: &finding.help,
        }
    }
}

impl<'a> CallReport<'a> {
    /// The call in its shape.
    #[must_use]
    pub fn of(simulated: &'a Simulated) -> Self {
        let session = &simulated.session;
        let outcome = session.outcome();
        let step = outcome.and_then(|outcome| outcome.step());
        Self {
            outcome: outcome.map_or("", |outcome| outcome.as_str()),
            step: step.map(StepName::as_str),
            path: session.path().iter().map(StepName::as_str).collect(),
            duration_ms: simulated.ended_at.as_millis(),
            transcript: LineReport::all(session.transcript()),
        }
    }
}

impl LineReport {
    /// Every line of the transcript, in order.
    #[must_use]
    pub fn all(transcript: &Transcript) -> Vec<Self> {
        transcript.moments().iter().map(Self::of).collect()
    }

    fn of(Moment { at, line }: &Moment) -> Self {
        Self {
            at_ms: at.as_millis(),
            line: line.to_string(),
        }
    }
}
