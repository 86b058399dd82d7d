//! A campaign's status for people and for programs.

use std::collections::BTreeMap;

use cxtone_campaign::{CallOutcome, Status, WorkerStatus};
use serde::Serialize;

use crate::{failure::Result, output};

/// How a worker is whose lease holds.
const ALIVE: &str = "alive";

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

    /// What stands beside a bar: what matters most first, since the line may be cut short.
    pub(super) fn beside_a_bar(&self) -> String {
        let mut parts = vec![
            format!("{} running", self.running),
            format!("{:.1} a second", self.calls_per_s),
        ];
        parts.extend(self.remaining_s.map(|s| format!("{} left", duration(s))));
        let outcomes = self.outcomes.iter();
        parts.extend(outcomes.map(|(outcome, count)| format!("{count} {outcome}")));
        parts.extend(
            self.recognition_rate
                .map(|rate| format!("{:.2} % recognised", rate * 100.0)),
        );
        let alive = self.workers.iter().filter(|one| one.state == ALIVE).count();
        parts.push(output::counted(alive as u64, "worker"));
        parts.push(self.state.to_owned());
        parts.join(", ")
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
        let left = self.remaining_s.map(duration);
        let left = left.map_or(String::new(), |left| format!(", about {left} left"));
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
fn per_s(status: &Status) -> f64 {
    status.ended_last_minute as f64 / 60.0
}

/// How long the rest takes if it goes on as in the last minute.
fn remaining_s(status: &Status) -> Option<u64> {
    let left = status.waiting + status.running;
    (status.ended_last_minute > 0 && left > 0)
        .then(|| (left * 60).div_ceil(status.ended_last_minute))
}

/// Seconds as people say them.
fn duration(seconds: u64) -> String {
    match seconds {
        ..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds.div_ceil(60)),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

fn worker(worker: &WorkerStatus) -> Worker<'_> {
    Worker {
        number: worker.number,
        name: &worker.name,
        state: if worker.ended {
            "ended"
        } else if worker.alive {
            ALIVE
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beside_a_bar_stands_how_it_goes_and_how_long_still() {
        let worker = |state| Worker {
            number: 1,
            name: "one",
            state,
            running: 2,
            ended: 40,
            silent_ms: 10,
            audit_log: None,
            audit_records: None,
        };
        let shown = Shown {
            state: "running",
            calls: 100,
            waiting: 57,
            running: 2,
            ended: 41,
            outcomes: [("finished", 40), ("ambiguous", 1)].into(),
            ended_last_minute: 41,
            calls_per_s: 41.0 / 60.0,
            remaining_s: Some(87),
            rate_per_s: None,
            concurrent_max: None,
            measured: 80,
            recognition_rate: Some(0.9975),
            workers: vec![worker(ALIVE), worker("lost")],
        };
        assert_eq!(
            shown.beside_a_bar(),
            "2 running, 0.7 a second, 87 s left, 1 ambiguous, 40 finished, 99.75 % recognised, \
             1 worker, running"
        );
    }

    #[test]
    fn long_times_are_told_in_minutes_and_hours() {
        let cases = [
            (119, "119 s"),
            (120, "2 min"),
            (7199, "120 min"),
            (9000, "2 h 30 min"),
        ];
        for (seconds, expected) in cases {
            assert_eq!(duration(seconds), expected);
        }
    }
}
