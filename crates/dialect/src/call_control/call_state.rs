//! How a call is, as its far end tells it.
//! When it is asked for, and what follows from it, is left to the callers.

/// The answer to a question for a call's status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallStatus {
    /// How the call is.
    pub state: CallState,
    /// What its media do, where the far end tells that.
    pub media: Option<Media>,
    /// Why the call failed, where the far end tells that nobody was reached.
    pub unreached: Option<Unreached>,
}

/// Why nobody was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unreached {
    /// The line was busy.
    Busy,
    /// Nobody answered.
    NoAnswer,
}

/// How a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CallState {
    /// Not answered yet.
    Ringing,
    /// Answered.
    Active,
    /// Over; somebody hung up.
    Completed,
    /// Over; it never came about, or it broke.
    Failed,
    /// A word that is not known. It is no error, yet nothing can be concluded from it.
    Other,
}

/// What a call's media do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Media {
    /// Nothing is under way.
    Idle,
    /// A prompt plays.
    Playing,
    /// Keys are collected, or the prompt before them plays.
    Collecting,
    /// A word that is not known.
    Other,
}

impl CallState {
    /// Whether a media command may be sent: the call is ringing or active.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Ringing | Self::Active)
    }

    /// Whether it is known to be over.
    #[must_use]
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Completed | Self::Failed)
    }
}
