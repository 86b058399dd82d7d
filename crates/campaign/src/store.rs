//! The store of a campaign: its calls, its journal and its workers, in SQLite or PostgreSQL.
//! What stands in it is told by `schema`; each thing done to it is an operation of its own.

mod clerk;
mod desk;
mod operation;
mod schema;
mod sqlite_file;
mod store_error;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use core::time::Duration;

use tokio::sync::{mpsc, oneshot};

pub(crate) use clerk::Patience;
use clerk::{Clerk, Job, Pending, QUEUE_MAX};
use desk::Place;
#[cfg(test)]
pub(crate) use operation::TakenOver;
pub(crate) use operation::{
    Beat, Begin, Claim, ClaimAnswer, ClaimedRow, Command, EffectKey, EndWorker, Ending, Finish,
    Heir, Intend, Intended, Load, LostEffect, LostRow, Observation, Observe, ReadCalls,
    ReadEffects, ReadStatus, ReadWorkers, Register, Release, Seen, TakeOver,
};
pub use operation::{
    CallRow, EffectRow, EffectStatus, Heading, LOAD_ROWS_MAX, Loaded, Status, WorkerStatus,
};
pub use store_error::StoreError;
#[cfg(test)]
pub(crate) use testing::TestStore;

use crate::{CallOutcome, CampaignState, NewCall};

/// A connection to a campaign's store. Cheap to clone; clones share one connection.
///
/// What several calls write at the same time is committed together: a sync of the disk, which is
/// what durability costs, is shared by all that wait for it. Each answer means that what was asked
/// for is on disk, where the database syncs as it is set up here.
#[derive(Clone, Debug)]
pub struct Store {
    jobs: mpsc::Sender<Box<dyn Job>>,
}

impl Store {
    /// Opens the store at an address, `sqlite:FILE` or `postgres://…`, and brings its schema up to
    /// date. A SQLite file that is not there is made, for its owner alone.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when it cannot be reached, or was written by a newer version.
    pub async fn open(address: &str) -> Result<Self, StoreError> {
        let place = Place::new(address)?;
        place.make()?;
        Self::at(place).await
    }

    /// Opens the store at an address as [`Store::open`] does, where there is one; nothing is made
    /// where there is none.
    ///
    /// # Errors
    ///
    /// As [`Store::open`], and [`StoreError::Absent`] where the SQLite file is not there,
    /// [`StoreError::NoCampaign`] where the database has never been a campaign's store.
    pub async fn open_existing(address: &str) -> Result<Self, StoreError> {
        Self::at(Place::new(address)?.existing()?).await
    }

    async fn at(place: Place) -> Result<Self, StoreError> {
        let clerk = Clerk::open(place).await?;
        let (jobs, queue) = mpsc::channel(QUEUE_MAX);
        tokio::spawn(clerk.work(queue));
        Ok(Self { jobs })
    }

    /// Begins the campaign, or takes up the one that is there.
    ///
    /// # Errors
    ///
    /// [`StoreError::OtherFlow`] where the store's campaign has another flow.
    pub async fn begin(&self, heading: Heading) -> Result<(), StoreError> {
        self.run(Begin(heading), Patience::CONTROL).await?
    }

    /// Adds calls, at most [`LOAD_ROWS_MAX`] at a time. A call that is there already stays as it
    /// is.
    ///
    /// # Errors
    ///
    /// [`StoreError::Cancelled`] and [`StoreError::NoCampaign`], and then none was added; with any
    /// other [`StoreError`] it may be that they were, and adding them again adds none twice.
    pub async fn load(&self, calls: Vec<NewCall>) -> Result<Loaded, StoreError> {
        self.run(Load(calls), Patience::LOAD).await?
    }

    /// Tells the workers what to do from now on. A cancelled campaign stays so.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoCampaign`] where none was begun, and [`StoreError::Cancelled`].
    pub async fn command(&self, state: CampaignState) -> Result<(), StoreError> {
        loop {
            let left = self.run(Command(state), Patience::CONTROL).await??;
            if left == 0 {
                return Ok(());
            }
        }
    }

    /// How the campaign stands.
    ///
    /// # Errors
    ///
    /// [`StoreError::NoCampaign`] where none was begun.
    pub async fn status(&self) -> Result<Status, StoreError> {
        self.run(ReadStatus, Patience::CONTROL).await?
    }

    /// All workers that there were, in the order in which they began.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn workers(&self) -> Result<Vec<WorkerStatus>, StoreError> {
        let mut workers: Vec<WorkerStatus> = Vec::new();
        loop {
            let after = workers.last().map_or(0, |worker| worker.number);
            let more = self.run(ReadWorkers { after }, Patience::CONTROL).await?;
            if more.is_empty() {
                return Ok(workers);
            }
            workers.extend(more);
        }
    }

    /// Up to so many calls after this number, in the order in which they were added, each with
    /// what was done in it.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    pub async fn calls(&self, after: i64, at_most: u32) -> Result<Vec<CallRow>, StoreError> {
        let mut calls = self
            .run(ReadCalls { after, at_most }, Patience::CONTROL)
            .await??;
        let (Some(first), Some(last)) = (calls.first(), calls.last()) else {
            return Ok(calls);
        };
        let (from, to) = (first.number, last.number);
        let effects = self
            .run(ReadEffects { from, to }, Patience::CONTROL)
            .await??;
        for (number, effect) in effects {
            if let Ok(index) = calls.binary_search_by_key(&number, |call| call.number) {
                calls[index].effects.push(effect);
            }
        }
        Ok(calls)
    }

    /// Does one thing, and waits until it is on disk.
    pub(crate) async fn run<O: operation::Operation>(
        &self,
        operation: O,
        patience: Duration,
    ) -> Result<O::Answer, StoreError> {
        let answered = self.hand_in(operation, patience).await?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Has one thing done. What is handed in later is on disk with it, or later.
    pub(crate) async fn hand_in<O: operation::Operation>(
        &self,
        operation: O,
        patience: Duration,
    ) -> Result<oneshot::Receiver<Result<O::Answer, StoreError>>, StoreError> {
        let (answer, answered) = oneshot::channel();
        let job = Pending::new(operation, answer, patience);
        match self.jobs.send(Box::new(job)).await {
            Ok(()) => Ok(answered),
            Err(_) => Err(StoreError::Closed),
        }
    }
}

/// An outcome as a store has it.
fn outcome(word: Option<String>) -> Result<Option<CallOutcome>, StoreError> {
    word.map(|word| word.parse().map_err(StoreError::Outcome))
        .transpose()
}
