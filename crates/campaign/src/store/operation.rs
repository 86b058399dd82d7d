//! What can be done to a store: each operation is a few statements within one transaction.
//! The transaction itself, and trying again, is the clerk's. Every operation may be done twice, as
//! happens when the answer to a commit is lost, and does the same then.

mod begin;
mod calls;
mod claim;
mod effects;
mod finish;
mod load;
mod rows;
mod status;
mod take_over;
mod workers;

use futures_util::future::BoxFuture;

pub use begin::Heading;
pub(crate) use begin::{Begin, Command};
pub use calls::{CallRow, EffectRow, EffectStatus};
pub(crate) use calls::{ReadCalls, ReadEffects};
pub(crate) use claim::{Claim, ClaimAnswer, ClaimedRow};
pub(crate) use effects::{EffectKey, Intend, Intended, Observation, Observe};
pub(crate) use finish::{Ending, Finish, Release};
pub(crate) use load::Load;
pub use load::{LOAD_ROWS_MAX, Loaded};
pub(crate) use status::{ReadStatus, ReadWorkers};
pub use status::{Status, WorkerStatus};
pub(crate) use take_over::TakeOver;
#[cfg(test)]
pub(crate) use take_over::TakenOver;
pub(crate) use workers::{Beat, EndWorker, Register, Seen};

use super::desk::Desk;

/// Something to do within a transaction.
pub(crate) trait Operation: Send + 'static {
    /// What comes of it.
    type Answer: Send + 'static;

    /// Whether it must have a transaction of its own.
    const ALONE: bool = false;

    /// Does it.
    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<Self::Answer, sqlx::Error>>;
}
