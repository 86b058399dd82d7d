//! What stands before each request of a client: quotas, a place among those under way, the circuit
//! breaker; and before each further attempt, the retry budget.
//! The wait for them and what follows from it are the errand's part.

use core::time::Duration;
use std::sync::{Mutex, MutexGuard, PoisonError};

use cxtone_dialect::Answer;
use cxtone_payload::CallId;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::Instant,
};

use crate::{
    LoadLimits, TransportError,
    breaker::{Breaker, Health, Pass},
    quotas::{Endpoint, Quotas},
    retry_budget::RetryBudget,
};

/// The guards of one client, shared by its clones.
pub(crate) struct Guards {
    quotas: Quotas,
    under_way: Semaphore,
    /// An entry takes as long as the caller: those of many calls must not keep a short request waiting.
    entries: Semaphore,
    /// Recordings that cannot be had must not keep digits from being sent, so each kind has its own.
    injections: Option<Mutex<Breaker>>,
    downloads: Option<Mutex<Breaker>>,
    media_commands: Option<Mutex<Breaker>>,
    retries: Mutex<RetryBudget>,
}

/// What a request is counted to.
#[derive(Clone, Copy)]
pub(crate) struct Counted<'a> {
    pub(crate) guards: &'a Guards,
    pub(crate) endpoint: Endpoint,
    pub(crate) call: Option<&'a CallId>,
    /// Whether it is answered only when a caller has done something.
    pub(crate) awaits_caller: bool,
}

/// The breaker's leave to send, given back by what the request's end says, or by being dropped.
pub(crate) struct Leave<'a> {
    breaker: Option<&'a Mutex<Breaker>>,
    pass: Pass,
    health: Health,
}

impl Guards {
    pub(crate) fn new(limits: &LoadLimits) -> Self {
        let breaker = || {
            limits
                .breaker
                .map(|policy| Mutex::new(Breaker::new(policy)))
        };
        let places = |max: usize| Semaphore::new(max.clamp(1, Semaphore::MAX_PERMITS));
        Self {
            quotas: Quotas::new(limits),
            under_way: places(limits.concurrency_max),
            entries: places(limits.entries_max),
            injections: breaker(),
            downloads: breaker(),
            media_commands: breaker(),
            retries: Mutex::new(RetryBudget::new(Instant::now())),
        }
    }

    /// Whether a further attempt may be made.
    pub(crate) fn take_retry(&self) -> bool {
        locked(&self.retries).take(Instant::now())
    }

    const fn breaker(&self, endpoint: Endpoint) -> Option<&Mutex<Breaker>> {
        match endpoint {
            Endpoint::Injection => self.injections.as_ref(),
            Endpoint::Download => self.downloads.as_ref(),
            Endpoint::CallControl => self.media_commands.as_ref(),
            // A recording that is masked must be unmasked, however the far end has fared.
            Endpoint::Interaction => None,
        }
    }

    pub(crate) fn count_first(&self) {
        locked(&self.retries).count_first(Instant::now());
    }
}

impl<'a> Counted<'a> {
    /// Waits for the quotas and for a place among those of its kind under way. Dropping the future gives up.
    pub(crate) async fn enter(&self) -> Option<SemaphorePermit<'a>> {
        self.guards.quotas.wait(self.endpoint, self.call).await;
        let places = if self.awaits_caller {
            &self.guards.entries
        } else {
            &self.guards.under_way
        };
        // The semaphores are never closed.
        places.acquire().await.ok()
    }

    /// The breaker's leave, or how long to wait for it.
    pub(crate) fn leave(&self) -> Result<Leave<'a>, Duration> {
        let breaker = self.guards.breaker(self.endpoint);
        let pass = breaker.map_or(Ok(Pass::Closed), |breaker| {
            locked(breaker).pass(Instant::now())
        })?;
        Ok(Leave {
            breaker,
            pass,
            health: Health::Unknown,
        })
    }
}

impl Leave<'_> {
    /// Keeps what the request's end says.
    pub(crate) fn ended(mut self, health: Health) {
        self.health = health;
    }
}

impl Drop for Leave<'_> {
    fn drop(&mut self) {
        if let Some(breaker) = self.breaker {
            locked(breaker).ended(self.pass, self.health, Instant::now());
        }
    }
}

/// What the outcome of a request says of the far end.
pub(crate) fn health_of(outcome: Result<&Answer, &TransportError>) -> Health {
    match outcome {
        Ok(Answer::ServerError { .. }) => Health::Fails,
        Ok(Answer::Unexpected { .. }) => Health::Unknown,
        Ok(_) => Health::Works,
        Err(error) if error.is_passing() => Health::Fails,
        Err(_) => Health::Unknown,
    }
}

/// Nothing is left half done under these locks, so a panic elsewhere spoils nothing.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
