//! What became of each step, with its time, and the table at the end.
//! Running the steps is left to `main`.

use core::fmt;
use core::time::Duration;
use std::time::Instant;

use anyhow::Result;

use crate::step::Step;

/// The steps of one run, in order, and what became of them so far.
#[derive(Debug)]
pub(crate) struct Report {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    step: Step,
    outcome: Outcome,
}

#[derive(Debug)]
enum Outcome {
    NotRun,
    Passed { took: Duration },
    Failed { took: Duration, why: String },
}

impl Report {
    /// A report of steps that have not run yet.
    pub(crate) fn of(steps: &[Step]) -> Self {
        let rows = steps.iter().map(|&step| Row {
            step,
            outcome: Outcome::NotRun,
        });
        Self {
            rows: rows.collect(),
        }
    }

    /// Runs the step at `index` and keeps its outcome and time.
    pub(crate) fn time(&mut self, index: usize, run: impl FnOnce() -> Result<()>) {
        let started = Instant::now();
        let result = run();
        let took = started.elapsed();
        self.rows[index].outcome = match result {
            Ok(()) => Outcome::Passed { took },
            Err(error) => Outcome::Failed {
                took,
                why: format!("{error:#}"),
            },
        };
    }

    /// Whether any step has failed.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed().next().is_some()
    }

    /// One line on the step at `index`.
    pub(crate) fn line(&self, index: usize) -> String {
        let Row { step, outcome } = &self.rows[index];
        let name = step.name();
        match outcome {
            Outcome::NotRun => format!("{name:<10} not run"),
            Outcome::Passed { took } => format!("{name:<10} ok      {:>8.1} s", took.as_secs_f64()),
            Outcome::Failed { took, why } => {
                format!("{name:<10} FAILED  {:>8.1} s  {why}", took.as_secs_f64())
            }
        }
    }

    fn failed(&self) -> impl Iterator<Item = Step> {
        let failed = |row: &&Row| matches!(row.outcome, Outcome::Failed { .. });
        self.rows.iter().filter(failed).map(|row| row.step)
    }

    fn total(&self) -> Duration {
        let took = |row: &Row| match row.outcome {
            Outcome::NotRun => Duration::ZERO,
            Outcome::Passed { took } | Outcome::Failed { took, .. } => took,
        };
        self.rows.iter().map(took).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "cargo xtask test")?;
        for index in 0..self.rows.len() {
            writeln!(formatter, "  {}", self.line(index))?;
        }
        let total_s = self.total().as_secs_f64();
        writeln!(formatter, "  {:<10}         {total_s:>8.1} s", "total")?;
        for step in self.failed() {
            let name = step.name();
            writeln!(formatter, "To run it alone: cargo xtask test --only {name}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_without_failures_has_not_failed() {
        let mut report = Report::of(&[Step::Format]);
        report.time(0, || Ok(()));
        assert!(!report.has_failed());
        assert!(report.line(0).starts_with("format     ok "));
    }

    #[test]
    fn a_failure_names_its_reason_and_how_to_run_it_alone() {
        let mut report = Report::of(&[Step::Format, Step::Lints]);
        report.time(0, || anyhow::bail!("not formatted"));
        assert!(report.has_failed());
        let text = report.to_string();
        for part in [
            "FAILED",
            "not formatted",
            "lints      not run",
            "--only format",
        ] {
            assert!(text.contains(part), "{part} is missing in:\n{text}");
        }
    }

    #[test]
    fn the_total_is_the_sum_of_the_steps() {
        let rows = [2, 3].map(|seconds| Row {
            step: Step::Docs,
            outcome: Outcome::Passed {
                took: Duration::from_secs(seconds),
            },
        });
        let report = Report {
            rows: Vec::from(rows),
        };
        assert_eq!(report.total(), Duration::from_secs(5));
    }
}
