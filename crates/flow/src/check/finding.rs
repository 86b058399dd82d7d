//! What a check finds in a flow file: a code, a place, what is wrong and the way out.
//! Showing it to people is left to who asked.

use core::fmt;

use crate::{limits::FINDINGS_MAX, place::Place};

/// One fault of a flow file. No field ever quotes digits of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What kind of fault it is, for programs, such as `flow::unreachable-step`.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// The way out.
    pub help: String,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The flow runs, but perhaps not as it was meant.
    Warning,
    /// The flow cannot run, or some of it can never do what it says.
    Error,
}

impl Severity {
    /// `warning` or `error`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Place { line, column, .. } = self.place;
        let Self {
            code,
            message,
            help,
            ..
        } = self;
        let severity = self.severity.as_str();
        write!(
            formatter,
            "{line}:{column}: {severity}[{code}]: {message}; {help}"
        )
    }
}

/// Findings as they are made, up to the limit.
#[derive(Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    pub(super) fn error(
        &mut self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Severity::Error, code, place, message.into(), help.into());
    }

    pub(super) fn warning(
        &mut self,
        code: &'static str,
        place: Place,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Severity::Warning, code, place, message.into(), help.into());
    }

    /// Whether no more are taken, so that looking for them is of no use.
    pub(super) const fn is_full(&self) -> bool {
        self.0.len() >= FINDINGS_MAX
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them in the order of the text.
    pub(super) fn sorted(mut self) -> Vec<Finding> {
        self.0.sort_by_key(|finding| finding.place);
        self.0
    }

    fn push(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: Place,
        message: String,
        help: String,
    ) {
        let finding = Finding {
            code,
            severity,
            place,
            message,
            help,
        };
        if !self.is_full() && !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }
}
