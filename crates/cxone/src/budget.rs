//! The time one errand has, and its end before time by cancellation.
//! What an end means for the request in hand is decided by the errand.

use core::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
    time::Duration,
};

use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;

/// Far enough for any deadline, near enough that no clock overflows: a year.
const DEADLINE_MAX: Duration = Duration::from_secs(365 * 24 * 3600);

/// A deadline on the monotonic clock, and a cancellation.
pub(crate) struct Budget {
    started: Instant,
    deadline: Instant,
    cancellation: CancellationToken,
}

/// Why an errand ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stopped {
    Cancelled,
    DeadlineExceeded,
}

impl Budget {
    /// Starts now.
    pub(crate) fn start(total: Duration, cancellation: CancellationToken) -> Self {
        let started = Instant::now();
        Self {
            started,
            deadline: started + total.min(DEADLINE_MAX),
            cancellation,
        }
    }

    /// Since the start.
    pub(crate) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Until the deadline; zero from then on.
    pub(crate) fn remaining(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    /// Whether it has ended already.
    pub(crate) fn check(&self) -> Result<(), Stopped> {
        if self.cancellation.is_cancelled() {
            return Err(Stopped::Cancelled);
        }
        if self.remaining().is_zero() {
            return Err(Stopped::DeadlineExceeded);
        }
        Ok(())
    }

    /// Runs the work until it is done or the errand ends. Work that is done counts, even at the last moment.
    pub(crate) async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T, Stopped> {
        let mut work = pin!(work);
        // What is done at once needs no timer.
        if let Poll::Ready(done) = poll_fn(|context| Poll::Ready(work.as_mut().poll(context))).await
        {
            return Ok(done);
        }
        tokio::select! {
            biased;
            done = timeout_at(self.deadline, work) => done.map_err(|_| Stopped::DeadlineExceeded),
            () = self.cancellation.cancelled() => Err(Stopped::Cancelled),
        }
    }

    /// Waits: the only place in this crate that sleeps.
    pub(crate) async fn pause(&self, wait: Duration) -> Result<(), Stopped> {
        let end = Instant::now() + wait.min(DEADLINE_MAX);
        self.within(sleep_until(end)).await
    }
}
