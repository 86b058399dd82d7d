//! One monitor with its queue, its task and its counts: what keeps it from everybody else.
//! What the monitor does with an event is its own.

use core::{
    panic::AssertUnwindSafe,
    sync::atomic::{AtomicU64, Ordering},
};
use std::sync::{Arc, OnceLock};

use futures_util::FutureExt as _;
use tokio::sync::{mpsc, oneshot};

use crate::{Metrics, Monitor, MonitorError, MonitorEvent};

/// Events that wait for one monitor at most. What comes when so many wait is lost to this monitor,
/// counted and logged.
pub const MONITOR_BACKLOG_MAX: usize = 1024;

/// What has become of the events for one monitor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MonitorCounts {
    /// What the monitor is called.
    pub name: &'static str,
    /// Events that it took.
    pub told: u64,
    /// Events on which it failed or panicked.
    pub failed: u64,
    /// Events that found its queue full and were never told.
    pub lost: u64,
    /// Events that are still to be told, or are being told.
    pub waiting: u64,
}

/// A monitor behind its queue.
pub(crate) struct Post {
    monitor: Arc<dyn Monitor>,
    counts: Arc<Counts>,
    /// Its task begins with the first event: an injector may be built outside of any runtime.
    queue: OnceLock<mpsc::Sender<Letter>>,
}

enum Letter {
    Event(Arc<MonitorEvent>),
    /// Everything before it has been told.
    Mark(oneshot::Sender<()>),
}

/// Each fate is counted twice where there are metrics: there, monitors of one name are one.
#[derive(Default)]
struct Counts {
    queued: AtomicU64,
    told: AtomicU64,
    failed: AtomicU64,
    lost: AtomicU64,
    metrics: Option<Metrics>,
}

/// What becomes of an event.
#[derive(Clone, Copy)]
enum Fate {
    Told,
    Failed,
    Lost,
}

impl Post {
    pub(crate) fn new(monitor: Arc<dyn Monitor>) -> Self {
        Self {
            monitor,
            counts: Arc::default(),
            queue: OnceLock::new(),
        }
    }

    /// The same, counted from zero in these metrics too.
    pub(crate) fn metered(self, metrics: Metrics) -> Self {
        let counts = Counts {
            metrics: Some(metrics),
            ..Counts::default()
        };
        Self {
            counts: Arc::new(counts),
            ..self
        }
    }

    /// Puts an event into the queue, or counts it as lost; never waits.
    pub(crate) fn tell(&self, event: &Arc<MonitorEvent>) {
        let queue = self.queue.get_or_init(|| self.start());
        self.counts.queued.fetch_add(1, Ordering::Relaxed);
        if queue.try_send(Letter::Event(event.clone())).is_err() {
            let lost = self.counts.count(Fate::Lost, self.monitor.name());
            if is_told_of(lost) {
                tracing::warn!(
                    monitor = self.monitor.name(),
                    lost,
                    "a monitor does not keep up, so events are lost to it"
                );
            }
        }
    }

    /// Waits until everything that is in the queue now has been told.
    pub(crate) async fn drained(&self) {
        let Some(queue) = self.queue.get() else {
            return;
        };
        let (told, telling) = oneshot::channel();
        if queue.send(Letter::Mark(told)).await.is_ok() {
            // The task may have ended with its runtime; then there is nothing to wait for.
            let _ended = telling.await;
        }
    }

    pub(crate) fn counts(&self) -> MonitorCounts {
        let [told, failed, lost, queued] = [
            &self.counts.told,
            &self.counts.failed,
            &self.counts.lost,
            &self.counts.queued,
        ]
        .map(|count| count.load(Ordering::Acquire));
        MonitorCounts {
            name: self.monitor.name(),
            told,
            failed,
            lost,
            waiting: queued.saturating_sub(told + failed + lost),
        }
    }

    fn start(&self) -> mpsc::Sender<Letter> {
        let (queue, letters) = mpsc::channel(MONITOR_BACKLOG_MAX);
        let (monitor, counts) = (self.monitor.clone(), self.counts.clone());
        tokio::spawn(deliver(monitor, counts, letters));
        queue
    }
}

/// Tells one event after the other until the injector is gone and the queue is empty.
async fn deliver(
    monitor: Arc<dyn Monitor>,
    counts: Arc<Counts>,
    mut letters: mpsc::Receiver<Letter>,
) {
    while let Some(letter) = letters.recv().await {
        match letter {
            Letter::Event(event) => match told(&*monitor, &event).await {
                Ok(()) => _ = counts.count(Fate::Told, monitor.name()),
                Err(error) => {
                    let failed = counts.count(Fate::Failed, monitor.name());
                    log_failure(monitor.name(), failed, &error);
                }
            },
            // Whoever waited for it may have stopped.
            Letter::Mark(mark) => _ = mark.send(()),
        }
    }
}

impl Counts {
    /// Counts one more, and tells how many there are of this fate.
    fn count(&self, fate: Fate, monitor: &'static str) -> u64 {
        let (counter, result) = match fate {
            Fate::Told => (&self.told, "told"),
            Fate::Failed => (&self.failed, "failed"),
            Fate::Lost => (&self.lost, "lost"),
        };
        if let Some(metrics) = &self.metrics {
            metrics.monitored(monitor, result);
        }
        counter.fetch_add(1, Ordering::Release) + 1
    }
}

async fn told(monitor: &dyn Monitor, event: &MonitorEvent) -> Result<(), MonitorError> {
    let telling = AssertUnwindSafe(async { monitor.notify(event).await });
    // The panic hook has reported it already.
    telling
        .catch_unwind()
        .await
        .unwrap_or(Err(MonitorError::Panicked))
}

fn log_failure(monitor: &'static str, failed: u64, error: &MonitorError) {
    if is_told_of(failed) {
        tracing::warn!(monitor, failed, %error, "a monitor failed");
    }
}

/// The log hears of the first, second, fourth, eighth … of a kind: a monitor that always fails
/// must not flood it.
const fn is_told_of(count: u64) -> bool {
    count.is_power_of_two()
}
