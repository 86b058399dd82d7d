//! A campaign's status for people and for programs.

use std::collections::BTreeMap;

use cxtone_campaign::{CallOutcome, Status, WorkerStatus};
use serde::Serialize;

use crate::{failure::Result, output};

/// What `--json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shown<'a> {
    state: &'static str,
    calls: u64,
    waiting: u64,
    running: u64,
    ended: u64,
    outcomes: BTreeMap<&'static str, u64>,
    ended_last_minute: u64,
    calls_per_s: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining_s: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rate_per_s: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    concurrent_max: Option<u64>,
    measured: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    recognition_rate: Option<f64>,
    workers: Vec<Worker<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Worker<'a> {
    number: i64,
    name: &'a str,
    state: &'static str,
    running: u64,
    ended: u64,
    silent_ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    audit_log: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audit_records: Option<u64>,
}

impl<'a> Shown<'a> {
    pub(super) fn of(status: &'a Status) -> Self {
        let word = |(outcome, count): (&CallOutcome, &u64)| (outcome.as_str(), *count);
        Self {
            state: status.state.as_str(),
            calls: status.calls(),
            waiting: status.waiting,
            running: status.running,
            ended: status.calls_ended(),
            outcomes: status.ended.iter().map(word).collect(),
            ended_last_minute: status.ended_last_minute,
            calls_per_s: per_s(status),
            remaining_s: remaining_s(status),
            rate_per_s: status.rate_per_s,
            concurrent_max: status.concurrent_max,
            measured: status.measured,
            recognition_rate: status.recognition_rate,
            workers: status.workers.iter().map(worker).collect(),
        }
    }

    /// Prints it for people.
    pub(super) fn tell(&self) -> Result<()> {
        let Self {
            state,
            calls,
            waiting,
            running,
            ended,
            ..
        } = self;
        output::line(&format!(
            "{state}: {ended} of {} ended, {running} running, {waiting} waiting",
            output::counted(*calls, "call")
        ))?;
        for (outcome, count) in &self.outcomes {
            output::line(&format!("  {outcome:<20} {count:>9}"))?;
        }
        let left = self.remaining_s.map_or(String::new(), |s| {
            format!(", about {} left", output::counted(s, "second"))
        });
        output::line(&format!(
            "{:.1} calls a second over the last minute{left}",
            self.calls_per_s
        ))?;
        if let Some(rate) = self.recognition_rate {
            output::line(&format!(
                "recognised {:.2} % of the digits in {}",
                rate * 100.0,
                output::counted(self.measured, "measured injection")
            ))?;
        }
        for worker in &self.workers {
            output::line(&format!(
                "worker {} ({}): {}, {} running, {} ended",
                worker.name, worker.number, worker.state, worker.running, worker.ended
            ))?;
        }
        Ok(())
    }
}

/// Calls that ended in a second, over the last minute.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts are far below 2 to the 52"
)]
pub(super) fn per_s(status: &Status) -> f64 {
    status.ended_last_minute as f64 / 60.0
}

/// How long the rest takes if it goes on as in the last minute.
fn remaining_s(status: &Status) -> Option<u64> {
    let left = status.waiting + status.running;
    (status.ended_last_minute > 0 && left > 0)
        .then(|| (left * 60).div_ceil(status.ended_last_minute))
}

fn worker(worker: &WorkerStatus) -> Worker<'_> {
    Worker {
        number: worker.number,
        name: &worker.name,
        state: if worker.ended {
            "ended"
        } else if worker.alive {
            "alive"
        } else {
            "lost"
        },
        running: worker.running,
        ended: worker.calls_ended,
        silent_ms: worker.silent_ms,
        audit_log: worker.audit_log.as_deref(),
        audit_records: worker.audit_records,
    }
}
