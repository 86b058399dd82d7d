//! How a call's media stand: what is under way, how an entry stands, how the call ended.
//! What makes them stand so is the conversation's.

use core::time::Duration;

use cxtone_dtmf::Digits;
use cxtone_flow::{Collected, Ended};
use serde::Serialize;

/// What the far end is doing in the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Media {
    Idle,
    Playing,
    Collecting,
}

/// How a conversation ended.
#[derive(Clone, Copy)]
pub(crate) struct Over {
    /// Since the call began.
    pub(crate) at: Duration,
    /// Why it never came about, if it did not.
    pub(crate) reason: Option<&'static str>,
}

/// How a collection stands.
pub(crate) enum Entry {
    /// Nothing is known before so much time has passed, if nothing unforeseen happens.
    Awaited(Duration),
    Over(Box<Collected>),
    /// There is no such collection.
    Unknown,
}

/// The entry of a caller who was never there.
pub(super) fn nothing() -> Collected {
    Collected {
        digits: Digits::new(),
        terminator: None,
        ended: Ended::HungUp,
    }
}
