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
#[cfg(test)]
pub(crate) use take_over::TakenOver;
pub(crate) use take_over::{Heir, LostEffect, LostRow, TakeOver};
pub(crate) use workers::{Beat, EndWorker, Register, Seen};

use super::desk::Desk;

/// A kind of things to do within a transaction: all of a kind are done together.
pub(crate) trait Operation: Send + Sync + Sized + 'static {
    /// What comes of one.
    type Answer: Send + 'static;

    /// Whether each must have a transaction of its own.
    const ALONE: bool = false;

    /// Whether it only reads: then it neither waits for who writes, nor they for it.
    const READS: bool = false;

    /// Within a transaction kinds of a lower rank go first: what is done in a call is written down
    /// before its end.
    const RANK: u8 = 0;

    /// Does them all, and answers each in the same order.
    fn run_all<'a>(
        all: &'a [&'a Self],
        desk: &'a mut Desk,
    ) -> BoxFuture<'a, Result<Vec<Self::Answer>, sqlx::Error>>;
}

/// An operation that is seldom asked for by several at once, and is done one after the other.
pub(crate) trait Single: Send + Sync + 'static {
    /// What comes of it.
    type Answer: Send + 'static;

    /// Whether it must have a transaction of its own.
    const ALONE: bool = false;

    /// Whether it only reads.
    const READS: bool = false;

    /// Does it.
    fn run<'a>(&'a self, desk: &'a mut Desk) -> BoxFuture<'a, Result<Self::Answer, sqlx::Error>>;
}

impl<S: Single> Operation for S {
    type Answer = S::Answer;
    const ALONE: bool = S::ALONE;
    const READS: bool = S::READS;

    fn run_all<'a>(
        all: &'a [&'a Self],
        desk: &'a mut Desk,
    ) -> BoxFuture<'a, Result<Vec<Self::Answer>, sqlx::Error>> {
        Box::pin(async move {
            let mut answers = Vec::with_capacity(all.len());
            for one in all {
                answers.push(one.run(desk).await?);
            }
            Ok(answers)
        })
    }
}
