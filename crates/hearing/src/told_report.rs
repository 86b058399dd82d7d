//! What an ear tells, in the shape in which `detect --json` and the bindings tell it.
//! Times are seconds of the stream; decimals end where nothing is measured any more.

use serde::Serialize;

use crate::{
    ConfirmedDigit, Finding, HeardDigit, NearMiss, ReasonsReport, Told,
    rounded::{Rounded, rounded},
};

/// One of three kinds, told apart by `type`: `confirmed`, `digit` or `near-miss`.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum ToldReport {
    /// A digit while it lasts.
    Confirmed(ConfirmedReport),
    /// A digit that is over.
    Digit(DigitReport),
    /// What is not a digit, though nearly.
    NearMiss(NearMissReport),
}

/// A digit while it lasts.
#[derive(Serialize)]
pub struct ConfirmedReport {
    digit: char,
    start: Rounded,
    at: Rounded,
    channel: usize,
}

/// A digit that is over, with its measures.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DigitReport {
    digit: char,
    start: Rounded,
    end: Rounded,
    at: Rounded,
    channel: usize,
    level_dbm0: Rounded,
    twist_db: Rounded,
    low_offset_percent: Rounded,
    high_offset_percent: Rounded,
    #[serde(skip_serializing_if = "Option::is_none")]
    explained: Option<ReasonsReport>,
}

/// What is not a digit, though nearly, and why.
#[derive(Serialize)]
pub struct NearMissReport {
    digit: char,
    start: Rounded,
    end: Rounded,
    at: Rounded,
    channel: usize,
    explained: ReasonsReport,
}

impl ToldReport {
    /// What was told, in its shape.
    #[must_use]
    pub fn of(told: &Told) -> Self {
        match told {
            Told::Confirmed(confirmed) => Self::Confirmed(ConfirmedReport::of(confirmed)),
            Told::Found(Finding::Digit(digit)) => Self::Digit(DigitReport::of(digit)),
            Told::Found(Finding::NearMiss(near_miss)) => {
                Self::NearMiss(NearMissReport::of(near_miss))
            }
        }
    }
}

impl ConfirmedReport {
    fn of(confirmed: &ConfirmedDigit) -> Self {
        Self {
            digit: confirmed.digit.as_char(),
            start: rounded(confirmed.start_s, 6),
            at: rounded(confirmed.decided_s, 6),
            channel: confirmed.channel,
        }
    }
}

impl DigitReport {
    /// The digit in its shape.
    #[must_use]
    pub fn of(
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
            explained: reasons.as_deref().map(ReasonsReport::of),
        }
    }
}

impl NearMissReport {
    /// The near miss in its shape.
    #[must_use]
    pub fn of(NearMiss { channel, reasons }: &NearMiss) -> Self {
        Self {
            digit: reasons.digit.as_char(),
            start: rounded(reasons.start_s, 6),
            end: rounded(reasons.end_s, 6),
            at: rounded(reasons.at_s, 6),
            channel: *channel,
            explained: ReasonsReport::of(reasons),
        }
    }
}
