//! The port through which an injection is written down, and how writing fails.
//! A log in a file is [`JsonLinesLog`](crate::JsonLinesLog).

use core::error::Error;
use std::{io, sync::Arc};

use cxtone_audit::Record;
use cxtone_cxone::BoxFuture;
use thiserror::Error;

/// Where records go. When `append` has answered, the record is as safe as the log makes it.
pub trait EffectLog: Send + Sync {
    /// Writes one record. Dropping the future does not undo a write that has begun.
    ///
    /// # Errors
    ///
    /// [`LogError`] when the record is not written. Of an *intended* record, it then means that
    /// nothing is sent.
    fn append(&self, record: Record) -> BoxFuture<'_, Result<(), LogError>>;

    /// Told which step of a flow sends the digits that are written down next; their records do not
    /// say. A log that has no use for it passes it over.
    fn announce(&self, _step: &str) {}
}

/// Why a record was not written.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum LogError {
    /// The file system refused. What had been written of the record was taken back.
    #[error("the audit log was not written ({0}); check the disk and the folder's permissions")]
    Write(io::ErrorKind),
    /// An earlier write failed and could not be taken back, so nothing more is written.
    #[error("the audit log failed earlier and is closed; mend the disk, then open the log again")]
    Closed,
    /// The write was ended by a defect or by the end of its runtime.
    #[error("writing the audit log was ended before it was done; open the log again")]
    Interrupted,
    /// A log of the caller's own failed. Its error must hold no digit and no secret.
    #[error("the audit log was not written: {0}")]
    Other(#[source] Arc<dyn Error + Send + Sync>),
}
