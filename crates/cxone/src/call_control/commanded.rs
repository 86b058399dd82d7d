//! What is reported of one media command: outcome, attempts, times.
//! What is written down of it is left to the callers.

use crate::{CommandError, Timing};

/// One media command, ended.
#[derive(Clone, Debug)]
pub struct Commanded<T> {
    /// What came of it, or why nothing did.
    pub outcome: Result<T, CommandError>,
    /// Requests sent; token requests are not counted.
    pub attempts: u32,
    /// Whether another attempt was held back by the retry budget alone: many others failed too.
    pub retry_denied: bool,
    /// How long its stages took, also where it failed.
    pub timing: Timing,
    /// The far end's id for the last request, where it gave one that repeats neither digits nor token.
    pub correlation_id: Option<String>,
}

impl<T> Commanded<T> {
    /// A command that was refused here.
    pub(crate) fn unsent(error: CommandError) -> Self {
        Self {
            outcome: Err(error),
            attempts: 0,
            retry_denied: false,
            timing: Timing::default(),
            correlation_id: None,
        }
    }
}
