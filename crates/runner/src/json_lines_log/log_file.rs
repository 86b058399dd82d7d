//! The two files of a log or of its last segment, and the order in which they are written.
//! It blocks; keeping it off the async threads is left to the log.

use std::{
    fs::{File, TryLockError},
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

use cxtone_audit::{
    Broken, Chain, Entry, HEAD_BYTES_MAX, Record, Resumed, Rotation, SealKey, Series, Timestamp,
    Verified,
};

use super::{
    JsonLinesLog, LogFolder, OpenLogError, Segment,
    disk::{Disk, folder_of, put_head},
    log_folder::{lock_path, segment_path},
};
use crate::LogError;

pub(super) struct LogFile {
    disk: Box<dyn Disk>,
    file: File,
    path: PathBuf,
    chain: Chain,
    /// Length of the whole records.
    bytes: u64,
    /// The latest time of a record in this file.
    latest: Option<Timestamp>,
    rotating: Option<Rotating>,
    closed: bool,
}

/// A log in segments.
struct Rotating {
    rotation: Rotation,
    /// Held as long as the log is open.
    _lock: File,
}

impl LogFile {
    /// A log that is one file.
    pub(super) fn open(
        mut disk: Box<dyn Disk>,
        path: &Path,
        key: SealKey,
    ) -> Result<(Self, Verified), OpenLogError> {
        let failed = |error| failed(path, error);
        let file = disk.open(path).map_err(failed)?;
        lock(&file, path)?;
        start_if_new(&mut *disk, &file, path, &key).map_err(failed)?;
        let mut series = Series::new(key);
        take(&mut series, &file, path, &mut |_| {})?;
        let resumed = resume(series, path)?;
        Self::resumed(disk, file, path, resumed, None).map_err(failed)
    }

    /// A log in segments, which are files in a folder.
    pub(super) fn open_folder(
        mut disk: Box<dyn Disk>,
        folder: &Path,
        key: SealKey,
        rotation: Rotation,
    ) -> Result<(Self, Verified), OpenLogError> {
        let lock_path = lock_path(folder);
        let lock_file = disk
            .open(&lock_path)
            .map_err(|error| failed(&lock_path, error))?;
        lock(&lock_file, folder)?;
        let found = LogFolder::read(folder).map_err(|error| failed(folder, error))?;
        let first = found.segments.first().map_or(1, |segment| segment.number);
        let mut segments = found.segments;
        if segments.len() < 2 && first == 1 {
            let path = segment_path(folder, 1);
            let started = disk
                .open(&path)
                .and_then(|file| start_if_new(&mut *disk, &file, &path, &key));
            started.map_err(|error| failed(&path, error))?;
            segments = vec![Segment { number: 1, path }];
        }
        let mut series = Series::starting_at(key, first);
        for Segment { path, .. } in &segments {
            let file = File::open(path).map_err(|error| failed(path, error))?;
            take(&mut series, &file, path, &mut |_| {})?;
        }
        let last = segments.last().map_or(folder, |segment| &segment.path);
        let resumed = resume(series, last)?;
        let path = segment_path(folder, resumed.chain.segment());
        let file = disk.open(&path).map_err(|error| failed(&path, error))?;
        let rotating = Some(Rotating {
            rotation,
            _lock: lock_file,
        });
        Self::resumed(disk, file, &path, resumed, rotating).map_err(|error| failed(&path, error))
    }

    pub(super) fn records(&self) -> u64 {
        self.chain.records()
    }

    /// Line, sync, head: a crash between them leaves what a later opening takes up.
    pub(super) fn append(&mut self, record: &Record) -> Result<(), LogError> {
        if self.closed {
            return Err(LogError::Closed);
        }
        let (mut chain, mut entry) = self.next(record);
        if self.is_rotation_due(entry.line.len() as u64, record.timestamp()) {
            self.rotate()
                .map_err(|error| LogError::Write(error.kind()))?;
            (chain, entry) = self.next(record);
        }
        if let Err(error) = self.write(&entry.line, &entry.head) {
            self.take_back();
            return Err(LogError::Write(error.kind()));
        }
        self.chain = chain;
        self.bytes += entry.line.len() as u64;
        self.latest = self.latest.max(Some(record.timestamp()));
        Ok(())
    }

    fn resumed(
        disk: Box<dyn Disk>,
        file: File,
        path: &Path,
        resumed: Resumed,
        rotating: Option<Rotating>,
    ) -> io::Result<(Self, Verified)> {
        let mut log = Self {
            disk,
            file,
            path: path.to_owned(),
            chain: resumed.chain,
            bytes: resumed.bytes,
            latest: resumed.latest,
            rotating,
            closed: false,
        };
        log.disk.cut(&mut log.file, log.bytes)?;
        if resumed.verified.unsealed > 0 {
            put_head(
                &mut *log.disk,
                &JsonLinesLog::head_path(path),
                &resumed.head,
            )?;
        }
        if let Some(closed) = &resumed.unclosed {
            let folder = folder_of(path);
            let before = segment_path(folder, log.chain.segment() - 1);
            put_head(&mut *log.disk, &JsonLinesLog::head_path(&before), closed)?;
            log.disk.sync_folder(folder)?;
        }
        Ok((log, resumed.verified))
    }

    /// A record's line, with its line feed, and the chain behind it.
    fn next(&self, record: &Record) -> (Chain, Entry) {
        let mut chain = self.chain.clone();
        let mut entry = chain.append(record);
        entry.line.push('\n');
        (chain, entry)
    }

    fn write(&mut self, line: &str, head: &str) -> io::Result<()> {
        self.disk.write(&mut self.file, line.as_bytes())?;
        self.disk.sync(&self.file)?;
        // Renaming is the last step that can fail: a line is never taken back from under a head
        // that counts it.
        put_head(&mut *self.disk, &JsonLinesLog::head_path(&self.path), head)
    }

    fn take_back(&mut self) {
        self.closed = self.disk.cut(&mut self.file, self.bytes).is_err();
    }

    fn is_rotation_due(&self, line_bytes: u64, timestamp: Timestamp) -> bool {
        self.rotating.as_ref().is_some_and(|rotating| {
            rotating
                .rotation
                .is_due(self.bytes, self.latest, line_bytes, timestamp)
        })
    }

    /// The next segment, empty; its head; then the head of the one that it follows. Until the next
    /// one's head is in place nothing has happened. From then on the log goes on there, so where
    /// a later step fails, the log closes itself and is to be opened again.
    fn rotate(&mut self) -> io::Result<()> {
        let rotated = self.chain.rotate();
        let folder = folder_of(&self.path).to_owned();
        let path = segment_path(&folder, rotated.chain.segment());
        let file = self.disk.open(&path)?;
        if file.metadata()?.len() > 0 {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let head_path = JsonLinesLog::head_path(&path);
        put_head(&mut *self.disk, &head_path, &rotated.head)?;
        self.closed = true;
        self.disk.sync_folder(&folder)?;
        let ended = JsonLinesLog::head_path(&self.path);
        put_head(&mut *self.disk, &ended, &rotated.ended_head)?;
        self.disk.sync_folder(&folder)?;
        self.file = file;
        self.path = path;
        self.chain = rotated.chain;
        self.bytes = 0;
        self.latest = None;
        self.closed = false;
        Ok(())
    }
}

pub(super) fn failed(path: &Path, error: io::Error) -> OpenLogError {
    OpenLogError::File {
        path: path.to_owned(),
        error,
    }
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
fn start_if_new(disk: &mut dyn Disk, file: &File, path: &Path, key: &SealKey) -> io::Result<()> {
    let head_path = JsonLinesLog::head_path(path);
    if file.metadata()?.len() > 0 || head_path.exists() {
        return Ok(());
    }
    put_head(disk, &head_path, &Chain::start(key.clone()).head())?;
    disk.sync_folder(folder_of(path))
}

pub(super) fn broken(path: &Path, broken: Broken) -> OpenLogError {
    OpenLogError::Broken {
        path: path.to_owned(),
        broken,
    }
}

/// The head is read before the log: a log in use may then be ahead of it, which is in order.
pub(super) fn take(
    series: &mut Series,
    file: &File,
    path: &Path,
    each: &mut dyn FnMut(&str),
) -> Result<(), OpenLogError> {
    let head = read_head(&JsonLinesLog::head_path(path)).map_err(|error| failed(path, error))?;
    series
        .take_each(BufReader::new(file), &head, each)
        .map_err(|error| broken(path, error))
}

fn resume(series: Series, path: &Path) -> Result<Resumed, OpenLogError> {
    series.resume().map_err(|error| broken(path, error))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json_lines_log::{
        disk::RealDisk,
        sample::{key, record_of_width},
    };

    /// Records that a run tries to write; the last is a short one.
    const RECORDS: usize = 5;

    /// Bytes by which every second record is longer.
    const LONGER: usize = 40;

    /// More steps than a run takes.
    const STEPS_MAX: usize = 200;

    /// What the disk does from one step on.
    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Fault {
        /// Half of what is to be written is; then nothing is done any more, as after a crash.
        Crash,
        /// That one step fails, and later ones do not.
        Once,
    }

    /// Fails at the step that comes after so many.
    struct FaultyDisk {
        steps_left: usize,
        fault: Fault,
        failed: bool,
    }

    impl FaultyDisk {
        fn step(&mut self) -> io::Result<()> {
            if self.failed && self.fault == Fault::Once {
                return Ok(());
            }
            if self.steps_left == 0 {
                self.failed = true;
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.steps_left -= 1;
            Ok(())
        }
    }

    impl Disk for FaultyDisk {
        fn open(&mut self, path: &Path) -> io::Result<File> {
            self.step().and_then(|()| RealDisk.open(path))
        }

        fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
            let was_alive = !self.failed;
            self.step().inspect_err(|_| {
                if was_alive {
                    let half = RealDisk.write(file, &bytes[..bytes.len() / 2]);
                    half.expect("half of it is written");
                }
            })?;
            RealDisk.write(file, bytes)
        }

        fn sync(&mut self, _file: &File) -> io::Result<()> {
            self.step()
        }

        fn cut(&mut self, file: &mut File, bytes: u64) -> io::Result<()> {
            self.step().and_then(|()| RealDisk.cut(file, bytes))
        }

        fn create(&mut self, path: &Path) -> io::Result<File> {
            self.step().and_then(|()| RealDisk.create(path))
        }

        fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
            self.step().and_then(|()| RealDisk.rename(from, to))
        }

        fn remove(&mut self, path: &Path) -> io::Result<()> {
            self.step().and_then(|()| RealDisk.remove(path))
        }

        fn sync_folder(&mut self, _folder: &Path) -> io::Result<()> {
            self.step()
        }
    }

    /// Every second one is longer.
    fn record(number: usize) -> Record {
        record_of_width(number, if number % 2 == 1 { 1 + LONGER } else { 1 })
    }

    /// Two short records fit into a segment, and no long one with another: so each comes after a
    /// rotation, but a short one also fits where a rotation for a long one has failed.
    fn rotation() -> Rotation {
        let short = Chain::start(key()).append(&record(0)).line.len() + 1;
        Rotation {
            bytes_max: Some((2 * short + LONGER / 2) as u64),
            daily: false,
        }
    }

    fn open(disk: impl Disk + 'static, folder: &Path) -> Result<(LogFile, Verified), OpenLogError> {
        LogFile::open_folder(Box::new(disk), folder, key(), rotation())
    }

    /// Writes until the log fails for good; the numbers of the records that it took.
    fn run(disk: FaultyDisk, folder: &Path) -> Vec<usize> {
        let Ok((mut log, _)) = open(disk, folder) else {
            return Vec::new();
        };
        let taken = |number: &usize| log.append(&record(*number)).is_ok();
        (0..RECORDS).filter(taken).collect()
    }

    /// What is found in the folder afterwards, after one more record.
    fn found(folder: &Path, step: usize) -> Vec<usize> {
        let (mut log, _) = open(RealDisk, folder)
            .unwrap_or_else(|error| panic!("after step {step} the log is not taken up: {error}"));
        log.append(&record(RECORDS)).expect("it goes on");
        drop(log);
        let (_, verified) = open(RealDisk, folder).expect("it is whole");
        let number = |id: &String| id["a-".len()..].parse().expect("a number");
        verified.intended_only.iter().map(number).collect()
    }

    fn check(fault: Fault) {
        for step in 0..STEPS_MAX {
            let folder = tempfile::tempdir().expect("a folder");
            let disk = FaultyDisk {
                steps_left: step,
                fault,
                failed: false,
            };
            let taken = run(disk, folder.path());
            let is_complete = taken.len() == RECORDS;
            let found = found(folder.path(), step);
            let (last, before) = found.split_last().expect("at least the one more");
            assert_eq!(*last, RECORDS);
            let unanswered = before.iter().filter(|number| !taken.contains(number));
            assert!(unanswered.count() <= 1, "step {step}: {taken:?}, {found:?}");
            assert!(
                taken.iter().all(|number| before.contains(number)),
                "step {step}: {taken:?}, {found:?}"
            );
            assert!(before.is_sorted(), "step {step}: {found:?}");
            if is_complete && fault == Fault::Crash {
                assert!(step > 10 * RECORDS, "only {step} steps were tried");
                return;
            }
        }
        assert_eq!(fault, Fault::Once, "a run has more than {STEPS_MAX} steps");
    }

    #[test]
    fn a_crash_at_any_step_loses_nothing_that_was_answered_for() {
        check(Fault::Crash);
    }

    #[test]
    fn a_step_that_fails_once_loses_nothing_that_was_answered_for() {
        check(Fault::Once);
    }
}
