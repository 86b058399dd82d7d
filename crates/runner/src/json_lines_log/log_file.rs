//! The two files of a log, and the order in which they are written.
//! It blocks; keeping it off the async threads is left to the log.

use std::{
    ffi::OsStr,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, BufReader, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use cxtone_audit::{Chain, HEAD_BYTES_MAX, Record, Resumed, SealKey, Verified};

use super::{JsonLinesLog, OpenLogError};
use crate::LogError;

/// What is added to the head's name while it is written.
const UNFINISHED_SUFFIX: &str = ".new";

pub(super) struct LogFile {
    file: File,
    head_path: PathBuf,
    chain: Chain,
    /// Length of the whole records.
    bytes: u64,
    closed: bool,
}

impl LogFile {
    pub(super) fn open(path: &Path, key: SealKey) -> Result<(Self, Verified), OpenLogError> {
        let failed = |error| OpenLogError::File {
            path: path.to_owned(),
            error,
        };
        let file = open_file(path).map_err(failed)?;
        lock(&file, path)?;
        let head_path = JsonLinesLog::head_path(path);
        start_if_new(&file, &head_path, &key).map_err(failed)?;
        let head = read_head(&head_path).map_err(failed)?;
        let resumed = Chain::resume(key, BufReader::new(&file), &head).map_err(|broken| {
            OpenLogError::Broken {
                path: path.to_owned(),
                broken,
            }
        })?;
        let found = resumed.verified.clone();
        let log = Self::resume(file, head_path, resumed).map_err(failed)?;
        Ok((log, found))
    }

    pub(super) fn records(&self) -> u64 {
        self.chain.records()
    }

    /// Line, sync, head: a crash between them leaves what a later opening takes up.
    pub(super) fn append(&mut self, record: &Record) -> Result<(), LogError> {
        if self.closed {
            return Err(LogError::Closed);
        }
        let mut chain = self.chain.clone();
        let mut entry = chain.append(record);
        entry.line.push('\n');
        if let Err(error) = self.write(&entry.line, &entry.head) {
            self.take_back();
            return Err(LogError::Write(error.kind()));
        }
        self.chain = chain;
        self.bytes += entry.line.len() as u64;
        Ok(())
    }

    fn resume(file: File, head_path: PathBuf, resumed: Resumed) -> io::Result<Self> {
        let mut log = Self {
            file,
            head_path,
            chain: resumed.chain,
            bytes: resumed.bytes,
            closed: false,
        };
        log.cut()?;
        if resumed.verified.unsealed > 0 {
            write_head(&log.head_path, &resumed.head)?;
        }
        Ok(log)
    }

    fn write(&mut self, line: &str, head: &str) -> io::Result<()> {
        self.file.write_all(line.as_bytes())?;
        self.file.sync_data()?;
        // Renaming is the last step that can fail: a line is never taken back from under a head
        // that counts it.
        write_head(&self.head_path, head)
    }

    fn take_back(&mut self) {
        self.closed = self.cut().is_err();
    }

    /// Cuts what is beyond the whole records.
    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.bytes)?;
        self.file.seek(SeekFrom::Start(self.bytes))?;
        Ok(())
    }
}

fn open_file(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

fn lock(file: &File, path: &Path) -> Result<(), OpenLogError> {
    let path = path.to_owned();
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(OpenLogError::InUse { path }),
        Err(TryLockError::Error(error)) => Err(OpenLogError::File { path, error }),
    }
}

/// An empty log without a head is a new one. An empty log with a head was emptied, which
/// verifying finds.
fn start_if_new(file: &File, head_path: &Path, key: &SealKey) -> io::Result<()> {
    if file.metadata()?.len() > 0 || head_path.exists() {
        return Ok(());
    }
    write_head(head_path, &Chain::start(key.clone()).head())?;
    sync_folder(head_path)
}

/// A missing head is read as an empty one, so that verifying names it.
fn read_head(head_path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    match File::open(head_path) {
        Ok(file) => file
            .take(HEAD_BYTES_MAX as u64 + 1)
            .read_to_end(&mut bytes)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
        Err(error) => return Err(error),
    };
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn write_head(head_path: &Path, head: &str) -> io::Result<()> {
    let mut unfinished = head_path.as_os_str().to_owned();
    unfinished.push(UNFINISHED_SUFFIX);
    write_synced(&unfinished, head)
        .and_then(|()| fs::rename(&unfinished, head_path))
        .inspect_err(|_| {
            // It may never have been made; the error to tell is the one before.
            let _ = fs::remove_file(&unfinished);
        })
}

fn write_synced(path: &OsStr, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Makes new files survive a power cut. Only Unix lets a folder be opened for it.
fn sync_folder(path: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
