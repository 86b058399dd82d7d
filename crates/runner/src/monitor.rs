//! The port through which others hear of injections, and a monitor that queues for them.
//! When monitors are told is the injector's part.

use core::{
    fmt,
    panic::AssertUnwindSafe,
    sync::atomic::{AtomicU64, Ordering},
};
use std::{panic::catch_unwind, sync::Arc};

use cxtone_audit::{Observed, Outcome};
use cxtone_payload::CallId;
use serde::{Serialize, Serializer, ser::SerializeStruct};
use tokio::sync::mpsc;

/// Events that a [`ChannelMonitor`] holds unless told otherwise.
pub const MONITOR_QUEUE_DEFAULT: usize = 1024;

/// Hears of every injection that ended, in the order of registration.
///
/// `notify` should return at once: the injection's caller waits for it, though its outcome stays
/// whatever happens here. A panic is contained. Whatever takes time belongs behind a
/// [`ChannelMonitor`].
pub trait Monitor: Send + Sync {
    /// An injection ended.
    fn notify(&self, event: &MonitorEvent);
}

/// An injection that ended.
///
/// As JSON it has the source's `event`, `callId` and `auditEntry`. The far end's answer may echo
/// the digits, so it is in neither JSON nor `Debug`; [`answer`](Self::answer) gives it.
#[derive(Clone)]
pub struct MonitorEvent {
    audit: Observed,
    answer: Option<String>,
}

impl MonitorEvent {
    pub(crate) fn new(audit: Observed, answer: Option<String>) -> Self {
        Self { audit, answer }
    }

    /// `dtmf.injected` where the far end answered with a 2xx status or all digits were heard, else
    /// `dtmf.failed`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self.audit.outcome {
            Outcome::Delivered { .. } | Outcome::Heard(_) => "dtmf.injected",
            _ => "dtmf.failed",
        }
    }

    /// The call.
    #[must_use]
    pub fn call_id(&self) -> &CallId {
        self.audit.subject.call_id()
    }

    /// The masked audit entry.
    #[must_use]
    pub fn audit(&self) -> &Observed {
        &self.audit
    }

    /// The body of the far end's 2xx answer, the source's `payload`; it may echo the digits.
    #[must_use]
    pub fn answer(&self) -> Option<&str> {
        self.answer.as_deref()
    }
}

impl Serialize for MonitorEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut event = serializer.serialize_struct("MonitorEvent", 3)?;
        event.serialize_field("event", self.name())?;
        event.serialize_field("callId", self.call_id().as_str())?;
        event.serialize_field("auditEntry", &self.audit)?;
        event.end()
    }
}

impl fmt::Debug for MonitorEvent {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("MonitorEvent")
            .field("name", &self.name())
            .field("audit", &self.audit)
            .finish_non_exhaustive()
    }
}

/// Puts events into a bounded queue and never waits: what does not fit is dropped and counted.
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
}

impl Monitor for ChannelMonitor {
    fn notify(&self, event: &MonitorEvent) {
        if self.queue.try_send(event.clone()).is_err() {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Tells all monitors, in order, whatever each of them does.
pub(crate) fn notify_all(monitors: &[Arc<dyn Monitor>], event: &MonitorEvent) {
    for monitor in monitors {
        // The panic hook has reported it already; the injection's outcome stands.
        let _contained = catch_unwind(AssertUnwindSafe(|| monitor.notify(event)));
    }
}
