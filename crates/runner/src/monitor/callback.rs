//! A monitor that calls a function on a thread of its own, where it may block.
//! What the function does is its caller's.

use core::{fmt, panic::AssertUnwindSafe};
use std::{io, panic::catch_unwind, thread};

use cxtone_cxone::BoxFuture;
use tokio::sync::{mpsc, oneshot};

use crate::{Monitor, MonitorError, MonitorEvent};

/// Calls that wait for the thread. The queue proper is the injector's.
const CALLS_WAITING: usize = 1;

/// Calls a function for each event, on a thread of its own.
///
/// The function may block for as long as it likes: nobody waits for it, and what its queue cannot
/// hold meanwhile is lost to it, counted and logged. A panic is contained, and the function is
/// called for the next event. The thread ends with the monitor.
///
/// ```
/// use cxtone_runner::CallbackMonitor;
///
/// let monitor = CallbackMonitor::new("crm", |event| {
///     println!("{} {}", event.name(), event.call_id());
/// })?;
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct CallbackMonitor {
    name: &'static str,
    calls: mpsc::Sender<Call>,
}

struct Call {
    event: MonitorEvent,
    done: oneshot::Sender<Result<(), MonitorError>>,
}

impl CallbackMonitor {
    /// A monitor with this function, under this name in logs and metrics.
    ///
    /// # Errors
    ///
    /// When the system gives no thread for it.
    pub fn new(
        name: &'static str,
        mut callback: impl FnMut(&MonitorEvent) + Send + 'static,
    ) -> io::Result<Self> {
        Self::fallible(name, move |event| {
            callback(event);
            Ok(())
        })
    }

    /// The same with a function that can fail; its failures are counted and logged.
    ///
    /// # Errors
    ///
    /// When the system gives no thread for it.
    pub fn fallible(
        name: &'static str,
        callback: impl FnMut(&MonitorEvent) -> Result<(), MonitorError> + Send + 'static,
    ) -> io::Result<Self> {
        let (calls, queue) = mpsc::channel(CALLS_WAITING);
        let thread = thread::Builder::new().name(format!("cxtone-monitor-{name}"));
        thread.spawn(move || answer(queue, callback))?;
        Ok(Self { name, calls })
    }

    async fn call(&self, event: &MonitorEvent) -> Result<(), MonitorError> {
        let (done, doing) = oneshot::channel();
        let call = Call {
            event: event.clone(),
            done,
        };
        let sent = self.calls.send(call).await;
        sent.map_err(|_| MonitorError::Gone)?;
        doing.await.unwrap_or(Err(MonitorError::Gone))
    }
}

impl Monitor for CallbackMonitor {
    fn name(&self) -> &'static str {
        self.name
    }

    fn notify<'a>(&'a self, event: &'a MonitorEvent) -> BoxFuture<'a, Result<(), MonitorError>> {
        Box::pin(self.call(event))
    }
}

impl fmt::Debug for CallbackMonitor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CallbackMonitor")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

fn answer(
    mut queue: mpsc::Receiver<Call>,
    mut callback: impl FnMut(&MonitorEvent) -> Result<(), MonitorError>,
) {
    while let Some(Call { event, done }) = queue.blocking_recv() {
        let called = catch_unwind(AssertUnwindSafe(|| callback(&event)));
        // Nobody waits for it any more where the runtime has ended.
        let _unheard = done.send(called.unwrap_or(Err(MonitorError::Panicked)));
    }
}
