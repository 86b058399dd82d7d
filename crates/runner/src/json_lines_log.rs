//! An effect log in a file: sealed JSON Lines, with the head in a file beside it.
//! The chain itself is in `audit`; the file operations are in `log_file`.

mod log_file;

use core::fmt;
use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use cxtone_audit::{Broken, Record, SealKey, Verified};
use cxtone_cxone::BoxFuture;
use thiserror::Error;

use crate::{EffectLog, LogError};
use log_file::LogFile;

/// What is added to a log's file name for the name of its head.
pub const HEAD_SUFFIX: &str = ".head";

/// An effect log in a file of sealed JSON Lines.
///
/// **Syncing.** Every record, *intended* or *observed*, is written and synced to the disk
/// (`fdatasync` or its like) before `append` answers; then the head is written beside, synced and
/// renamed. So an *intended* record is on disk before anything is sent, and after a power cut the
/// head is never ahead of the lines. A write that fails is taken back; if that fails too, the log
/// closes itself. The folder is synced once, when the files are made.
///
/// **One writer.** The log's file is locked as long as the log is open, so that two processes
/// cannot interleave their lines. The lock is advisory on Unix; on Windows it also keeps others
/// from reading.
///
/// **Blocking.** Files are written on tokio's blocking threads. Dropping an `append` future does
/// not stop a write.
#[derive(Clone)]
pub struct JsonLinesLog {
    path: PathBuf,
    found: Verified,
    file: Arc<Mutex<LogFile>>,
}

/// Why a log cannot be opened.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenLogError {
    /// A file cannot be opened, read or made.
    #[error("cannot open the audit log {path}: {error}; check the path and its permissions")]
    File {
        /// The log's file.
        path: PathBuf,
        /// The file system's answer.
        #[source]
        error: io::Error,
    },
    /// Another process, or another part of this one, writes to it.
    #[error("the audit log {path} is in use; let its writer end, or name another file")]
    InUse {
        /// The log's file.
        path: PathBuf,
    },
    /// It is not what was written, so nothing is added to it.
    #[error("the audit log {path} is broken: {broken}")]
    Broken {
        /// The log's file.
        path: PathBuf,
        /// Where, and why.
        #[source]
        broken: Broken,
    },
}

impl JsonLinesLog {
    /// Opens the log at `path`, or makes a new one where there is none; blocks while it reads.
    ///
    /// An existing log is verified first. Lines that a crash left unsealed are sealed, and a last
    /// line that it left torn is cut off; [`found`](Self::found) tells of both.
    ///
    /// # Errors
    ///
    /// [`OpenLogError`] when a file cannot be used, is in use, or does not verify with the key.
    pub fn open(path: impl AsRef<Path>, key: SealKey) -> Result<Self, OpenLogError> {
        let path = path.as_ref().to_owned();
        let (file, found) = LogFile::open(&path, key)?;
        Ok(Self {
            path,
            found,
            file: Arc::new(Mutex::new(file)),
        })
    }

    /// The log's file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The head of a log: its file name with [`HEAD_SUFFIX`].
    #[must_use]
    pub fn head_path(path: &Path) -> PathBuf {
        let mut name = path.as_os_str().to_owned();
        name.push(HEAD_SUFFIX);
        name.into()
    }

    /// What the log held when it was opened: among others, injections that a crash left open.
    #[must_use]
    pub fn found(&self) -> &Verified {
        &self.found
    }

    /// Records that the log has now.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.file
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .records()
    }
}

impl EffectLog for JsonLinesLog {
    fn append(&self, record: Record) -> BoxFuture<'_, Result<(), LogError>> {
        let file = self.file.clone();
        Box::pin(async move {
            let write = move || {
                // A panic inside a write leaves the file in an unknown state.
                let mut file = file.lock().map_err(|_| LogError::Closed)?;
                file.append(&record)
            };
            tokio::task::spawn_blocking(write)
                .await
                .unwrap_or(Err(LogError::Interrupted))
        })
    }
}

impl fmt::Debug for JsonLinesLog {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("JsonLinesLog")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}
