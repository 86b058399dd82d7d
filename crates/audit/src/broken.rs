//! Why a log is not what was written, and what to do about it.
//! Finding out is left to `walk`.

use core::fmt;
use std::io;

use thiserror::Error;

use crate::LINE_BYTES_MAX;

/// A log or its head is not what was written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub struct Broken {
    /// The line at fault, counted from one; `None` where it is the head.
    pub line: Option<u64>,
    /// What is wrong with it.
    pub why: Why,
}

/// What is wrong with a log. Nothing of the log's content is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// There is no head, or it is empty.
    HeadMissing,
    /// The head has not the form of one.
    HeadMalformed,
    /// The head's code is not from this key.
    HeadForged,
    /// Reading failed.
    Unreadable(io::ErrorKind),
    /// A line is longer than [`LINE_BYTES_MAX`].
    LineTooLong,
    /// A line is not UTF-8.
    NotUtf8,
    /// A line has not the form of one.
    Malformed,
    /// A line's code does not belong to its content: it was edited or forged.
    Edited,
    /// An authentic line stands in another place: lines were removed, moved or repeated.
    Misplaced {
        /// The sequence number that belongs here.
        expected: u64,
        /// The sequence number that stands here.
        found: u64,
    },
    /// An authentic line follows another line than the one before it.
    Unlinked,
    /// The log ends before the head says it does.
    CutOff {
        /// Records that the head seals.
        sealed: u64,
        /// Records that there are.
        found: u64,
    },
    /// The last sealed line is not the one that the head seals.
    OtherHistory,
    /// The head is of another segment than the one that belongs here: segments were removed,
    /// moved or renamed.
    Segment {
        /// The segment that belongs here.
        expected: u64,
        /// The segment that stands here.
        found: u64,
    },
    /// The segment does not begin where the one before it ends.
    ForeignSegment,
    /// The segment is followed by another, yet ends in a torn line or goes on after its end.
    LooseEnd,
    /// The segment is closed, and the one that followed it is not there.
    SuccessorMissing,
    /// There are fewer records than the caller knows to have been written.
    FewerThanExpected {
        /// Records that the caller expects at least.
        expected: u64,
        /// Records that there are.
        found: u64,
    },
}

impl Broken {
    pub(crate) fn head(why: Why) -> Self {
        Self { line: None, why }
    }

    pub(crate) fn at(line: u64, why: Why) -> Self {
        Self {
            line: Some(line),
            why,
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "line {line}: {}", self.why),
            None => write!(formatter, "head: {}", self.why),
        }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HeadMissing => formatter.write_str(
                "there is none; without it a cut-off end cannot be noticed: restore it from a copy",
            ),
            Self::HeadMalformed => formatter
                .write_str("it has not the form of one; check the path, or restore it from a copy"),
            Self::HeadForged => formatter.write_str(
                "it is not sealed with this key; check the key first: if it is the right one, the \
                 head was edited or forged, so restore it from a copy",
            ),
            Self::Unreadable(kind) => write!(formatter, "reading failed ({kind}); try again"),
            Self::LineTooLong => write!(
                formatter,
                "it is longer than {LINE_BYTES_MAX} bytes, which no record is; check the path, \
                 or compare with a copy"
            ),
            Self::NotUtf8 => formatter.write_str("it is not UTF-8; compare it with a copy"),
            Self::Malformed => formatter.write_str(
                "it has not the form of a sealed record; check the path, or compare it with a copy",
            ),
            Self::Edited => formatter.write_str(
                "its code does not belong to its content: it was edited or forged; compare it \
                 with a copy",
            ),
            Self::Misplaced { expected, found } => write!(
                formatter,
                "record {found} stands where record {expected} belongs: records were removed, \
                 moved or repeated; compare with a copy"
            ),
            Self::Unlinked => formatter.write_str(
                "it does not follow the line before it: one of them is from another log; compare \
                 with a copy",
            ),
            Self::CutOff { sealed, found } => write!(
                formatter,
                "the log ends after {found} records where the head seals {sealed}: its end was \
                 cut off; restore it from a copy"
            ),
            Self::OtherHistory => formatter.write_str(
                "the head seals another record in this place: log and head do not belong \
                 together; restore both from one copy",
            ),
            Self::Segment { expected, found } => write!(
                formatter,
                "segment {found} stands where segment {expected} belongs: segments were removed, \
                 moved or renamed; restore segment {expected} from a copy"
            ),
            Self::ForeignSegment => formatter.write_str(
                "the segment does not begin where the one before it ends: one of them is from \
                 another log, or was put back; compare with a copy",
            ),
            Self::LooseEnd => {
                formatter.write_str("the segment goes on after its end; compare it with a copy")
            }
            Self::SuccessorMissing => formatter.write_str(
                "the segment is closed, and the one that followed it is not there; restore it \
                 from a copy",
            ),
            Self::FewerThanExpected { expected, found } => write!(
                formatter,
                "the log has {found} records where at least {expected} are expected: log and head \
                 were replaced by an earlier copy; find the later one"
            ),
        }
    }
}
