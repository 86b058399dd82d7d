//! An effect log in a file, or in the segments of a folder: sealed JSON Lines, with each head in a
//! file beside them. The chain itself is in `audit`; the file operations are in `log_file`.

mod disk;
mod log_file;
mod log_folder;
mod reading;
#[cfg(test)]
mod sample;

use core::fmt;
use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use cxtone_audit::{Broken, Record, Rotation, SealKey, Verified};
use cxtone_cxone::BoxFuture;
use thiserror::Error;

use crate::{EffectLog, LogError};
use disk::RealDisk;
use log_file::LogFile;
pub use log_folder::{FOLDER_FILES_MAX, LogFolder, Segment};
pub use reading::read_log;

/// What is added to a log's file name for the name of its head.
pub const HEAD_SUFFIX: &str = ".head";

/// An effect log in a file of sealed JSON Lines.
///
/// **Syncing.** Every record, *intended* or *observed*, is written and synced to the disk
/// (`fdatasync` or its like) before `append` answers; then the head is written beside, synced and
/// renamed. So an *intended* record is on disk before anything is sent, and after a power cut the
/// head is never ahead of the lines; it may be some records behind them, since renaming is left to
/// the file system to put on disk. A write that fails is taken back; if that fails too, the log
/// closes itself. The folder is synced once, when the files are made.
///
/// **Rotation.** [`open`](Self::open) writes one file for ever. [`open_folder`](Self::open_folder)
/// writes segments into a folder, through which the chain goes on; a crash at any point of a
/// rotation loses nothing and is mended at the next opening. Old segments may be moved elsewhere
/// from the first on, as long as the last one stays.
///
/// **One writer.** The log's file, or a lock in its folder, is locked as long as the log is open,
/// so that two processes cannot interleave their lines. The lock is advisory on Unix; on Windows
/// that of a single file also keeps others from reading.
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
        let (file, found) = LogFile::open(Box::new(RealDisk), &path, key)?;
        Ok(Self::of(path, file, found))
    }

    /// Opens the log in the segments of a folder, or makes a new one where there is none; blocks
    /// while it reads all segments that are there.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_folder(
        folder: impl AsRef<Path>,
        key: SealKey,
        rotation: Rotation,
    ) -> Result<Self, OpenLogError> {
        let path = folder.as_ref().to_owned();
        fs::create_dir_all(&path).map_err(|error| OpenLogError::File {
            path: path.clone(),
            error,
        })?;
        let (file, found) = LogFile::open_folder(Box::new(RealDisk), &path, key, rotation)?;
        Ok(Self::of(path, file, found))
    }

    /// The log's file or folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn of(path: PathBuf, file: LogFile, found: Verified) -> Self {
        Self {
            path,
            found,
            file: Arc::new(Mutex::new(file)),
        }
    }

    /// The head of a log or of a segment: its file name with [`HEAD_SUFFIX`].
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

    /// Records that the log has now, in all its segments.
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

#[cfg(test)]
mod tests {
    use std::fs;

    use cxtone_audit::{Why, verify};

    use super::{sample::key, *};

    fn record() -> Record {
        sample::record(1)
    }

    /// A folder with a log of so many records, closed again.
    async fn written(records: usize) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("audit.jsonl");
        let log = JsonLinesLog::open(&path, key()).expect("new");
        for _ in 0..records {
            log.append(record()).await.expect("written");
        }
        (folder, path)
    }

    fn verified(path: &Path) -> Verified {
        let head = fs::read_to_string(JsonLinesLog::head_path(path)).expect("a head");
        let log = fs::read(path).expect("a log");
        verify(&log[..], &head, &key()).expect("unbroken")
    }

    fn why(path: &Path) -> Why {
        match JsonLinesLog::open(path, key()) {
            Err(OpenLogError::Broken { broken, .. }) => broken.why,
            Err(error) => panic!("{error}"),
            Ok(_) => panic!("it is broken"),
        }
    }

    #[tokio::test]
    async fn a_log_is_continued_where_it_was_put_down() {
        let (_folder, path) = written(2).await;
        let log = JsonLinesLog::open(&path, key()).expect("unbroken");
        assert_eq!(log.found().records, 2);
        log.append(record()).await.expect("written");
        assert_eq!((log.records(), verified(&path).records), (3, 3));
    }

    #[tokio::test]
    async fn records_appended_at_once_do_not_interleave() {
        let (_folder, path) = written(0).await;
        let log = JsonLinesLog::open(&path, key()).expect("unbroken");
        let appends = (0..20).map(|_| log.append(record()));
        let appended = futures_util::future::join_all(appends).await;
        assert!(appended.iter().all(Result::is_ok));
        assert_eq!(verified(&path).records, 20);
    }

    #[tokio::test]
    async fn a_second_writer_is_refused_until_the_first_is_done() {
        let (_folder, path) = written(1).await;
        let first = JsonLinesLog::open(&path, key()).expect("unbroken");
        let second = JsonLinesLog::open(&path, key());
        assert!(matches!(second, Err(OpenLogError::InUse { .. })));
        drop(first);
        assert!(JsonLinesLog::open(&path, key()).is_ok());
    }

    #[tokio::test]
    async fn a_broken_log_is_refused_and_left_as_it_is() {
        let (_folder, path) = written(2).await;
        let text = fs::read_to_string(&path).expect("a log");
        let edited = text.replacen("call-1", "call-2", 1);
        fs::write(&path, &edited).expect("written");
        assert_eq!(why(&path), Why::Edited);
        assert_eq!(fs::read_to_string(&path).expect("a log"), edited);
        fs::write(&path, "").expect("written");
        let cut_off = Why::CutOff {
            sealed: 2,
            found: 0,
        };
        assert_eq!(why(&path), cut_off);
        fs::write(&path, &text).expect("written");
        fs::remove_file(JsonLinesLog::head_path(&path)).expect("removed");
        assert_eq!(why(&path), Why::HeadMissing);
    }

    #[tokio::test]
    async fn what_a_crash_leaves_behind_is_mended() {
        let (_folder, path) = written(1).await;
        let head_path = JsonLinesLog::head_path(&path);
        let early_head = fs::read(&head_path).expect("a head");
        let log = JsonLinesLog::open(&path, key()).expect("unbroken");
        log.append(record()).await.expect("written");
        log.append(record()).await.expect("written");
        drop(log);
        let text = fs::read(&path).expect("a log");
        fs::write(&path, &text[..text.len() - 9]).expect("written");
        fs::write(&head_path, early_head).expect("written");
        let log = JsonLinesLog::open(&path, key()).expect("a crash is no tampering");
        assert_eq!((log.found().unsealed, log.found().records), (1, 2));
        assert!(log.found().torn_bytes > 0);
        log.append(record()).await.expect("written");
        let mended = verified(&path);
        assert_eq!(
            (mended.records, mended.unsealed, mended.torn_bytes),
            (3, 0, 0)
        );
    }

    #[tokio::test]
    async fn a_write_that_fails_is_taken_back_and_the_log_goes_on() {
        let (folder, path) = written(0).await;
        let head_path = JsonLinesLog::head_path(&path);
        let log = JsonLinesLog::open(&path, key()).expect("unbroken");
        log.append(record()).await.expect("written");
        let head = fs::read(&head_path).expect("a head");
        fs::remove_file(&head_path).expect("removed");
        fs::create_dir(&head_path).expect("in the head's way");
        let failed = log.append(record()).await;
        assert!(matches!(failed, Err(LogError::Write(_))));
        assert_eq!(folder.path().read_dir().expect("a folder").count(), 2);
        fs::remove_dir(&head_path).expect("out of the way");
        fs::write(&head_path, head).expect("written");
        assert_eq!(verified(&path).records, 1);
        log.append(record()).await.expect("written");
        assert_eq!(verified(&path).records, 2);
    }

    fn small() -> Rotation {
        Rotation {
            bytes_max: Some(1200),
            daily: false,
        }
    }

    #[tokio::test]
    async fn a_folder_s_log_goes_on_over_segments_and_openings() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("audit");
        for opening in 0..3 {
            let log = JsonLinesLog::open_folder(&path, key(), small()).expect("unbroken");
            assert_eq!(log.found().records, 3 * opening);
            let second = JsonLinesLog::open_folder(&path, key(), small());
            assert!(matches!(second, Err(OpenLogError::InUse { .. })));
            for _ in 0..3 {
                log.append(record()).await.expect("written");
            }
        }
        let found = LogFolder::read(&path).expect("readable");
        assert!(found.segments.len() > 2 && found.strangers.is_empty());
        for segment in &found.segments {
            let bytes = segment.path.metadata().expect("there").len();
            assert!(bytes <= 1200, "{bytes}");
        }
        fs::remove_file(&found.segments[0].path).expect("moved to an archive");
        let log = JsonLinesLog::open_folder(&path, key(), small()).expect("it goes on");
        assert!(log.found().records_before > 0);
        assert_eq!(log.records(), 9);
        drop(log);
        fs::remove_file(found.segments[1].path.with_extension("jsonl.head")).expect("removed");
        let broken = JsonLinesLog::open_folder(&path, key(), small()).expect_err("no head");
        assert!(matches!(broken, OpenLogError::Broken { .. }), "{broken}");
    }

    #[test]
    fn a_path_that_cannot_be_opened_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = JsonLinesLog::open(folder.path(), key()).expect_err("a folder is no log");
        assert!(matches!(error, OpenLogError::File { .. }));
        assert!(error.to_string().contains("check the path"), "{error}");
    }
}
