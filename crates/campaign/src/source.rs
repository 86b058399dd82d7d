//! Calls on their way into a campaign: what a call brings along, and what is wrong with a row.
//! Where rows come from is in `csv_calls` and `json_lines_calls`; any iterator of them will do.

mod csv_calls;
mod csv_rows;
mod json_lines_calls;

use core::fmt;
use std::{collections::BTreeMap, io};

use cxtone_payload::CallId;
use thiserror::Error;

pub use csv_calls::CsvCalls;
pub use json_lines_calls::JsonLinesCalls;

/// The most variables that a call brings along.
pub const VARIABLES_MAX: usize = 64;

/// The most bytes of a variable's value.
pub const VARIABLE_BYTES_MAX: usize = 1024;

/// The highest priority; the lowest is its negative.
pub const PRIORITY_MAX: i32 = 1_000_000;

/// The name of the field with the call's id.
const CALL_ID: &str = "callId";

/// The name of the field with the call's priority.
const PRIORITY: &str = "priority";

/// A call that a campaign is to take through its flow. `Debug` shows no variable's value.
#[derive(Clone, PartialEq, Eq)]
pub struct NewCall {
    call: CallId,
    priority: i32,
    variables: BTreeMap<String, String>,
}

/// A row that is no call.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("line {line}: {why}")]
pub struct BadRow {
    /// Where it stands, counted from one.
    pub line: u64,
    /// What is wrong with it; never a value from the row but the call's id.
    pub why: String,
}

/// Why a source cannot be read any further.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SourceError {
    /// It cannot be read.
    #[error("the calls cannot be read: {0}")]
    Read(#[from] io::Error),
    /// Its first line does not name the columns.
    #[error("the calls have no columns that can be used: {0}")]
    Columns(String),
}

impl NewCall {
    /// A call with its priority, the higher the sooner, and its variables.
    ///
    /// # Errors
    ///
    /// What is wrong with it: an id that is none, a priority beyond [`PRIORITY_MAX`], more than
    /// [`VARIABLES_MAX`] variables, one longer than [`VARIABLE_BYTES_MAX`], or a name that is not a
    /// letter followed by up to 63 letters, digits, `-` and `_`.
    pub fn new(
        call: &str,
        priority: i32,
        variables: BTreeMap<String, String>,
    ) -> Result<Self, String> {
        let call = CallId::new(call).map_err(|error| format!("`{CALL_ID}`: {error}"))?;
        if priority.unsigned_abs() > PRIORITY_MAX.unsigned_abs() {
            return Err(format!(
                "`{PRIORITY}` is beyond what it may be: {} to {PRIORITY_MAX}",
                -PRIORITY_MAX
            ));
        }
        if variables.len() > VARIABLES_MAX {
            let found = variables.len();
            return Err(format!(
                "it has {found} variables and may have {VARIABLES_MAX}"
            ));
        }
        for (name, value) in &variables {
            check_name(name)?;
            if value.len() > VARIABLE_BYTES_MAX {
                return Err(format!(
                    "`{name}` has {} bytes and may have {VARIABLE_BYTES_MAX}",
                    value.len()
                ));
            }
        }
        Ok(Self {
            call,
            priority,
            variables,
        })
    }

    /// The call.
    #[must_use]
    pub const fn call(&self) -> &CallId {
        &self.call
    }

    /// The higher, the sooner.
    #[must_use]
    pub const fn priority(&self) -> i32 {
        self.priority
    }

    /// What the flow can use, by name.
    #[must_use]
    pub const fn variables(&self) -> &BTreeMap<String, String> {
        &self.variables
    }
}

impl fmt::Debug for NewCall {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("NewCall")
            .field("call", &self.call)
            .field("priority", &self.priority)
            .field("variables", &self.variables.keys())
            .finish()
    }
}

/// Whether a variable may be called so.
pub(crate) fn check_name(name: &str) -> Result<(), String> {
    let mut characters = name.chars();
    let first = characters
        .next()
        .is_some_and(|one| one.is_ascii_alphabetic());
    let rest = characters.all(|one| one.is_ascii_alphanumeric() || one == '-' || one == '_');
    if first && rest && name.len() <= 64 {
        Ok(())
    } else {
        Err(format!(
            "a column of {} characters is named so that no flow can use it; \
             begin with a letter, go on with up to 63 letters, digits, `-` and `_`",
            name.chars().count()
        ))
    }
}

/// A priority as it is written.
fn priority(text: &str) -> Result<i32, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(0);
    }
    text.parse()
        .map_err(|_| format!("`{PRIORITY}` is no whole number"))
}
