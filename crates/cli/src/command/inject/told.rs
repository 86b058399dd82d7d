//! What came of a plan's sends, told together; a single one is told alone.
//! What came of each is in `report`.

use cxtone_payload::PlannedSend;
use cxtone_runner::{PlanFailure, PlannedInjection};
use serde::Serialize;

use super::report::Report;
use crate::{exit::Exit, failure::Result, output};

/// What came of a plan.
#[derive(Serialize)]
pub(super) struct Told {
    /// As of the last send that was begun; `delivered` only where all were.
    outcome: &'static str,
    sends: Vec<Report>,
    /// How many sends were not begun.
    unsent: usize,
}

impl Told {
    pub(super) fn of(
        planned: &PlannedInjection,
        outcome: core::result::Result<Vec<cxtone_runner::Report>, PlanFailure>,
    ) -> Self {
        let (sent, failure) = match outcome {
            Ok(sent) => (sent, None),
            Err(ended) => (ended.sent, Some((ended.failure, ended.unsent))),
        };
        let call = planned.address.recorded_as();
        let unsent = failure.as_ref().map_or(0, |(_, unsent)| *unsent);
        let failure = failure.as_ref().map(|(failure, _)| Err(failure));
        let payloads = planned.plan.sends().iter().map(PlannedSend::payload);
        let outcomes = sent.iter().map(Ok).chain(failure);
        let sends: Vec<Report> = payloads
            .zip(outcomes)
            .map(|(payload, outcome)| Report::of(&call, payload, outcome))
            .collect();
        Self {
            outcome: sends.last().map_or("failed", Report::outcome),
            sends,
            unsent,
        }
    }

    /// The exit code: a send that may have been played comes before one that failed, and so does a
    /// part that was delivered before one that was not: the whole must not be sent again.
    pub(super) fn exit(&self, rate_min: Option<f64>) -> Exit {
        let has = |wanted: Exit| self.sends.iter().any(|send| send.exit(rate_min) == wanted);
        let delivered = self.sends.iter().filter(|send| send.is_delivered()).count();
        let is_part = delivered > 0 && (delivered < self.sends.len() || self.unsent > 0);
        if has(Exit::Ambiguous) || is_part {
            Exit::Ambiguous
        } else if has(Exit::Failed) {
            Exit::Failed
        } else {
            Exit::Done
        }
    }

    /// Tells it on stdout, and what went wrong on stderr.
    pub(super) fn tell(&self, json: bool) -> Result<()> {
        self.sends.iter().for_each(Report::complain);
        if self.unsent > 0 {
            let unsent = self.unsent;
            let requests = if unsent == 1 { "request" } else { "requests" };
            output::warn(&format!("{unsent} more {requests} of the plan not sent"));
        }
        match self.sends.as_slice() {
            [alone] if json && self.unsent == 0 => output::json(alone),
            _ if json => output::json(self),
            sends => sends.iter().try_for_each(Report::show),
        }
    }
}
