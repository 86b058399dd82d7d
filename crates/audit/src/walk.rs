//! One pass over a log's lines, checking each against the key, the line before and the head.
//! Both verifying and resuming rest on it.

use std::{
    collections::HashMap,
    io::{BufRead, Read},
};

use serde::Deserialize;

use crate::{
    broken::{Broken, Why},
    head::{Head, Place},
    line::{self, Line},
    seal::SealKey,
    timestamp::Timestamp,
};

/// The longest line that is read, in bytes without its line feed; no record reaches it.
pub const LINE_BYTES_MAX: usize = 16_384;

/// Where a walk ended, and what it saw.
#[derive(Debug)]
pub(crate) struct Walk {
    pub(crate) end: Place,
    /// Bytes of whole lines: what is beyond is a torn line.
    pub(crate) bytes: u64,
    pub(crate) torn_bytes: u64,
    /// The latest time of a record.
    pub(crate) latest: Option<Timestamp>,
}

/// Checks a whole segment against its head, and keeps account of what is intended and not yet
/// observed, with the record that says so. That holds no more than the key's owner has written,
/// since only authentic lines are counted.
pub(crate) fn walk(
    log: impl BufRead,
    head: Head,
    key: &SealKey,
    open: &mut HashMap<String, u64>,
    each: &mut dyn FnMut(&str),
) -> Result<Walk, Broken> {
    let mut walker = Walker {
        head,
        key,
        end: head.before,
        bytes: 0,
        latest: None,
        open,
        each,
    };
    walker.check_seal()?;
    let torn_bytes = walker.read(log)?;
    walker.finish(torn_bytes)
}

struct Walker<'a> {
    head: Head,
    key: &'a SealKey,
    end: Place,
    bytes: u64,
    latest: Option<Timestamp>,
    open: &'a mut HashMap<String, u64>,
    each: &'a mut dyn FnMut(&str),
}

/// What the walk needs of a record; kinds that a later version adds are passed over.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Brief {
    kind: String,
    injection_id: Option<String>,
    timestamp: Option<String>,
}

impl Walker<'_> {
    /// Reads all lines; gives the bytes of a torn one at the end, or 0.
    fn read(&mut self, mut log: impl BufRead) -> Result<u64, Broken> {
        let mut text = Vec::new();
        loop {
            text.clear();
            let limit = LINE_BYTES_MAX as u64 + 1;
            let length = (&mut log)
                .take(limit)
                .read_until(b'\n', &mut text)
                .map_err(|error| self.broken(Why::Unreadable(error.kind())))?;
            if length == 0 {
                return Ok(0);
            }
            match text.strip_suffix(b"\n") {
                Some(line) => self.line(line)?,
                None if text.len() > LINE_BYTES_MAX => return Err(self.broken(Why::LineTooLong)),
                None => return self.torn(&text),
            }
        }
    }

    fn line(&mut self, text: &[u8]) -> Result<(), Broken> {
        let text = core::str::from_utf8(text).map_err(|_| self.broken(Why::NotUtf8))?;
        let line = self.authentic(text)?;
        let expected = self.end.records + 1;
        if line.sequence != expected {
            let found = line.sequence;
            return Err(self.broken(Why::Misplaced { expected, found }));
        }
        if line.previous != self.end.last {
            return Err(self.broken(Why::Unlinked));
        }
        self.note(text);
        (self.each)(text);
        self.end = Place {
            records: expected,
            last: line.code,
        };
        self.bytes += text.len() as u64 + 1;
        self.check_seal()
    }

    fn authentic<'t>(&self, text: &'t str) -> Result<Line<'t>, Broken> {
        let line = Line::parse(text.as_bytes()).ok_or_else(|| self.broken(Why::Malformed))?;
        if line.is_authentic(self.key) {
            Ok(line)
        } else {
            Err(self.broken(Why::Edited))
        }
    }

    fn note(&mut self, text: &str) {
        let Ok(brief) = serde_json::from_str::<Brief>(text) else {
            return;
        };
        let timestamp = brief.timestamp.and_then(|text| text.parse().ok());
        self.latest = self.latest.max(timestamp);
        let Some(id) = brief.injection_id else {
            return;
        };
        match brief.kind.as_str() {
            "intended" => {
                self.open.insert(id, self.end.records + 1);
            }
            "observed" => {
                self.open.remove(&id);
            }
            _ => {}
        }
    }

    /// Where the head's record is reached, it must be the one that the head seals.
    fn check_seal(&self) -> Result<(), Broken> {
        if self.end.records == self.head.end.records && self.end.last != self.head.end.last {
            return Err(Broken::at(self.lines(), Why::OtherHistory));
        }
        Ok(())
    }

    /// A last line without a line feed is a write that a crash interrupted, if all sealed records
    /// are there and it begins as the next record must. Some file systems keep its length through
    /// a power cut and fill what was not yet written with zeros.
    fn torn(&self, text: &[u8]) -> Result<u64, Broken> {
        if self.end.records < self.head.end.records {
            return Err(self.cut_off());
        }
        let opening = line::opening(self.end.records + 1, &self.end.last);
        let zeros = text.iter().rev().take_while(|byte| **byte == 0).count();
        let common = (text.len() - zeros).min(opening.len());
        if text[..common] != opening.as_bytes()[..common] {
            return Err(self.broken(Why::Malformed));
        }
        Ok(text.len() as u64)
    }

    fn finish(self, torn_bytes: u64) -> Result<Walk, Broken> {
        if self.end.records < self.head.end.records {
            return Err(self.cut_off());
        }
        let goes_on = torn_bytes > 0 || self.end.records > self.head.end.records;
        if self.head.closed && goes_on {
            return Err(self.broken(Why::LooseEnd));
        }
        Ok(Walk {
            end: self.end,
            bytes: self.bytes,
            torn_bytes,
            latest: self.latest,
        })
    }

    fn cut_off(&self) -> Broken {
        self.broken(Why::CutOff {
            sealed: self.head.end.records,
            found: self.end.records,
        })
    }

    fn broken(&self, why: Why) -> Broken {
        Broken::at(self.lines() + 1, why)
    }

    /// Lines of this segment that are in order.
    fn lines(&self) -> u64 {
        self.end.records - self.head.before.records
    }
}
