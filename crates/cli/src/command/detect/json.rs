//! The shape of `detect --json`: one line for each path, or for each finding of a stream.
//! Writing the lines is `report`'s.

use cxtone_dtmf::{Check, Explained, Outcome, Weighed};
use serde::Serialize;

use super::source::Source;
use crate::listening::{
    Heard,
    ear::{Finding, HeardDigit, NearMiss},
};

/// What was heard in a source.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Line {
    path: String,
    digits: Vec<DigitJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    near_misses: Vec<NearMissJson>,
    #[serde(skip_serializing_if = "is_zero")]
    near_misses_left_out: u64,
}

/// A source that cannot be read.
#[derive(Serialize)]
pub(super) struct Unreadable<'a> {
    path: String,
    /// Always none: whoever reads the lines finds the same field in each.
    digits: [DigitJson; 0],
    error: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DigitJson {
    digit: char,
    start: f64,
    end: f64,
    at: f64,
    channel: usize,
    level_dbm0: f64,
    twist_db: f64,
    low_offset_percent: f64,
    high_offset_percent: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    explained: Option<Reasons>,
}

#[derive(Serialize)]
struct NearMissJson {
    digit: char,
    start: f64,
    end: f64,
    at: f64,
    channel: usize,
    explained: Reasons,
}

#[derive(Serialize)]
struct Reasons {
    outcome: &'static str,
    /// What is wrong with a near miss.
    #[serde(skip_serializing_if = "Option::is_none")]
    missed: Option<&'static str>,
    checks: Vec<CheckJson>,
    figures: Vec<FigureJson>,
}

#[derive(Serialize)]
struct CheckJson {
    aspect: &'static str,
    unit: &'static str,
    measured: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    most: Option<f64>,
    passes: bool,
}

#[derive(Serialize)]
struct FigureJson {
    figure: &'static str,
    unit: &'static str,
    value: f64,
    typical: f64,
    contribution: f64,
}

impl Line {
    pub(super) fn of(source: &Source, heard: &Heard) -> Self {
        Self {
            path: source.to_string(),
            digits: heard.digits.iter().map(DigitJson::of).collect(),
            near_misses: heard.near_misses.iter().map(NearMissJson::of).collect(),
            near_misses_left_out: heard.near_misses_left_out,
        }
    }

    pub(super) fn of_finding(source: &Source, finding: &Finding) -> Self {
        let mut line = Self::of(source, &Heard::default());
        match finding {
            Finding::Digit(digit) => line.digits.push(DigitJson::of(digit)),
            Finding::NearMiss(near_miss) => line.near_misses.push(NearMissJson::of(near_miss)),
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

impl DigitJson {
    fn of(
        HeardDigit {
            channel,
            heard,
            reasons,
        }: &HeardDigit,
    ) -> Self {
        Self {
            digit: heard.digit.as_char(),
            start: rounded(heard.start_s, 6),
            end: rounded(heard.end_s, 6),
            at: rounded(heard.decided_s, 6),
            channel: *channel,
            level_dbm0: rounded(heard.level_dbm0.into(), 2),
            twist_db: rounded(heard.twist_db.into(), 2),
            low_offset_percent: rounded(heard.low_offset_percent.into(), 3),
            high_offset_percent: rounded(heard.high_offset_percent.into(), 3),
            explained: reasons.as_deref().map(Reasons::of),
        }
    }
}

impl NearMissJson {
    fn of(NearMiss { channel, reasons }: &NearMiss) -> Self {
        Self {
            digit: reasons.digit.as_char(),
            start: rounded(reasons.start_s, 6),
            end: rounded(reasons.end_s, 6),
            at: rounded(reasons.at_s, 6),
            channel: *channel,
            explained: Reasons::of(reasons),
        }
    }
}

impl Reasons {
    fn of(stretch: &Explained) -> Self {
        let (outcome, missed) = match stretch.outcome {
            Outcome::Digit { plain: true } => ("plain digit", None),
            Outcome::Digit { plain: false } => ("digit", None),
            Outcome::Echo => ("echo", None),
            Outcome::Missed(check) => ("missed", Some(check.aspect.fault())),
            _ => ("other", None),
        };
        Self {
            outcome,
            missed,
            checks: stretch.checks.iter().map(CheckJson::of).collect(),
            figures: stretch.figures.iter().map(FigureJson::of).collect(),
        }
    }
}

impl CheckJson {
    fn of(check: &Check) -> Self {
        let limit = |value: Option<f32>| value.map(|value| rounded(value.into(), 3));
        Self {
            aspect: check.aspect.name(),
            unit: check.aspect.unit(),
            measured: rounded(check.measured.into(), 3),
            least: limit(check.least),
            most: limit(check.most),
            passes: check.passes(),
        }
    }
}

impl FigureJson {
    fn of(weighed: &Weighed) -> Self {
        Self {
            figure: weighed.figure.name(),
            unit: weighed.figure.unit(),
            value: rounded(weighed.value.into(), 3),
            typical: rounded(weighed.figure.typical().into(), 3),
            contribution: rounded(weighed.contribution.into(), 3),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// Decimals beyond what is measured only make lines long.
fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale + 0.0
}
