//! A worker's heartbeat: tells the store that it lives, and hears what the campaign is to do.
//! What follows from either is the worker's and the store's.

use core::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::{
    task::JoinHandle,
    time::{Instant, MissedTickBehavior, interval},
};

use super::{Audit, WorkerOptions};
use crate::{
    CampaignState, Store, StoreError,
    store::{Beat, Patience, Seen},
};

/// How often a worker asks at least what the campaign is to do.
const HEARD_MAX: Duration = Duration::from_secs(1);

/// A worker's heartbeat.
pub(super) struct Pulse {
    shared: Arc<Shared>,
    beating: JoinHandle<()>,
}

struct Shared {
    store: Store,
    worker: i64,
    lease: Duration,
    fed: Option<tokio_util::sync::CancellationToken>,
    audit: Option<Audit>,
    ended: AtomicU64,
    heard: Mutex<Heard>,
}

struct Heard {
    state: CampaignState,
    /// Since when no beat was late.
    steady_since: Instant,
    last: Instant,
}

impl Pulse {
    /// Beats once, and from then on by itself.
    pub(super) async fn start(
        store: &Store,
        worker: i64,
        options: &WorkerOptions,
    ) -> Result<Self, StoreError> {
        let now = Instant::now();
        let shared = Arc::new(Shared {
            store: store.clone(),
            worker,
            lease: options.lease,
            fed: options.fed.clone(),
            audit: options.audit.clone(),
            ended: AtomicU64::new(0),
            heard: Mutex::new(Heard {
                state: CampaignState::Running,
                steady_since: now,
                last: now,
            }),
        });
        shared.beat(Patience::CONTROL).await?;
        let beating = tokio::spawn(Arc::clone(&shared).beat_on());
        Ok(Self { shared, beating })
    }

    pub(super) fn worker(&self) -> i64 {
        self.shared.worker
    }

    pub(super) fn state(&self) -> CampaignState {
        self.shared.heard().state
    }

    /// What another answer of the store says.
    pub(super) fn heard(&self, state: CampaignState) {
        self.shared.heard().state = state;
    }

    /// Whether it has been heard for a whole lease without a gap.
    pub(super) fn is_steady(&self) -> bool {
        let heard = self.shared.heard();
        let lease = self.shared.lease;
        heard.steady_since.elapsed() >= lease && heard.last.elapsed() < lease
    }

    pub(super) fn tell_ended(&self, ended: u64) {
        self.shared.ended.store(ended, Ordering::Relaxed);
    }

    pub(super) fn audit_records(&self) -> Option<i64> {
        self.shared.audit_records()
    }

    pub(super) async fn stop(&self) {
        self.beating.abort();
        while !self.beating.is_finished() {
            tokio::task::yield_now().await;
        }
    }
}

impl Drop for Pulse {
    fn drop(&mut self) {
        self.beating.abort();
    }
}

impl Shared {
    /// The mutex is never held where something could panic.
    fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn beat_on(self: Arc<Self>) {
        let mut ticks = interval((self.lease / 3).min(HEARD_MAX));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            match self.beat(self.lease).await {
                Ok(()) => {}
                Err(StoreError::Unavailable(_)) => {}
                Err(error) => tracing::warn!(error = %error, "a heartbeat was refused"),
            }
        }
    }

    async fn beat(&self, patience: Duration) -> Result<(), StoreError> {
        let beat = Beat {
            worker: self.worker,
            feeding: self.fed.as_ref().is_some_and(|fed| !fed.is_cancelled()),
            calls_ended: i64::try_from(self.ended.load(Ordering::Relaxed)).unwrap_or(i64::MAX),
            audit_records: self.audit_records(),
        };
        let Seen { state } = self.store.run(beat, patience).await??;
        let now = Instant::now();
        let mut heard = self.heard();
        if now - heard.last >= self.lease {
            heard.steady_since = now;
        }
        heard.last = now;
        heard.state = state;
        Ok(())
    }

    fn audit_records(&self) -> Option<i64> {
        let records = (self.audit.as_ref()?.records)();
        Some(i64::try_from(records).unwrap_or(i64::MAX))
    }
}
