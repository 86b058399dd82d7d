//! What a program's injections come to in numbers, as Prometheus reads them.
//! Serving the text is the program's part; what is counted when, the injector's.

mod families;

use core::fmt;
use std::sync::Arc;

use crate::{Timings, failure_kind};
use cxtone_audit::{Failure, Observed, Outcome, RecognitionSource};
use families::{Families, Stage};

/// Counts injections and measures their stages, for all injectors that it is given to. Cheap to
/// clone; clones share everything.
///
/// Labels take few and fixed values: no call, no id and no digit is ever one. The counts are kept
/// without a lock and in the injection's own task, so none is lost.
///
/// | metric | labels | counts |
/// |---|---|---|
/// | `cxtone_injections_total` | `type`, `outcome`: delivered, accepted, heard, ambiguous, failed | injections that ended |
/// | `cxtone_failures_total` | `kind`: as `errorKind` in the audit entry | why they were not plainly delivered |
/// | `cxtone_requests_total` | | injection requests sent |
/// | `cxtone_retries_total` | | those after an injection's first |
/// | `cxtone_stage_seconds` | `stage`: lock_wait, quota_wait, token, attempts, first_byte, play_out, verification, total | histogram of how long each stage took, where there was one |
/// | `cxtone_recognition_rate` | | histogram of the rates that were measured; assumed ones are not in it |
/// | `cxtone_digits_total` | `result`: recognised, missed | digits of the injections that were measured |
/// | `cxtone_settlements_total` | `settled`: as in the audit entry | what listening decided where an answer left it open |
/// | `cxtone_monitor_events_total` | `monitor`, `result`: told, failed, lost | events for each monitor |
///
/// `lock_wait` and `total` are those of all injections, the others of those in which there was such
/// a stage. `total` is from the wish to the outcome, listening and play-out left out.
#[derive(Clone)]
pub struct Metrics(Arc<Families>);

impl Metrics {
    /// The type of [`text`](Self::text), as an HTTP header names it.
    pub const CONTENT_TYPE: &'static str = prometheus::TEXT_FORMAT;

    /// All counts at zero.
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(Families::new()))
    }

    /// The counts in Prometheus' text format, version 0.0.4.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.text()
    }

    /// Counts an injection that ended.
    pub(crate) fn count(&self, audit: &Observed, timings: &Timings) {
        let families = &*self.0;
        let dtmf_type = audit.subject.dtmf_type().as_str();
        families
            .injections
            .with_label_values(&[dtmf_type, failure_kind::name(&audit.outcome)])
            .inc();
        if let Some(failure) = failure(&audit.outcome) {
            families.failures.with_label_values(&[failure.kind]).inc();
        }
        families.requests.inc_by(audit.attempts.into());
        let retries = audit.attempts.saturating_sub(1);
        families.retries.inc_by(retries.into());
        self.measure(audit, timings);
        if let Some(settlement) = &audit.settlement {
            let settled = settlement.as_str();
            families.settlements.with_label_values(&[settled]).inc();
        }
        self.recognise(audit);
    }

    /// The counter of what became of events for a monitor.
    pub(crate) fn monitored(&self, monitor: &str, result: &str) {
        let events = &self.0.monitored;
        events.with_label_values(&[monitor, result]).inc();
    }

    fn measure(&self, audit: &Observed, timings: &Timings) {
        let sent = audit.attempts > 0;
        for (stage, taken, was) in [
            (Stage::LockWait, timings.lock_wait, true),
            (Stage::QuotaWait, timings.quota_wait, sent),
            (Stage::Token, timings.token, sent),
            (Stage::Attempts, timings.attempts, sent),
            (Stage::FirstByte, audit.stages.first_byte, sent),
            (Stage::PlayOut, timings.play_out, false),
            (Stage::Verification, timings.verification, false),
            (Stage::Total, audit.stages.total, true),
        ] {
            if was || !taken.is_zero() {
                self.0.observe(stage, taken);
            }
        }
    }

    fn recognise(&self, audit: &Observed) {
        let recognition = &audit.recognition;
        let (RecognitionSource::Audio, Some(heard)) = (recognition.source, recognition.heard)
        else {
            return;
        };
        self.0.rates.observe(recognition.rate);
        let missed = heard.expected.saturating_sub(heard.hits);
        for (result, digits) in [("recognised", heard.hits), ("missed", missed)] {
            let counter = self.0.digits.with_label_values(&[result]);
            counter.inc_by(digits.into());
        }
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Metrics")
    }
}

const fn failure(outcome: &Outcome) -> Option<&Failure> {
    match outcome {
        Outcome::Heard(failure) | Outcome::Ambiguous(failure) | Outcome::Failed(failure) => {
            Some(failure)
        }
        _ => None,
    }
}
