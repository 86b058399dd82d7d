//! What is kept and told of a command that a call was asked for: never its digits.
//! Which commands there are is decided by the endpoints.

use serde::{Serialize, Serializer};

use crate::command::Signalling;

/// A command that the call was asked for, without its digits.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommandNote {
    /// `dtmf`, or what an interaction was asked to do.
    pub(crate) command: &'static str,
    #[serde(rename = "type")]
    pub(crate) signalling: Option<Signalling>,
    /// How many digits there were.
    pub(crate) count: Option<usize>,
    /// "[5 digits]".
    #[serde(serialize_with = "as_count")]
    pub(crate) digits: Option<usize>,
    /// Seconds since the call began.
    pub(crate) at: f64,
    pub(crate) outcome: Execution,
    /// None: the connection was dropped without an answer.
    pub(crate) status: Option<u16>,
    /// The fault that it met.
    pub(crate) fault: Option<&'static str>,
    /// Whether another injection was still playing.
    pub(crate) overlaps: bool,
}

/// Whether a command was executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Execution {
    /// It was, once.
    Executed,
    /// It was not.
    Refused,
    /// It was executed before under the same key, and not again.
    Repeated,
}

fn as_count<S: Serializer>(digits: &Option<usize>, serializer: S) -> Result<S::Ok, S::Error> {
    match digits {
        Some(count) => serializer.collect_str(&format_args!("[{count} digits]")),
        None => serializer.serialize_none(),
    }
}
