//! The port through which others hear of injections, and why hearing of one can fail.
//! Each monitor's queue is in `post`; when monitors are told is the injector's part.

mod callback;
mod channel;
mod event;
mod json_lines;
mod post;
mod webhook;
mod webhook_key;

use core::error::Error;
use std::{io, sync::Arc};

use cxtone_cxone::{BoxFuture, TransportError};
use thiserror::Error;

pub use callback::CallbackMonitor;
pub use channel::{ChannelMonitor, MONITOR_QUEUE_DEFAULT};
pub use event::MonitorEvent;
pub use json_lines::JsonLinesMonitor;
pub(crate) use post::Post;
pub use post::{MONITOR_BACKLOG_MAX, MonitorCounts};
pub use webhook::{
    InvalidWebhookUrl, WEBHOOK_ANSWER_BYTES_MAX, WEBHOOK_ATTEMPTS_MAX, WEBHOOK_TIMEOUT,
    WEBHOOK_WAIT_BASE, WEBHOOK_WAIT_MAX, WebhookMonitor,
};
pub use webhook_key::{
    InvalidWebhookKey, WEBHOOK_KEY_BYTES_MAX, WEBHOOK_KEY_BYTES_MIN, WebhookKey,
};

/// Hears of every injection that ended, one after the other.
///
/// Each monitor has a queue and a task of its own in the injector, so that one that is slow, fails
/// or panics delays neither the injection nor another monitor, and changes no outcome. What it
/// must not do is block its thread: whatever blocks belongs in a [`CallbackMonitor`].
pub trait Monitor: Send + Sync {
    /// What it is called in logs and metrics: one of few names, never a value such as a URL.
    fn name(&self) -> &'static str;

    /// An injection ended. The next one is told when this future is done.
    ///
    /// # Errors
    ///
    /// [`MonitorError`] when the event did not get to where the monitor brings it. It is counted
    /// and logged; the event is not told again.
    fn notify<'a>(&'a self, event: &'a MonitorEvent) -> BoxFuture<'a, Result<(), MonitorError>>;
}

/// Why a monitor did not bring an event to where it should be.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum MonitorError {
    /// A defect of the monitor; the next event is told all the same.
    #[error("it panicked")]
    Panicked,
    /// Its reader does not keep up.
    #[error("its queue is full")]
    Full,
    /// Its reader is gone, and stays so.
    #[error("nobody reads it any more")]
    Gone,
    /// The file, pipe or disk refused.
    #[error("it could not write ({0})")]
    Write(io::ErrorKind),
    /// A webhook's receiver did not take it.
    #[error("the receiver answered {status} (attempt {attempts})")]
    Refused {
        /// Its last status.
        status: u16,
        /// How often the event was posted.
        attempts: u32,
    },
    /// A webhook's receiver gave no answer.
    #[error("{error} (attempt {attempts})")]
    NotPosted {
        /// Why not, the last time.
        #[source]
        error: TransportError,
        /// How often the event was posted.
        attempts: u32,
    },
    /// A monitor of the caller's own failed. Its error must hold no digit and no secret.
    #[error("{0}")]
    Other(#[source] Arc<dyn Error + Send + Sync>),
}
