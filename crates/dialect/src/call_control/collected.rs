//! What a far end collected: digits, the terminator apart, and what ended the entry.
//! Whether it is what was asked for is judged by the flow.

use cxtone_dtmf::{Digit, Digits};

/// One entry. `Debug` shows how many digits there are, and whether there is a terminator.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Collected {
    /// The digits, also of an entry that is not complete, without the terminator.
    pub digits: Digits,
    /// The key that ended the entry, where the far end tells it.
    pub terminator: Option<Digit>,
    /// What ended the entry.
    pub ended: EntryEnd,
}

/// What ended an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EntryEnd {
    /// It has as many digits as it may.
    Full,
    /// A terminator.
    Terminator,
    /// The time was up.
    Timeout,
    /// The caller hung up.
    HungUp,
    /// The collection was stopped.
    Stopped,
    /// The far end does not tell.
    Untold,
}

/// An answer that was a success and yet does not tell what was asked for. Nothing of it is shown:
/// it may hold digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the far end's answer cannot be read: {what}; check the API URL and the dialect")]
pub struct Unreadable {
    /// What is wrong; never a value of the answer.
    pub what: &'static str,
}

impl core::fmt::Debug for Collected {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter
            .debug_struct("Collected")
            .field("digits", &self.digits)
            .field("terminated", &self.terminator.is_some())
            .field("ended", &self.ended)
            .finish()
    }
}
