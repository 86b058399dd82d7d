//! A folder with the segments of one log: which file is which segment, and what does not belong.
//! What stands in the files is left to `log_file`.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

use super::{JsonLinesLog, disk};

/// Names of segments: `audit-000001.jsonl`, with its head beside it.
const PREFIX: &str = "audit-";
const SUFFIX: &str = ".jsonl";

/// Locked as long as the log is open.
const LOCK: &str = "audit.lock";

/// The most files that are looked at in a folder.
pub const FOLDER_FILES_MAX: usize = 100_000;

/// What a folder with a log in segments holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogFolder {
    /// The segments' logs in the order of their numbers.
    pub segments: Vec<Segment>,
    /// Names of what is no part of the log, in order.
    pub strangers: Vec<OsString>,
}

/// A segment's number and its file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Segment {
    /// Counted from one.
    pub number: u64,
    /// The file of the log; its head is beside it, with [`HEAD_SUFFIX`](crate::HEAD_SUFFIX).
    pub path: PathBuf,
}

impl LogFolder {
    /// Looks into a folder.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or holds more than [`FOLDER_FILES_MAX`] files.
    pub fn read(folder: &Path) -> io::Result<Self> {
        let mut found = Self::default();
        for (index, entry) in fs::read_dir(folder)?.enumerate() {
            if index >= FOLDER_FILES_MAX {
                return Err(io::Error::other(format!(
                    "there are more than {FOLDER_FILES_MAX} files; name a folder of one log"
                )));
            }
            found.sort_in(folder, entry?.file_name());
        }
        found.segments.sort_unstable();
        found.strangers.sort_unstable();
        Ok(found)
    }

    /// The number of the segment that a file's name tells.
    #[must_use]
    pub fn segment_number(path: &Path) -> Option<u64> {
        let name = path.file_name()?.to_str()?;
        let number = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
        let number = number.parse().ok().filter(|number| *number > 0)?;
        // One number has one spelling.
        (segment_name(number) == name).then_some(number)
    }

    fn sort_in(&mut self, folder: &Path, name: OsString) {
        let path = folder.join(&name);
        if let Some(number) = Self::segment_number(&path) {
            self.segments.push(Segment { number, path });
        } else if !belongs_to_a_segment(&path) && name != LOCK {
            self.strangers.push(name);
        }
    }
}

/// Where a segment's log is.
pub(super) fn segment_path(folder: &Path, number: u64) -> PathBuf {
    folder.join(segment_name(number))
}

/// Where the folder's lock is.
pub(super) fn lock_path(folder: &Path) -> PathBuf {
    folder.join(LOCK)
}

fn segment_name(number: u64) -> String {
    format!("{PREFIX}{number:06}{SUFFIX}")
}

/// Whether a file is the head of a segment that is there, finished or not.
fn belongs_to_a_segment(path: &Path) -> bool {
    let is_unfinished = path.to_str().is_some_and(disk::is_unfinished);
    let head = if is_unfinished {
        path.with_extension("")
    } else {
        path.to_owned()
    };
    let log = head.with_extension("");
    LogFolder::segment_number(&log).is_some()
        && JsonLinesLog::head_path(&log) == head
        && log.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_are_told_from_strangers_by_their_names() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in [
            "audit-000002.jsonl",
            "audit-000002.jsonl.head",
            "audit-000002.jsonl.head.new",
            "audit-000010.jsonl",
            "audit-1234567.jsonl",
            "audit.lock",
            "audit-000001.jsonl.head",
            "audit-2.jsonl",
            "audit-000000.jsonl",
            "notes.txt",
        ] {
            fs::write(folder.path().join(name), "").expect("written");
        }
        let found = LogFolder::read(folder.path()).expect("readable");
        let numbers: Vec<u64> = found
            .segments
            .iter()
            .map(|segment| segment.number)
            .collect();
        assert_eq!(numbers, [2, 10, 1_234_567]);
        assert_eq!(
            found.strangers,
            [
                "audit-000000.jsonl",
                "audit-000001.jsonl.head",
                "audit-2.jsonl",
                "notes.txt"
            ]
        );
    }
}
