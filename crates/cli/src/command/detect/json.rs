//! The shape of `detect --json`: one line for each path, or for each finding of a stream.
//! Writing the lines is `report`'s.

use cxtone_hearing::{DigitReport, Finding, NearMissReport};
use serde::Serialize;

use super::source::Source;
use crate::listening::Heard;

/// What was heard in a source.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line {
    path: String,
    digits: Vec<DigitReport>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    near_misses: Vec<NearMissReport>,
    #[serde(skip_serializing_if = "is_zero")]
    near_misses_left_out: u64,
}

/// A source that cannot be read.
#[derive(Serialize)]
pub(super) struct Unreadable<'a> {
    path: String,
    /// Always none: whoever reads the lines finds the same field in each.
    digits: [DigitReport; 0],
    error: &'a str,
}

impl Line {
    pub(super) fn of(source: &Source, heard: &Heard) -> Self {
        Self {
            path: source.to_string(),
            digits: heard.digits.iter().map(DigitReport::of).collect(),
            near_misses: heard.near_misses.iter().map(NearMissReport::of).collect(),
            near_misses_left_out: heard.near_misses_left_out,
        }
    }

    pub(super) fn of_finding(source: &Source, finding: &Finding) -> Self {
        let mut line = Self::of(source, &Heard::default());
        match finding {
            Finding::Digit(digit) => line.digits.push(DigitReport::of(digit)),
            Finding::NearMiss(near_miss) => line.near_misses.push(NearMissReport::of(near_miss)),
        }
        line
    }
}

impl<'a> Unreadable<'a> {
    pub(super) fn of(source: &Source, why: &'a str) -> Self {
        Self {
            path: source.to_string(),
            digits: [],
            error: why,
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}
