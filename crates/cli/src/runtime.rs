//! The asynchronous runtime of the commands that need the network, and the signals that end them.

use core::time::Duration;

use tokio::{
    runtime::{Builder, Runtime},
    time::sleep,
};

use crate::failure::{Failure, Result};

/// Threads that do the work: an injection, its tap and a signal leave one idle.
const WORKERS: usize = 2;

/// How soon after a signal the next one is the same asking still: a terminal and a service manager
/// signal every process of a group, and a process that started this one may hand on its own.
const SAME_ASKING: Duration = Duration::from_secs(1);

/// A runtime.
///
/// # Errors
///
/// When the system gives no threads for it.
pub(crate) fn start() -> Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .enable_all()
        .build()
        .map_err(|error| Failure::failed(format_args!("cannot start: {error}")))
}

/// Completes when the user (SIGINT) or the system (SIGTERM) asks the program to end. From this
/// call on, neither ends it by itself. Call it on a runtime.
///
/// # Errors
///
/// When the system lets nobody listen for signals.
#[cfg(unix)]
pub(crate) fn asked_to_end() -> Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| no_signals(&error))?;
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| no_signals(&error))?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// The same where there are no signals but Ctrl-C.
#[cfg(windows)]
pub(crate) fn asked_to_end() -> Result<impl Future<Output = ()> + Send + 'static> {
    let mut interrupt = tokio::signal::windows::ctrl_c().map_err(|error| no_signals(&error))?;
    Ok(async move {
        interrupt.recv().await;
    })
}

/// Completes when the program is asked to end once more, after [`asked_to_end`] has completed.
/// Where nobody can listen for that, never.
pub(crate) async fn asked_again() {
    sleep(SAME_ASKING).await;
    match asked_to_end() {
        Ok(again) => again.await,
        Err(_) => core::future::pending().await,
    }
}

fn no_signals(error: &std::io::Error) -> Failure {
    Failure::failed(format_args!("cannot listen for signals: {error}"))
}
