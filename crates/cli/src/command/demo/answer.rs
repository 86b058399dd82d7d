//! What the demo found out, in the shape that `--json` prints.

use core::time::Duration;

use cxtone_audit::RecognitionSource;
use cxtone_payload::DtmfType;
use cxtone_runner::{Failure as InjectionFailure, Latency, Report};
use serde::{Serialize, Serializer};

use super::{callers::Followed, keepsakes::Keepsakes};
use crate::failure::{Result, with_causes};

/// All of it.
#[derive(Serialize)]
pub(super) struct Answer {
    /// The three injections over good lines.
    pub(super) injections: Vec<Injected>,
    /// The line that was made worse.
    pub(super) spoiled: Spoiled,
    /// Three callers on their way through a flow.
    pub(super) flows: Vec<Followed>,
    /// The audit log.
    pub(super) audit: Audit,
}

/// One injection.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Injected {
    #[serde(rename = "type", serialize_with = "name")]
    pub(super) dtmf_type: DtmfType,
    pub(super) outcome: String,
    pub(super) recognition_rate: f64,
    #[serde(serialize_with = "source")]
    pub(super) recognition_source: RecognitionSource,
    pub(super) latency_ms: f64,
    pub(super) latency: Stages,
}

/// Where the time went, in ms.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stages {
    pub(super) lock_wait: f64,
    pub(super) token: f64,
    pub(super) first_byte: f64,
    pub(super) total: f64,
}

/// The line that was made worse call by call.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Spoiled {
    /// The rate of the last call.
    pub(super) recognition_rate: f64,
    /// Its calls, best line first.
    #[serde(skip)]
    pub(super) rungs: Vec<Rung>,
}

/// One call on the line that was made worse.
pub(super) struct Rung {
    /// Both tones over the noise between 0 and 4 kHz, in dB.
    pub(super) snr_db: f32,
    pub(super) injected: Injected,
}

/// The audit log, as read back from its file.
#[derive(Serialize)]
pub(super) struct Audit {
    pub(super) file: String,
    pub(super) records: u64,
    pub(super) verified: bool,
}

impl Answer {
    /// Whether the demo shows what it is there to show.
    pub(super) fn is_as_promised(&self) -> bool {
        let heard = |injected: &Injected| {
            injected.recognition_source == RecognitionSource::Audio
                && injected.recognition_rate >= 1.0
        };
        let measured = |rung: &Rung| rung.injected.recognition_source == RecognitionSource::Audio;
        self.injections.len() == DtmfType::ALL.len()
            && self.injections.iter().all(heard)
            && self.spoiled.rungs.last().is_some_and(measured)
            && self.spoiled.recognition_rate < 1.0
            && self.flows.iter().all(|followed| followed.is_as_promised)
            && self.audit.verified
    }
}

impl Injected {
    /// How an injection ended.
    pub(super) fn of(
        dtmf_type: DtmfType,
        ended: core::result::Result<Report, InjectionFailure>,
    ) -> Self {
        match ended {
            Ok(report) => Self {
                dtmf_type,
                outcome: if report.outcome.accepted() {
                    "accepted"
                } else {
                    "delivered"
                }
                .to_owned(),
                recognition_rate: report.recognition.rate,
                recognition_source: report.recognition.source,
                latency_ms: rounded(report.latency_ms),
                latency: report.latency.into(),
            },
            Err(failure) => Self::failed(dtmf_type, &failure),
        }
    }

    fn failed(dtmf_type: DtmfType, failure: &InjectionFailure) -> Self {
        Self {
            dtmf_type,
            outcome: with_causes(failure),
            recognition_rate: 0.0,
            recognition_source: RecognitionSource::Status,
            latency_ms: 0.0,
            latency: Stages::default(),
        }
    }
}

impl Spoiled {
    /// One call more, on a worse line.
    pub(super) fn climb(&mut self, rung: Rung) {
        self.recognition_rate = rung.injected.recognition_rate;
        self.rungs.push(rung);
    }
}

impl Audit {
    /// Reads the log back and checks it against its seal.
    pub(super) fn of(keepsakes: &Keepsakes) -> Result<Self> {
        let verdict = keepsakes.verify()?;
        Ok(Self {
            file: keepsakes.log_path().display().to_string(),
            records: verdict.as_ref().map_or(0, |verified| verified.records),
            verified: verdict.is_ok_and(|verified| verified.unsealed == 0),
        })
    }
}

impl From<Latency> for Stages {
    fn from(latency: Latency) -> Self {
        Self {
            lock_wait: ms(latency.lock_wait),
            token: ms(latency.token),
            first_byte: ms(latency.first_byte),
            total: ms(latency.total),
        }
    }
}

fn ms(duration: Duration) -> f64 {
    rounded(duration.as_secs_f64() * 1000.0)
}

/// Two places, as the source rounds its milliseconds.
fn rounded(ms: f64) -> f64 {
    (ms * 100.0).round() / 100.0
}

fn name<S: Serializer>(
    dtmf_type: &DtmfType,
    serializer: S,
) -> core::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(dtmf_type.as_str())
}

fn source<S: Serializer>(
    source: &RecognitionSource,
    serializer: S,
) -> core::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(source.as_str())
}
