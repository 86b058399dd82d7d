//! A worker: claims calls, has them conducted, ends them, and takes over those of lost workers.
//! What happens in a call is the conductor's; what is written is the store's.

mod errand;
mod inheritance;
mod pulse;
mod taking_over;
#[cfg(test)]
mod tests;

use core::{fmt, time::Duration};
use std::sync::Arc;

use cxtone_runner::EffectLog;
use tokio::{
    task::{JoinError, JoinSet},
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use self::{errand::Errand, errand::ErrandEnd, pulse::Pulse};
use crate::{
    CampaignState, Conductor, Store, StoreError,
    store::{Claim, ClaimAnswer, EndWorker, Patience, Register},
};

/// How many calls a worker runs at a time, unless told otherwise.
pub const CONCURRENT_DEFAULT: u32 = 100;

/// The most calls that a worker may run at a time.
pub const CONCURRENT_MAX: u32 = 10_000;

/// How long a worker may be silent before its calls are taken over, unless told otherwise.
pub const LEASE_DEFAULT: Duration = Duration::from_secs(15);

/// The shortest lease: a worker tells three times in it that it lives.
pub const LEASE_MIN: Duration = Duration::from_secs(1);

/// The longest.
pub const LEASE_MAX: Duration = Duration::from_secs(3600);

/// How often a call may lose its worker before anything was sent in it; then it is refused.
pub const TAKEOVERS_MAX: u32 = 20;

/// How long a worker waits for something to do before it asks again.
const ASK_INTERVAL: Duration = Duration::from_millis(100);

/// How long it waits where there has been nothing for a while.
const IDLE_INTERVAL: Duration = Duration::from_millis(500);

/// How a worker goes about it.
#[derive(Clone)]
pub struct WorkerOptions {
    /// What status calls it; several workers may have one name.
    pub name: String,
    /// Calls that it runs at a time, 1 to [`CONCURRENT_MAX`].
    pub concurrent: u32,
    /// How long it may be silent before its calls are taken over.
    pub lease: Duration,
    /// Whether it stays when nothing is left to do.
    pub stays: bool,
    /// Cancelled when nobody feeds calls in any more; until then the worker stays, and others know
    /// that more may come. A worker that feeds nothing has `None`.
    pub fed: Option<CancellationToken>,
    /// Where its effects are written down besides the store, and where that is.
    pub audit: Option<Audit>,
}

/// A worker's own audit log.
#[derive(Clone)]
pub struct Audit {
    /// The log.
    pub log: Arc<dyn EffectLog>,
    /// Where it is, for status.
    pub path: String,
    /// How many records it has.
    pub records: Arc<dyn Fn() -> u64 + Send + Sync>,
}

/// How a worker is asked to end.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    /// It begins no more calls, and ends when those that run have ended.
    pub drain: CancellationToken,
    /// The running calls are cancelled too.
    pub cancel: CancellationToken,
}

/// What a worker has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WorkerReport {
    /// Calls that it ended.
    pub ended: u64,
    /// Calls that it began and that another worker has taken over since.
    pub lost: u64,
    /// Calls that it gave back, since nothing could be written down.
    pub given_back: u64,
    /// Calls of lost workers that wait again.
    pub revived: u64,
    /// Calls of lost workers that it ended.
    pub taken_over: u64,
    /// What the campaign was to do when the worker ended.
    pub state: Option<CampaignState>,
}

/// A worker of a campaign.
pub struct Worker {
    store: Store,
    conductor: Arc<dyn Conductor>,
    options: WorkerOptions,
}

impl WorkerOptions {
    /// The defaults, under a name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            concurrent: CONCURRENT_DEFAULT,
            lease: LEASE_DEFAULT,
            stays: false,
            fed: None,
            audit: None,
        }
    }
}

impl fmt::Debug for WorkerOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("WorkerOptions")
            .field("name", &self.name)
            .field("concurrent", &self.concurrent)
            .field("lease", &self.lease)
            .finish_non_exhaustive()
    }
}

impl Worker {
    /// A worker for the store's campaign. Options beyond their limits are brought within them.
    #[must_use]
    pub fn new(store: Store, conductor: Arc<dyn Conductor>, mut options: WorkerOptions) -> Self {
        options.concurrent = options.concurrent.clamp(1, CONCURRENT_MAX);
        options.lease = options.lease.clamp(LEASE_MIN, LEASE_MAX);
        Self {
            store,
            conductor,
            options,
        }
    }

    /// Works until no call is left, the campaign is drained or cancelled, or it is asked to stop.
    /// While the store is away it waits.
    ///
    /// # Errors
    ///
    /// [`StoreError`] where it cannot begin, or the store cannot be used as this program does.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with its time enabled.
    pub async fn run(self, stop: &Stop) -> Result<WorkerReport, StoreError> {
        let pulse = Pulse::start(&self.store, self.register().await?, &self.options).await?;
        let mut shift = Shift {
            worker: &self,
            pulse: &pulse,
            running: JoinSet::new(),
            cancel: stop.cancel.child_token(),
            inherited: JoinSet::new(),
            claims: 0,
            takeovers: 0,
            unwritten: None,
            report: WorkerReport::default(),
        };
        let worked = shift.work(stop).await;
        // Where it cannot go on, nothing of its own goes on either when its calls become others'.
        shift.running.shutdown().await;
        shift.inherited.shutdown().await;
        let report = shift.report;
        pulse.stop().await;
        let end = EndWorker {
            worker: pulse.worker(),
            calls_ended: i64::try_from(report.ended).unwrap_or(i64::MAX),
            audit_records: pulse.audit_records(),
        };
        // Its lease runs out where this cannot be written.
        let _unwritten = self.store.run(end, Patience::CONTROL).await;
        worked.map(|()| report)
    }

    async fn register(&self) -> Result<i64, StoreError> {
        let register = Register {
            name: self.options.name.clone(),
            instance: Uuid::new_v4().to_string(),
            lease_ms: i64::try_from(self.options.lease.as_millis()).unwrap_or(i64::MAX),
            feeding: self.options.fed.is_some(),
            audit_log: self.options.audit.as_ref().map(|audit| audit.path.clone()),
        };
        self.store.run(register, Patience::CONTROL).await
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Worker")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// A worker at work.
struct Shift<'a> {
    worker: &'a Worker,
    pulse: &'a Pulse,
    running: JoinSet<ErrandEnd>,
    /// Lost workers' calls that it looks after.
    inherited: JoinSet<ErrandEnd>,
    cancel: CancellationToken,
    claims: i64,
    takeovers: i64,
    /// Why an end could not be written: the call is left to others, when this worker has ended.
    unwritten: Option<StoreError>,
    report: WorkerReport,
}

impl Shift<'_> {
    async fn work(&mut self, stop: &Stop) -> Result<(), StoreError> {
        let mut look_after = Instant::now();
        let mut idle_since = Instant::now();
        loop {
            self.collect();
            if self.pulse.state() == CampaignState::Cancelled {
                self.cancel.cancel();
            }
            let claimed = self.claim(stop).await?;
            match claimed {
                Asked::Given => idle_since = Instant::now(),
                Asked::Over if self.running.is_empty() && self.inherited.is_empty() => {
                    return self.unwritten.take().map_or(Ok(()), Err);
                }
                _ => {}
            }
            if Instant::now() >= look_after && !stop.drain.is_cancelled() {
                self.take_over().await?;
                look_after = Instant::now() + self.worker.options.lease / 3;
            }
            if !matches!(claimed, Asked::Given) {
                let idle = idle_since.elapsed() > Duration::from_secs(2);
                let interval = if idle { IDLE_INTERVAL } else { ASK_INTERVAL };
                self.wait(stop, interval).await;
            }
        }
    }

    /// Asks for as many calls as it has room for.
    async fn claim(&mut self, stop: &Stop) -> Result<Asked, StoreError> {
        let state = self.pulse.state();
        self.report.state = Some(state);
        let is_leaving = stop.drain.is_cancelled() || stop.cancel.is_cancelled();
        if is_leaving || self.unwritten.is_some() || state == CampaignState::Draining {
            return Ok(Asked::Over);
        }
        let running = u32::try_from(self.running.len()).unwrap_or(u32::MAX);
        let at_most = self.worker.options.concurrent.saturating_sub(running);
        if at_most == 0 {
            return Ok(Asked::Nothing);
        }
        let claim = Claim {
            worker: self.pulse.worker(),
            number: self.claims + 1,
            at_most,
        };
        let store = &self.worker.store;
        let answer = match store.run(claim, Patience::CONTROL).await {
            Ok(answer) => answer?,
            Err(error) => return passing(error).map(|()| Asked::Nothing),
        };
        self.claims += 1;
        self.pulse.heard(answer.state);
        Ok(self.begin(answer))
    }

    fn begin(&mut self, answer: ClaimAnswer) -> Asked {
        let asked = if !answer.calls.is_empty() {
            Asked::Given
        } else if answer.open || (self.stays() && answer.state != CampaignState::Cancelled) {
            Asked::Nothing
        } else {
            Asked::Over
        };
        for row in answer.calls {
            let errand = Errand {
                store: self.worker.store.clone(),
                conductor: Arc::clone(&self.worker.conductor),
                audit: self.audit(),
                row,
                cancellation: self.cancel.clone(),
            };
            self.running.spawn(errand.run());
        }
        asked
    }

    fn audit(&self) -> Option<Arc<dyn EffectLog>> {
        let audit = self.worker.options.audit.as_ref()?;
        Some(Arc::clone(&audit.log))
    }

    fn stays(&self) -> bool {
        let options = &self.worker.options;
        let feeding = options.fed.as_ref().is_some_and(|fed| !fed.is_cancelled());
        options.stays || feeding
    }

    /// Waits until something may have changed.
    async fn wait(&mut self, stop: &Stop, interval: Duration) {
        let is_leaving = stop.drain.is_cancelled();
        tokio::select! {
            biased;
            Some(ended) = self.running.join_next() => self.count(ended),
            Some(ended) = self.inherited.join_next() => self.count_inherited(ended),
            () = stop.cancel.cancelled(), if !stop.cancel.is_cancelled() => {}
            () = stop.drain.cancelled(), if !is_leaving => {}
            () = sleep(interval) => {}
        }
    }

    /// Counts all that have ended.
    fn collect(&mut self) {
        while let Some(ended) = self.running.try_join_next() {
            self.count(ended);
        }
        while let Some(ended) = self.inherited.try_join_next() {
            self.count_inherited(ended);
        }
        self.pulse.tell_ended(self.report.ended);
    }

    fn count(&mut self, ended: Result<ErrandEnd, JoinError>) {
        match ended {
            Ok(ErrandEnd::Ended) => self.report.ended += 1,
            Ok(ErrandEnd::GivenBack) => self.report.given_back += 1,
            Ok(ErrandEnd::Unwritten(error)) => self.leave(error),
            // A conductor's panic does not come as far as here.
            Ok(ErrandEnd::Lost) | Err(_) => self.report.lost += 1,
        }
    }

    /// Begins no more calls. As long as it lives nobody takes over the one whose end is not written.
    fn leave(&mut self, error: StoreError) {
        self.report.lost += 1;
        self.unwritten.get_or_insert(error);
    }
}

/// What asking for calls came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Given,
    Nothing,
    /// There is nothing left, or nothing is to be begun any more.
    Over,
}

/// A store that is away is asked again; everything else ends the worker.
fn passing(error: StoreError) -> Result<(), StoreError> {
    match error {
        StoreError::Unavailable(_) => Ok(()),
        error => Err(error),
    }
}
