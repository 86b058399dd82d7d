//! What is told of a conversation: what happened in it, and when.
//! Who did it is decided by the conversation.

use core::time::Duration;

use cxtone_dtmf::Digit;
use cxtone_flow::Collected;
use serde::Serialize;

/// How much is kept of one conversation; what comes after is not told.
const SAID_MAX: usize = 4_096;

/// One thing that happened. It shows keys in JSON, as what was heard does, and has no `Debug`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Said {
    /// Seconds since the call began.
    at: f64,
    what: &'static str,
    /// The prompt's name, or what ended an entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// The key, or the keys of an entry without its terminator.
    #[serde(skip_serializing_if = "Option::is_none")]
    keys: Option<String>,
}

/// What happened so far.
#[derive(Default)]
pub(super) struct Story(Vec<Said>);

impl Said {
    pub(super) fn of(at: Duration, what: &'static str) -> Self {
        Self {
            at: at.as_secs_f64(),
            what,
            name: None,
            keys: None,
        }
    }

    pub(super) fn named(at: Duration, what: &'static str, name: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            ..Self::of(at, what)
        }
    }

    pub(super) fn key(at: Duration, key: Digit) -> Self {
        Self {
            keys: Some(key.as_char().to_string()),
            ..Self::of(at, "key")
        }
    }

    pub(super) fn entry(at: Duration, entry: &Collected) -> Self {
        Self {
            keys: Some(entry.digits.chars().collect()),
            ..Self::named(at, "entry", entry.ended.as_str())
        }
    }
}

impl Story {
    pub(super) fn add(&mut self, said: Said) {
        if self.0.len() < SAID_MAX {
            self.0.push(said);
        }
    }

    pub(super) fn told(&self) -> Vec<Said> {
        self.0.clone()
    }
}
