//! What is listened to: a file, or stdin; and the paths that are read from stdin.

use core::iter;
use std::{
    ffi::{OsStr, OsString},
    fmt, fs,
    io::{self, BufRead, BufReader, Read as _},
    path::PathBuf,
};

use crate::failure::{Failure, Result};

/// A path on stdin may be this long; longer than any system's limit.
const PATH_BYTES_MAX: u64 = 1 << 16;

/// A file or stdin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// Given as `-`.
    Stdin,
    /// Given by its path.
    File(PathBuf),
}

impl From<OsString> for Source {
    fn from(argument: OsString) -> Self {
        if argument == OsStr::new("-") {
            Self::Stdin
        } else {
            Self::File(argument.into())
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => formatter.write_str("-"),
            Self::File(path) => fmt::Display::fmt(&path.display(), formatter),
        }
    }
}

/// How many bytes there are to read; none when that cannot be known.
pub(super) fn bytes_total(sources: &[Source]) -> Option<u64> {
    if sources.is_empty() {
        return None;
    }
    let bytes = |source: &Source| match source {
        Source::Stdin => None,
        Source::File(path) => Some(fs::metadata(path).map_or(0, |metadata| metadata.len())),
    };
    sources.iter().map(bytes).sum()
}

/// Paths that are read one a line, each as soon as it is asked for.
pub(super) fn paths() -> impl Iterator<Item = Result<Source>> + Send + 'static {
    let mut lines = BufReader::new(io::stdin());
    iter::from_fn(move || {
        let path = next_path(&mut lines).transpose()?;
        Some(path.map(Source::File))
    })
}

/// The next path; none at the end. Empty lines are skipped.
fn next_path(lines: &mut impl BufRead) -> Result<Option<PathBuf>> {
    loop {
        let mut line = Vec::new();
        lines
            .by_ref()
            .take(PATH_BYTES_MAX + 1)
            .read_until(b'\n', &mut line)
            .map_err(|error| {
                Failure::failed(format_args!("cannot read the paths from stdin: {error}"))
            })?;
        if line.is_empty() {
            return Ok(None);
        }
        if line.len() as u64 > PATH_BYTES_MAX {
            return Err(Failure::failed(format_args!(
                "a line on stdin is longer than {PATH_BYTES_MAX} bytes; that is no path"
            ))
            .help("with --stdin, paths are read, one a line; to listen to stdin give - instead"));
        }
        let path = line.strip_suffix(b"\n").unwrap_or(&line);
        let path = path.strip_suffix(b"\r").unwrap_or(path);
        if !path.is_empty() {
            return Ok(Some(to_path(path)));
        }
    }
}

#[cfg(unix)]
fn to_path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn to_path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_one_a_line_whatever_the_line_ends() {
        let mut lines = &b"a.wav\r\n\n b c.wav\nlast"[..];
        for expected in ["a.wav", " b c.wav", "last"] {
            let path = next_path(&mut lines).expect("reads");
            assert_eq!(path, Some(PathBuf::from(expected)));
        }
        assert_eq!(next_path(&mut lines).expect("reads"), None);
    }

    #[test]
    fn a_line_without_end_is_refused() {
        let line = vec![b'x'; 1 << 17];
        assert!(next_path(&mut line.as_slice()).is_err());
    }
}
