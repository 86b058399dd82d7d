//! What a campaign's workers are to do: go on, wait, end after the running calls, or end.
//! How they are told is the store's and the worker's.

use core::{fmt, str::FromStr};

use thiserror::Error;

/// What the workers of a campaign are to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CampaignState {
    /// Begin calls.
    Running,
    /// Begin none until it is resumed; calls that run go on.
    Paused,
    /// Begin none, and end when the running calls have ended.
    Draining,
    /// End the running calls too; those that wait never begin.
    Cancelled,
}

/// A word that is no state.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no state of a campaign; the store was written by a newer version or by others")]
pub struct UnknownState(pub String);

impl CampaignState {
    /// `running`, `paused`, `draining` or `cancelled`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Draining => "draining",
            Self::Cancelled => "cancelled",
        }
    }
}

impl FromStr for CampaignState {
    type Err = UnknownState;

    fn from_str(word: &str) -> Result<Self, UnknownState> {
        [Self::Running, Self::Paused, Self::Draining, Self::Cancelled]
            .into_iter()
            .find(|state| state.as_str() == word)
            .ok_or_else(|| UnknownState(word.to_owned()))
    }
}

impl fmt::Display for CampaignState {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}
