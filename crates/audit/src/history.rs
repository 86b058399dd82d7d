//! A log read back: what it tells of each injection, from all of its records.
//! Whether the lines are authentic is left to [`Series`](crate::Series).

use std::collections::HashMap;

use cxtone_payload::CallId;
use serde::Deserialize;

use crate::Timestamp;

/// The most injections of which a history is kept.
pub const HISTORY_INJECTIONS_MAX: usize = 100_000;

/// Which injections are wanted; the default is all.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Only those into this call.
    pub call: Option<CallId>,
    /// Only those that were intended at this moment or later.
    pub since: Option<Timestamp>,
    /// Only those that were intended before this moment.
    pub until: Option<Timestamp>,
}

/// What a log tells of its injections, in the order in which they were intended.
///
/// An injection is told where its *intended* record stands in the lines that are taken; one that
/// is sent again has several. Of its *observed* records the last one counts.
#[derive(Clone, Debug, Default)]
pub struct History {
    wanted: Wanted,
    injections: Vec<LoggedInjection>,
    places: HashMap<String, usize>,
    left_out: u64,
}

/// What a log tells of one injection, spelt as in the log.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LoggedInjection {
    /// When it was first intended.
    pub intended_at: Timestamp,
    /// When its outcome was last written down; `None` where it never was.
    pub observed_at: Option<Timestamp>,
    /// How often its digits were about to be sent.
    pub sends: u32,
    /// Its last record.
    pub last: LoggedRecord,
}

/// The fields of a record that are read back. The README tells what they mean; numbers and texts
/// that are absent from the record are 0 or empty where they are no `Option`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct LoggedRecord {
    /// `intended` or `observed`.
    pub kind: String,
    /// RFC 3339, in UTC.
    pub timestamp: String,
    /// Ties the records of one injection together.
    pub injection_id: String,
    /// Injection requests begun.
    pub attempts: u32,
    /// The call.
    pub call_id: String,
    /// How many digits, as `[5 digits]`.
    pub dtmf_string: String,
    /// The [`DigitsMac`](crate::DigitsMac) of the digits, where it was asked for.
    pub dtmf_mac: Option<String>,
    /// The way that the digits take.
    pub dtmf_type: String,
    /// The pause after each digit, in ms.
    pub inter_digit_pause: u32,
    /// `pending`, `success`, `ambiguous` or `error`.
    pub status: String,
    /// Token and request together, in ms.
    pub latency_ms: f64,
    /// The share of the digits recognised, 0 to 1.
    pub recognition_rate: f64,
    /// `audio`: measured; `status`: assumed.
    pub recognition_source: Option<String>,
    /// What listening decided: `heard`, `notHeard`, `partlyHeard` or `open`.
    pub settled: Option<String>,
    /// The status of a 2xx answer.
    pub http_status: Option<u16>,
    /// A stable name of what went wrong.
    pub error_kind: Option<String>,
    /// Words for it.
    pub error_message: Option<String>,
    /// The far end's name for the exchange.
    pub correlation_id: Option<String>,
}

impl History {
    /// The history of the wanted injections.
    #[must_use]
    pub fn new(wanted: Wanted) -> Self {
        Self {
            wanted,
            ..Self::default()
        }
    }

    /// Takes the next line of a log. Kinds of records that a later version adds are passed over.
    pub fn take(&mut self, line: &str) {
        let Ok(record) = serde_json::from_str::<LoggedRecord>(line) else {
            return;
        };
        let Ok(timestamp) = record.timestamp.parse() else {
            return;
        };
        let known = self.places.get(&record.injection_id).copied();
        match (record.kind.as_str(), known) {
            ("intended", None) => self.begin(record, timestamp),
            ("intended", Some(place)) => {
                let injection = &mut self.injections[place];
                injection.sends += 1;
                injection.last = record;
            }
            ("observed", Some(place)) => {
                let injection = &mut self.injections[place];
                injection.observed_at = Some(timestamp);
                injection.last = record;
            }
            _ => {}
        }
    }

    /// Wanted injections beyond [`HISTORY_INJECTIONS_MAX`], of which nothing else is known.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// The injections.
    #[must_use]
    pub fn injections(&self) -> &[LoggedInjection] {
        &self.injections
    }

    fn begin(&mut self, record: LoggedRecord, intended_at: Timestamp) {
        if !self.wanted.includes(&record.call_id, intended_at) {
            return;
        }
        if self.injections.len() >= HISTORY_INJECTIONS_MAX {
            self.left_out += 1;
            return;
        }
        self.places
            .insert(record.injection_id.clone(), self.injections.len());
        self.injections.push(LoggedInjection {
            intended_at,
            observed_at: None,
            sends: 1,
            last: record,
        });
    }
}

impl Wanted {
    fn includes(&self, call: &str, intended_at: Timestamp) -> bool {
        self.call
            .as_ref()
            .is_none_or(|wanted| wanted.as_str() == call)
            && self.since.is_none_or(|since| intended_at >= since)
            && self.until.is_none_or(|until| intended_at < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Record, sample};

    fn history(wanted: Wanted, records: &[Record]) -> History {
        let (log, _) = sample::log(records);
        let log = String::from_utf8(log).expect("UTF-8");
        let mut history = History::new(wanted);
        log.lines().for_each(|line| history.take(line));
        history
    }

    /// The id, the sends and the status of each injection that is found.
    fn check(wanted: Wanted, records: &[Record], expected: &[(&str, u32, &str)]) {
        let history = history(wanted, records);
        let found: Vec<_> = history
            .injections()
            .iter()
            .map(|injection| {
                let last = &injection.last;
                (
                    last.injection_id.as_str(),
                    injection.sends,
                    last.status.as_str(),
                )
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_last_record_of_an_injection_counts_and_one_that_is_sent_again_is_one() {
        check(
            Wanted::default(),
            &[
                sample::intended("a-1"),
                sample::ambiguous("a-1"),
                sample::intended("a-2"),
                sample::intended("a-1"),
                sample::delivered("a-1"),
                sample::intended("a-3"),
                sample::failed("a-3"),
                sample::intended("a-3"),
            ],
            &[
                ("a-1", 2, "success"),
                ("a-2", 1, "pending"),
                ("a-3", 2, "pending"),
            ],
        );
    }

    #[test]
    fn injections_are_found_by_call_and_by_time() {
        let records = [sample::intended("a-1"), sample::delivered("a-1")];
        let all = &[("a-1", 1, "success")];
        let call = |id: &str| Wanted {
            call: Some(id.parse().expect("a plain id")),
            ..Wanted::default()
        };
        check(call("call-1"), &records, all);
        check(call("call-2"), &records, &[]);
        let range = |since: &str, until: &str| Wanted {
            since: Some(since.parse().expect("a moment")),
            until: Some(until.parse().expect("a moment")),
            ..Wanted::default()
        };
        // It is intended at 02:42:20.120 and observed half a second later.
        let (before, at) = ("2026-11-21T02:42:20Z", "2026-11-21T02:42:20.120Z");
        let (between, after) = ("2026-11-21T02:42:20.300Z", "2026-11-21T02:43:00Z");
        check(range(at, between), &records, all);
        check(range(before, at), &records, &[]);
        check(range(between, after), &records, &[]);
    }

    #[test]
    fn what_is_no_record_is_passed_over() {
        let mut history = History::default();
        for line in [
            "",
            "{}",
            "[1]",
            "{\"kind\":\"intended\",\"timestamp\":\"soon\"}",
        ] {
            history.take(line);
        }
        assert!(history.injections().is_empty());
    }

    #[test]
    fn a_history_is_bounded_and_counts_what_it_leaves_out() {
        let mut history = History::default();
        for number in 0..=HISTORY_INJECTIONS_MAX {
            history.take(&format!(
                "{{\"kind\":\"intended\",\"timestamp\":\"2026-11-21T02:42:20Z\",\"injectionId\":\"{number}\"}}"
            ));
        }
        assert_eq!(history.injections().len(), HISTORY_INJECTIONS_MAX);
        assert_eq!(history.left_out(), 1);
    }
}
