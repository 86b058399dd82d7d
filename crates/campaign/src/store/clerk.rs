//! The one who writes: takes what waits, does it in one transaction, answers when that is on disk.
//! What is done is the operations'; a store that is away is waited for, here and nowhere else.

use core::{
    any::{Any, TypeId},
    time::Duration,
};

use futures_util::future::BoxFuture;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep, timeout},
};

use super::{
    StoreError,
    desk::{Desk, Place, is_passing},
    operation::Operation,
    schema,
};

/// The most things that wait for the clerk; who comes later waits for a place.
pub(super) const QUEUE_MAX: usize = 4096;

/// The most things in one transaction.
const BATCH_MAX: usize = 256;

/// How long one transaction may take; a connection over which it takes longer is given up.
const TRANSACTION_MAX: Duration = Duration::from_secs(60);

/// How long to wait before trying again, at first and at most.
const PAUSE_MIN: Duration = Duration::from_millis(50);
const PAUSE_MAX: Duration = Duration::from_secs(2);

/// How long the store may be away before something is given up.
pub(crate) struct Patience;

impl Patience {
    /// For what a person waits for, and what a worker asks again anyway.
    pub(crate) const CONTROL: Duration = Duration::from_secs(15);
    /// For what must be on disk before something is sent: later the moment has passed.
    pub(crate) const BEFORE_SENDING: Duration = Duration::from_secs(30);
    /// For what has happened and must not be lost.
    pub(crate) const AFTERWARDS: Duration = Duration::from_secs(3600);
    /// For calls on their way into the campaign.
    pub(crate) const LOAD: Duration = Duration::from_secs(300);
}

/// A thing to do, whatever its answer is.
pub(super) trait Job: Any + Send {
    /// Whether it must have a transaction of its own, since it takes rows from other workers.
    fn is_alone(&self) -> bool;
    fn is_read(&self) -> bool;
    /// Which things are done together, and before which others.
    fn kind(&self) -> (u8, TypeId);
    fn deadline(&self) -> Instant;
    /// How those of its kind are done.
    fn doing(&self) -> Doing;
    /// Answers what was done.
    fn confirm(self: Box<Self>);
    fn fail(self: Box<Self>, error: StoreError);
}

/// Does things of one kind; may be done again if the transaction fails.
type Doing =
    for<'a> fn(&'a mut [Box<dyn Job>], &'a mut Desk) -> BoxFuture<'a, Result<(), sqlx::Error>>;

/// An operation on its way, with who waits for its answer.
pub(super) struct Pending<O: Operation> {
    operation: O,
    done: Option<O::Answer>,
    answer: oneshot::Sender<Result<O::Answer, StoreError>>,
    deadline: Instant,
}

impl<O: Operation> Pending<O> {
    pub(super) fn new(
        operation: O,
        answer: oneshot::Sender<Result<O::Answer, StoreError>>,
        patience: Duration,
    ) -> Self {
        Self {
            operation,
            done: None,
            answer,
            deadline: Instant::now() + patience,
        }
    }
}

impl<O: Operation> Job for Pending<O> {
    fn is_alone(&self) -> bool {
        O::ALONE
    }

    fn is_read(&self) -> bool {
        O::READS
    }

    fn kind(&self) -> (u8, TypeId) {
        (O::RANK, TypeId::of::<O>())
    }

    fn deadline(&self) -> Instant {
        self.deadline
    }

    fn doing(&self) -> Doing {
        do_all::<O>
    }

    fn confirm(self: Box<Self>) {
        let Self { done, answer, .. } = *self;
        // Whoever asked may have stopped waiting; what was done stays done.
        let _unheard = answer.send(done.ok_or(StoreError::Closed));
    }

    fn fail(self: Box<Self>, error: StoreError) {
        if let Err(Err(error)) = self.answer.send(Err(error)) {
            tracing::warn!(error = %error, "something was not written down");
        }
    }
}

/// Does operations of one kind.
fn do_all<'a, O: Operation>(
    jobs: &'a mut [Box<dyn Job>],
    desk: &'a mut Desk,
) -> BoxFuture<'a, Result<(), sqlx::Error>> {
    let of_kind = |job: &'a mut Box<dyn Job>| {
        let job: &mut dyn Any = job.as_mut();
        job.downcast_mut::<Pending<O>>()
    };
    let mut pending: Vec<&mut Pending<O>> = jobs.iter_mut().filter_map(of_kind).collect();
    Box::pin(async move {
        let operations: Vec<&O> = pending.iter().map(|one| &one.operation).collect();
        let answers = O::run_all(&operations, desk).await?;
        for (one, answer) in pending.iter_mut().zip(answers) {
            one.done = Some(answer);
        }
        Ok(())
    })
}

/// Works for all clones of one store.
pub(super) struct Clerk {
    place: Place,
    desk: Option<Desk>,
    /// Taken from the queue, and to be done alone next.
    held: Option<Box<dyn Job>>,
}

impl Clerk {
    pub(super) async fn open(place: Place) -> Result<Self, StoreError> {
        let deadline = Instant::now() + Patience::CONTROL;
        let mut pause = PAUSE_MIN;
        loop {
            match ready(&place).await {
                Ok(desk) => {
                    return Ok(Self {
                        place,
                        desk: Some(desk?),
                        held: None,
                    });
                }
                Err(error) if is_passing(&error) && Instant::now() + pause < deadline => {
                    sleep(pause).await;
                    pause = (pause * 2).min(PAUSE_MAX);
                }
                Err(error) => return Err(told(&error)),
            }
        }
    }

    /// Works until all stores are gone.
    pub(super) async fn work(mut self, mut queue: mpsc::Receiver<Box<dyn Job>>) {
        while let Some(batch) = self.next(&mut queue).await {
            self.carry_out(batch).await;
        }
    }

    /// What waits, as much of it as may go together.
    async fn next(
        &mut self,
        queue: &mut mpsc::Receiver<Box<dyn Job>>,
    ) -> Option<Vec<Box<dyn Job>>> {
        let first = match self.held.take() {
            Some(job) => job,
            None => queue.recv().await?,
        };
        let mut batch = vec![first];
        while !batch[0].is_alone() && batch.len() < BATCH_MAX {
            match queue.try_recv() {
                Ok(job) if job.is_alone() => {
                    self.held = Some(job);
                    break;
                }
                Ok(job) => batch.push(job),
                Err(_) => break,
            }
        }
        batch.sort_by_key(|job| job.kind());
        Some(batch)
    }

    /// Does all of it, again and again while the store is away, as long as each may wait.
    async fn carry_out(&mut self, mut batch: Vec<Box<dyn Job>>) {
        let mut pause = PAUSE_MIN;
        while !batch.is_empty() {
            let error = match self.attempt(&mut batch).await {
                Ok(()) => {
                    batch.into_iter().for_each(Job::confirm);
                    return;
                }
                Err(error) => error,
            };
            // Whatever state the connection is in, the next one is in a known one.
            self.desk = None;
            if is_passing(&error) {
                tracing::warn!(error = %error, waiting = batch.len(), "the store is away");
                batch = give_up_late(batch, &error);
                sleep(pause).await;
                pause = (pause * 2).min(PAUSE_MAX);
            } else if batch.len() > 1 {
                // One of them is refused; the others must not suffer for it.
                for job in batch {
                    Box::pin(self.carry_out(vec![job])).await;
                }
                return;
            } else {
                batch
                    .into_iter()
                    .for_each(|job| job.fail(StoreError::Refused(error.to_string())));
                return;
            }
        }
    }

    async fn attempt(&mut self, batch: &mut [Box<dyn Job>]) -> Result<(), sqlx::Error> {
        let desk = match &mut self.desk {
            Some(desk) => desk,
            None => {
                let desk = ready(&self.place).await?;
                self.desk
                    .insert(desk.map_err(|error| sqlx::Error::Configuration(error.into()))?)
            }
        };
        let is_read = batch.iter().all(|job| job.is_read());
        let transaction = async {
            match is_read {
                true => desk.begin_reading().await?,
                false => desk.begin().await?,
            }
            for jobs in batch.chunk_by_mut(|one, next| one.kind() == next.kind()) {
                let doing = jobs[0].doing();
                doing(jobs, desk).await?;
            }
            desk.commit().await
        };
        timeout(TRANSACTION_MAX, transaction)
            .await
            .unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }
}

/// A connection to a store whose schema is up to date.
async fn ready(place: &Place) -> Result<Result<Desk, StoreError>, sqlx::Error> {
    let mut desk = Desk::open(place).await?;
    if !place.makes() && schema::version(&mut desk).await?.is_none() {
        return Ok(Err(StoreError::NoCampaign));
    }
    Ok(schema::migrate(&mut desk).await?.map(|()| desk))
}

/// Gives up what may not wait any longer, and keeps the rest.
fn give_up_late(batch: Vec<Box<dyn Job>>, error: &sqlx::Error) -> Vec<Box<dyn Job>> {
    let now = Instant::now();
    let (late, rest) = batch.into_iter().partition(|job| job.deadline() <= now);
    let late: Vec<Box<dyn Job>> = late;
    late.into_iter().for_each(|job| job.fail(told(error)));
    rest
}

fn told(error: &sqlx::Error) -> StoreError {
    match error {
        // Its own words may hold the address, and with it a password.
        sqlx::Error::Configuration(_) => StoreError::Address,
        sqlx::Error::PoolTimedOut => {
            StoreError::Unavailable("it does not answer in time".to_owned())
        }
        error => StoreError::Unavailable(error.to_string()),
    }
}
