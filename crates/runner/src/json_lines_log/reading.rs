//! Reads a whole log, a file or the segments of a folder, and checks it on the way.
//! It may be in use: nothing is locked, and nothing is mended.

use std::{fs::File, path::Path};

use cxtone_audit::{SealKey, Series, Verified};

use super::{
    JsonLinesLog, LogFolder, OpenLogError, Segment,
    log_file::{broken, failed, take},
};

/// Checks the log at `path`, and gives `each` authentic line in order; what it was given counts
/// only if the whole log turns out to be unbroken. Blocks while it reads.
///
/// `from_segment` is the first segment of a folder that is to be there, counted from 1: those
/// before it may be kept elsewhere, and are not looked at where they are not. For a log that is
/// one file it is 1.
///
/// # Errors
///
/// [`OpenLogError::File`] when a file cannot be read, [`OpenLogError::Broken`] with the file at
/// fault when the log is not what was written.
pub fn read_log(
    path: impl AsRef<Path>,
    key: SealKey,
    from_segment: u64,
    mut each: impl FnMut(&str),
) -> Result<Verified, OpenLogError> {
    let path = path.as_ref();
    let mut reader = Reader {
        series: Series::starting_at(key, from_segment),
        each: &mut each,
    };
    if path.is_dir() {
        reader.take_folder(path, from_segment)?;
    } else {
        reader.take(path)?;
    }
    let finished = reader.series.finish();
    finished.map_err(|error| broken(path, error))
}

struct Reader<'a> {
    series: Series,
    each: &'a mut dyn FnMut(&str),
}

impl Reader<'_> {
    /// Takes all segments. Where the last one was ended in the meantime, the log has gone on in
    /// one that was not there when the folder was looked into. Each look finds a later segment or
    /// is the last.
    fn take_folder(&mut self, folder: &Path, from_segment: u64) -> Result<(), OpenLogError> {
        let mut next = from_segment;
        loop {
            let found = LogFolder::read(folder).map_err(|error| failed(folder, error))?;
            let begun = next;
            for Segment { number, path } in &found.segments {
                if *number >= next && is_begun(path)? {
                    self.take(path)?;
                    next = number + 1;
                }
            }
            if next == begun || !self.series.is_closed() {
                return Ok(());
            }
        }
    }

    fn take(&mut self, path: &Path) -> Result<(), OpenLogError> {
        let file = File::open(path).map_err(|error| failed(path, error))?;
        take(&mut self.series, &file, path, self.each)
    }
}

/// Whether anything was written of a segment. A rotation makes the file first and its head after
/// it; until then the log ends in the segment before, be it for an instant or by a crash.
fn is_begun(path: &Path) -> Result<bool, OpenLogError> {
    let length = path.metadata().map_err(|error| failed(path, error))?.len();
    let head_path = JsonLinesLog::head_path(path);
    let has_head = head_path.try_exists();
    let has_head = has_head.map_err(|error| failed(&head_path, error))?;
    Ok(length > 0 || has_head)
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

    use cxtone_audit::{Rotation, Why};

    use super::*;
    use crate::json_lines_log::{
        RealDisk,
        log_file::LogFile,
        log_folder::segment_path,
        sample::{key, record},
    };

    /// A folder with four segments of a record each.
    fn four() -> (tempfile::TempDir, Vec<PathBuf>) {
        let rotation = Rotation {
            bytes_max: Some(1),
            daily: false,
        };
        let folder = tempfile::tempdir().expect("a folder");
        let disk = Box::new(RealDisk);
        let (mut log, _) =
            LogFile::open_folder(disk, folder.path(), key(), rotation).expect("a new log");
        for number in 0..4 {
            log.append(&record(number)).expect("written");
        }
        let found = LogFolder::read(folder.path()).expect("readable");
        let paths: Vec<_> = found.segments.into_iter().map(|it| it.path).collect();
        assert_eq!(paths.len(), 4);
        (folder, paths)
    }

    fn why(path: &Path, from_segment: u64) -> (PathBuf, Why) {
        match read_log(path, key(), from_segment, |_| {}) {
            Err(OpenLogError::Broken { path, broken }) => (path, broken.why),
            other => panic!("it is broken: {other:?}"),
        }
    }

    #[test]
    fn a_folder_is_read_from_its_first_record_to_its_last() {
        let (folder, _) = four();
        let mut lines = Vec::new();
        let verified = read_log(folder.path(), key(), 1, |line| lines.push(line.to_owned()));
        assert_eq!(verified.expect("unbroken").records, 4);
        for (number, line) in lines.iter().enumerate() {
            assert!(line.contains(&format!("\"a-{number}\"")), "{line}");
        }
        assert_eq!(lines.len(), 4);
    }

    #[test]
    fn a_segment_that_is_gone_is_missed_unless_it_is_known_to_be_elsewhere() {
        let (folder, paths) = four();
        fs::remove_file(&paths[0]).expect("removed");
        let (path, first) = why(folder.path(), 1);
        let missing = Why::Segment {
            expected: 1,
            found: 2,
        };
        assert_eq!((path, first), (paths[1].clone(), missing));
        let verified = read_log(folder.path(), key(), 2, |_| {}).expect("the rest is whole");
        assert_eq!((verified.records_before, verified.records), (1, 3));
        fs::remove_file(&paths[3]).expect("removed");
        assert_eq!(why(folder.path(), 2).1, Why::SuccessorMissing);
    }

    #[test]
    fn a_segment_of_which_nothing_is_written_yet_is_not_missed_unless_the_last_names_it() {
        let (folder, paths) = four();
        let fifth = segment_path(folder.path(), 5);
        fs::write(&fifth, "").expect("made as by a rotation");
        let verified = read_log(folder.path(), key(), 1, |_| {}).expect("unbroken");
        assert_eq!(verified.records, 4);
        fs::write(&fifth, "{}").expect("lines without a head");
        assert_eq!(why(folder.path(), 1).1, Why::HeadMissing);
        fs::remove_file(&fifth).expect("removed");
        fs::write(&paths[3], "").expect("emptied");
        fs::remove_file(JsonLinesLog::head_path(&paths[3])).expect("removed");
        assert_eq!(why(folder.path(), 1).1, Why::SuccessorMissing);
    }

    #[test]
    fn an_empty_folder_holds_no_log() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(why(folder.path(), 1).1, Why::HeadMissing);
        assert!(matches!(
            read_log(folder.path().join("none"), key(), 1, |_| {}),
            Err(OpenLogError::File { .. })
        ));
    }
}
