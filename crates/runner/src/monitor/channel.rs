//! A monitor that puts events into a bounded queue for the program around it.
//! Reading the queue is that program's part.

use core::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

use cxtone_cxone::BoxFuture;
use tokio::sync::mpsc::{self, error::TrySendError};

use crate::{Monitor, MonitorError, MonitorEvent};

/// Events that a [`ChannelMonitor`] holds unless told otherwise.
pub const MONITOR_QUEUE_DEFAULT: usize = 1024;

/// Puts events into a bounded queue and never waits: what does not fit is dropped and counted.
///
/// Dropping the queue's other end unsubscribes; what comes then is counted as dropped too.
#[derive(Clone, Debug)]
pub struct ChannelMonitor {
    queue: mpsc::Sender<MonitorEvent>,
    dropped: Arc<AtomicU64>,
}

impl ChannelMonitor {
    /// A monitor, and the queue of at most `capacity` events (at least one) to read them from.
    #[must_use]
    pub fn new(capacity: usize) -> (Self, mpsc::Receiver<MonitorEvent>) {
        let (queue, events) = mpsc::channel(capacity.max(1));
        let dropped = Arc::default();
        (Self { queue, dropped }, events)
    }

    /// Events that found the queue full or its reader gone.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    fn put(&self, event: &MonitorEvent) -> Result<(), MonitorError> {
        self.queue.try_send(event.clone()).map_err(|error| {
            self.dropped.fetch_add(1, Ordering::Relaxed);
            match error {
                TrySendError::Full(_) => MonitorError::Full,
                TrySendError::Closed(_) => MonitorError::Gone,
            }
        })
    }
}

impl Monitor for ChannelMonitor {
    fn name(&self) -> &'static str {
        "channel"
    }

    fn notify<'a>(&'a self, event: &'a MonitorEvent) -> BoxFuture<'a, Result<(), MonitorError>> {
        Box::pin(async { self.put(event) })
    }
}
