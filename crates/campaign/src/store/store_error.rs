//! What goes wrong with a store.
//! Whether it is tried again is the clerk's decision.

use thiserror::Error;

use crate::{UnknownOutcome, UnknownState};

/// What goes wrong with a store.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The address names no store.
    #[error("the store's address is none; give sqlite:FILE or postgres://USER@HOST/DATABASE")]
    Address,
    /// It cannot be reached, or cannot do what was asked for just now.
    #[error("the store cannot be used: {0}; check that it runs, and that its disk has room")]
    Unavailable(String),
    /// There is none.
    #[error(
        "there is no store at {file}; check its address, or begin a campaign with `cxtone campaign run`"
    )]
    Absent {
        /// The SQLite file.
        file: String,
    },
    /// Its file can be neither opened nor made.
    #[error("the store's file {file} cannot be used: {error}; check the folder and who may use it")]
    File {
        /// The SQLite file.
        file: String,
        /// Why.
        error: String,
    },
    /// It refused what was asked for.
    #[error("the store refused: {0}")]
    Refused(String),
    /// A newer version wrote it.
    #[error("the store has schema {found} and this program knows {known}; use the newer program")]
    Newer {
        /// The store's.
        found: i64,
        /// This program's.
        known: i64,
    },
    /// Another flow's campaign is there.
    #[error("the store holds a campaign with another flow; name another store for this one")]
    OtherFlow,
    /// There is no campaign yet.
    #[error("the store holds no campaign; begin one with `cxtone campaign run`")]
    NoCampaign,
    /// The campaign was cancelled.
    #[error("the campaign was cancelled and stays so; name another store for a new one")]
    Cancelled,
    /// Another worker has the call by now.
    #[error("another worker has taken the call over")]
    Fenced,
    /// It holds an outcome that there is not.
    #[error(transparent)]
    Outcome(#[from] UnknownOutcome),
    /// It holds a state that there is not.
    #[error(transparent)]
    State(#[from] UnknownState),
    /// The connection was closed.
    #[error("the store was closed")]
    Closed,
}
