//! One check of `doctor`: what was looked at, what came of it, how to mend it.

use core::fmt;

use owo_colors::OwoColorize as _;
use serde::Serialize;

use crate::failure::{Failure, Result};

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// All is well.
    Passed,
    /// Something is wrong.
    Failed,
    /// It could not be looked at.
    Skipped,
}

/// One check.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    name: &'static str,
    pub(super) state: State,
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
}

impl Check {
    pub(super) const fn passed(name: &'static str, message: String) -> Self {
        Self {
            name,
            state: State::Passed,
            message,
            help: None,
        }
    }

    pub(super) fn failed(name: &'static str, message: String, help: &str) -> Self {
        Self {
            name,
            state: State::Failed,
            message,
            help: Some(help.to_owned()),
        }
    }

    pub(super) fn skipped(name: &'static str, why: &str) -> Self {
        Self {
            name,
            state: State::Skipped,
            message: why.to_owned(),
            help: None,
        }
    }

    /// A value of the configuration, or what is wrong with it.
    pub(super) fn configured(name: &'static str, value: Result<String>) -> Self {
        match value {
            Ok(value) => Self::passed(name, value),
            Err(Failure::Told { message, help, .. }) => Self {
                name,
                state: State::Failed,
                message,
                help,
            },
            Err(Failure::ClosedPipe) => Self::skipped(name, "not looked at"),
        }
    }
}

impl fmt::Display for Check {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.state {
            State::Passed => write!(formatter, "{}", "ok     ".green())?,
            State::Failed => write!(formatter, "{}", "failed ".red().bold())?,
            State::Skipped => write!(formatter, "{}", "skipped".yellow())?,
        }
        write!(formatter, "  {:<14}  {}", self.name, self.message)?;
        if let Some(help) = &self.help {
            write!(formatter, "\n{:>25}{} {help}", "", "help:".cyan())?;
        }
        Ok(())
    }
}
