//! What came of an injection, told to people and to programs.

use core::{fmt, time::Duration};

use cxtone_payload::{CallId, Findings, Payload};
use cxtone_runner::{
    Failed, Failure as Undelivered, Latency, Recognition, RecognitionSource, Settlement, Troubles,
};
use owo_colors::OwoColorize as _;
use serde::Serialize;

use crate::{
    command::validate::FindingJson,
    exit::Exit,
    failure::{Failure, Result},
    output,
};

/// What came of an injection. It holds no digit and no secret.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report {
    call_id: String,
    #[serde(rename = "type")]
    dtmf_type: &'static str,
    /// `delivered`, `accepted` (202: taken on, perhaps not played yet), `ambiguous` or `failed`.
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(flatten)]
    course: Option<Course>,
    #[serde(skip)]
    digits: String,
    #[serde(skip)]
    troubles: Troubles,
}

/// How a rate is measured, in words.
const MEASURED_BY: &str = "audio, expected digits known (likelihood test)";

/// What is known of an injection for which a request was tried.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Course {
    injection_id: String,
    attempts: u32,
    recognition_rate: f64,
    recognition_source: &'static str,
    /// What listening decided, where it was to settle something.
    #[serde(skip_serializing_if = "Option::is_none")]
    settled: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recognition_method: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recognition: Option<Heard>,
    latency_ms: f64,
    latency: Stages,
}

#[derive(Serialize)]
struct Heard {
    hits: u32,
    expected: u32,
    missed: u32,
    inserted: u32,
    substituted: u32,
    exact: bool,
}

/// In milliseconds.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Stages {
    lock_wait: f64,
    token: f64,
    first_byte: f64,
    total: f64,
}

/// What `--json` prints of a request that may not be sent.
#[derive(Serialize)]
pub(super) struct Refused<'a> {
    outcome: &'static str,
    findings: Vec<FindingJson<'a>>,
}

impl<'a> Refused<'a> {
    pub(super) fn of(findings: &'a Findings) -> Self {
        Self {
            outcome: "invalid",
            findings: findings.iter().map(FindingJson::of).collect(),
        }
    }
}

impl Report {
    /// What came of one send.
    pub(super) fn of(
        call: &CallId,
        payload: &Payload,
        outcome: core::result::Result<&cxtone_runner::Report, &Undelivered>,
    ) -> Self {
        let mut report = Self {
            call_id: call.to_string(),
            dtmf_type: payload.dtmf_type().as_str(),
            outcome: "failed",
            status: None,
            error: None,
            course: None,
            digits: payload.digits().to_string(),
            troubles: Troubles::default(),
        };
        match outcome {
            Ok(delivered) => report.delivered(delivered),
            Err(undelivered) => report.undelivered(undelivered),
        }
        report
    }

    /// The exit code; a rate below the wanted one counts as failed.
    pub(super) fn exit(&self, rate_min: Option<f64>) -> Exit {
        let rate = self
            .course
            .as_ref()
            .map_or(0.0, |course| course.recognition_rate);
        match self.outcome {
            "ambiguous" => Exit::Ambiguous,
            "failed" => Exit::Failed,
            // A rate that was wanted measured and is only assumed is not good enough.
            _ if rate_min.is_some_and(|min| rate < min || self.troubles.tap.is_some()) => {
                Exit::Failed
            }
            _ => Exit::Done,
        }
    }

    /// What became of it, in one word.
    pub(super) const fn outcome(&self) -> &'static str {
        self.outcome
    }

    /// Whether the far end took it on.
    pub(super) fn is_delivered(&self) -> bool {
        !matches!(self.outcome, "ambiguous" | "failed")
    }

    /// Tells on stderr what went wrong.
    pub(super) fn complain(&self) {
        if let Some(error) = &self.error {
            output::complain(&Failure::failed(error));
        }
        if let Some(error) = &self.troubles.log {
            output::warn(&error.to_string());
        }
        if let Some(error) = &self.troubles.tap {
            output::warn(&format!(
                "the recognition rate is assumed, not measured: {error}"
            ));
        }
    }

    /// Tells it for people to read.
    pub(super) fn show(&self) -> Result<()> {
        let outcome = match self.outcome {
            "failed" => self.outcome.red().to_string(),
            "ambiguous" => self.outcome.yellow().to_string(),
            _ => self.outcome.green().to_string(),
        };
        let status = self
            .status
            .map(|status| format!(" (status {status})"))
            .unwrap_or_default();
        output::line(&format!(
            "{outcome}{status}: {} as {} into call {}",
            self.digits, self.dtmf_type, self.call_id
        ))?;
        self.course.as_ref().map_or(Ok(()), Course::show)
    }

    fn delivered(&mut self, report: &cxtone_runner::Report) {
        self.outcome = if report.outcome.accepted() {
            "accepted"
        } else {
            "delivered"
        };
        self.status = report.outcome.status();
        self.dtmf_type = report.dtmf_type.as_str();
        self.troubles = report.troubles.clone();
        self.course = Some(Course {
            injection_id: report.injection_id.to_string(),
            attempts: report.attempts,
            recognition_rate: report.recognition.rate,
            recognition_source: source(&report.recognition),
            settled: report.settlement.as_ref().map(Settlement::as_str),
            recognition_method: method(&report.recognition),
            recognition: heard(&report.recognition),
            latency_ms: rounded(report.latency_ms),
            latency: Stages::of(&report.latency),
        });
    }

    fn undelivered(&mut self, undelivered: &Undelivered) {
        self.outcome = if undelivered.is_ambiguous() {
            "ambiguous"
        } else {
            "failed"
        };
        self.error = Some(undelivered.to_string());
        if let Undelivered::Failed(failed) = undelivered {
            self.failed(failed);
        }
    }

    fn failed(&mut self, failed: &Failed) {
        self.status = failed.error.status();
        self.troubles = failed.troubles.clone();
        self.course = Some(Course {
            injection_id: failed.injection_id.to_string(),
            attempts: failed.attempts,
            recognition_rate: failed.recognition.rate,
            recognition_source: source(&failed.recognition),
            settled: failed.settlement.as_ref().map(Settlement::as_str),
            recognition_method: method(&failed.recognition),
            recognition: heard(&failed.recognition),
            latency_ms: rounded(failed.latency_ms),
            latency: Stages::of(&failed.latency),
        });
    }
}

impl fmt::Display for Heard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "measured: {} of {} heard",
            self.hits, self.expected
        )?;
        if self.hits == self.expected && !self.exact {
            formatter.write_str(", and digits that were not sent")?;
        }
        write!(formatter, "; {MEASURED_BY}")
    }
}

impl Course {
    fn show(&self) -> Result<()> {
        let heard = self
            .recognition
            .as_ref()
            .map_or_else(|| "assumed from the status".to_owned(), Heard::to_string);
        output::line(&format!(
            "recognition  {:.4} ({heard})",
            self.recognition_rate
        ))?;
        let Stages {
            lock_wait,
            token,
            first_byte,
            total,
        } = self.latency;
        output::line(&format!(
            "latency      {:.1} ms: lock wait {lock_wait:.1}, token {token:.1}, first byte {first_byte:.1}, total {total:.1}",
            self.latency_ms
        ))?;
        if let Some(settled) = self.settled {
            output::line(&format!("settled      {settled}"))?;
        }
        output::line(&format!("attempts     {}", self.attempts))?;
        output::line(&format!("injection    {}", self.injection_id))
    }
}

impl Stages {
    fn of(latency: &Latency) -> Self {
        Self {
            lock_wait: ms(latency.lock_wait),
            token: ms(latency.token),
            first_byte: ms(latency.first_byte),
            total: ms(latency.total),
        }
    }
}

const fn source(recognition: &Recognition) -> &'static str {
    match recognition.source {
        RecognitionSource::Audio => "audio",
        RecognitionSource::Status => "status",
    }
}

/// How a rate was measured, where it was.
const fn method(recognition: &Recognition) -> Option<&'static str> {
    match recognition.source {
        RecognitionSource::Audio => Some("likelihood-test"),
        RecognitionSource::Status => None,
    }
}

fn heard(recognition: &Recognition) -> Option<Heard> {
    recognition.heard.map(|heard| Heard {
        hits: heard.hits,
        expected: heard.expected,
        missed: heard.missed,
        inserted: heard.inserted,
        substituted: heard.substituted,
        exact: heard.exact,
    })
}

fn ms(duration: Duration) -> f64 {
    rounded(duration.as_secs_f64() * 1000.0)
}

/// Microseconds are as fine as anyone can measure here.
fn rounded(ms: f64) -> f64 {
    (ms * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hits: u32, exact: bool, expected: &str) {
        let heard = Heard {
            hits,
            expected: 3,
            missed: 3 - hits,
            inserted: u32::from(hits == 3 && !exact),
            substituted: 0,
            exact,
        };
        assert_eq!(heard.to_string(), format!("{expected}; {MEASURED_BY}"));
    }

    #[test]
    fn digits_that_were_not_sent_explain_a_low_rate() {
        check(3, true, "measured: 3 of 3 heard");
        check(
            3,
            false,
            "measured: 3 of 3 heard, and digits that were not sent",
        );
        check(2, false, "measured: 2 of 3 heard");
    }
}
