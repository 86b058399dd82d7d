//! What is written down about an injection: that it was intended, and what was then observed.
//! The spelling in the log is left to `wire`, the sealing to [`Chain`](crate::Chain).

use core::{fmt, time::Duration};

use cxtone_payload::{CallId, DtmfType, Payload};

use crate::{DigitsKey, DigitsMac, FlowCommand, InjectionId, ShortText, Timestamp};

/// One record of the log.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Record {
    /// Written before anything is sent. Alone, it tells of a crash: the digits may have been sent.
    Intended(Intended),
    /// Written when the outcome is known. Where an injection has several, the last one counts.
    Observed(Observed),
    /// One command of a flow, before it is sent and again when its outcome is known.
    Commanded(FlowCommand),
}

impl Record {
    /// When it was written.
    #[must_use]
    pub fn timestamp(&self) -> Timestamp {
        match self {
            Self::Intended(intended) => intended.timestamp,
            Self::Observed(observed) => observed.timestamp,
            Self::Commanded(command) => command.timestamp,
        }
    }

    /// Which injection the record is about; `None` where it is about a flow's command.
    #[must_use]
    pub fn subject(&self) -> Option<&Subject> {
        match self {
            Self::Intended(intended) => Some(&intended.subject),
            Self::Observed(observed) => Some(&observed.subject),
            Self::Commanded(_) => None,
        }
    }
}

/// What every record repeats, so that each line can be read alone: which injection, into which
/// call, and how; never which digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    injection_id: InjectionId,
    call_id: CallId,
    masked_digits: String,
    digits_mac: Option<DigitsMac>,
    dtmf_type: DtmfType,
    inter_digit_pause_ms: u32,
}

impl Subject {
    /// What is to be said of a valid payload; of its digits, only how many they are.
    #[must_use]
    pub fn new(injection_id: InjectionId, call_id: CallId, payload: &Payload) -> Self {
        Self {
            injection_id,
            call_id,
            masked_digits: payload.digits().to_string(),
            digits_mac: None,
            dtmf_type: payload.dtmf_type(),
            inter_digit_pause_ms: payload.pause_ms(),
        }
    }

    /// The same with a keyed code of the payload's digits, by which whoever has the key recognises
    /// them later. Only for those who ask for it: whoever has the key can find out the digits.
    #[must_use]
    pub fn recognisable(mut self, payload: &Payload, key: &DigitsKey) -> Self {
        self.digits_mac = Some(key.mac(&self.injection_id, payload.digits().chars()));
        self
    }

    /// The injection.
    #[must_use]
    pub fn injection_id(&self) -> &InjectionId {
        &self.injection_id
    }

    /// The call it goes into.
    #[must_use]
    pub fn call_id(&self) -> &CallId {
        &self.call_id
    }

    /// How many digits, as "\[5 digits\]".
    #[must_use]
    pub fn masked_digits(&self) -> &str {
        &self.masked_digits
    }

    /// The keyed code of the digits, where it was asked for.
    #[must_use]
    pub fn digits_mac(&self) -> Option<DigitsMac> {
        self.digits_mac
    }

    /// The way the digits take.
    #[must_use]
    pub fn dtmf_type(&self) -> DtmfType {
        self.dtmf_type
    }

    /// The pause after each digit, in ms.
    #[must_use]
    pub fn inter_digit_pause_ms(&self) -> u32 {
        self.inter_digit_pause_ms
    }
}

/// That digits are about to be sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Intended {
    /// When it was decided.
    pub timestamp: Timestamp,
    /// Which injection.
    pub subject: Subject,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// When it was known.
    pub timestamp: Timestamp,
    /// Which injection.
    pub subject: Subject,
    /// Injection requests that were begun; 0 when none was.
    pub attempts: u32,
    /// How it ended.
    pub outcome: Outcome,
    /// Time for the token and the request, as the source means `latencyMs`.
    pub latency: Duration,
    /// The same and more, by stage.
    pub stages: Stages,
    /// How much of what was sent was heard.
    pub recognition: Recognition,
    /// What listening decided about digits that may or may not have been played; `None` where
    /// nothing was to be settled.
    pub settlement: Option<Settlement>,
    /// The far end's name for the exchange, where it gave one.
    pub correlation_id: Option<ShortText>,
}

/// How an injection ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The far end answered with a 2xx status.
    Delivered {
        /// 200 to 299.
        status: u16,
        /// 202: taken over, to be carried out later.
        accepted: bool,
    },
    /// No 2xx status came, for this reason, and all digits were heard in the call.
    Heard(Failure),
    /// The digits may or may not have been played; they are not sent again unless listening has
    /// proved that they were not.
    Ambiguous(Failure),
    /// The digits were provably not played.
    Failed(Failure),
}

/// What listening to the call decided about digits that may or may not have been played.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Settlement {
    /// All of them were heard in their order.
    Heard,
    /// None was heard, in audio that reaches far enough and from ears that hear: they may be sent
    /// again.
    NotHeard,
    /// Something was heard, and not all of them: they are not sent again.
    PartlyHeard,
    /// Listening could not tell, for this reason: they are not sent again.
    Open(ShortText),
}

/// Why an injection was not plainly delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// A stable name in camel case, such as `rateLimited`.
    pub kind: &'static str,
    /// The HTTP status of the last answer, where there was one.
    pub status: Option<u16>,
    /// The error's own words, which name no digit and no secret.
    pub message: ShortText,
}

/// Where the time went, on a monotonic clock. What measuring the recognition took is in none of
/// the stages, so that measured and unmeasured injections compare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stages {
    /// Waiting for earlier injections into the same call.
    pub lock_wait: Duration,
    /// Getting a token, over all attempts; near zero where one was at hand. It is asked for before
    /// a recording is, so a fetch counts here also where the recording needs the same token.
    pub token: Duration,
    /// From the last request to the first byte of its answer.
    pub first_byte: Duration,
    /// From the wish to the outcome, with pauses between attempts and the log's writing, without
    /// the marking of the recording before it and the play-out after it.
    pub total: Duration,
}

/// How much of the digits was recognised, and how that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Recognition {
    /// The share of the digits recognised, 0 to 1.
    pub rate: f64,
    /// How the rate is known.
    pub source: RecognitionSource,
    /// The counts behind a measured rate; `None` where it is assumed.
    pub heard: Option<HeardCounts>,
}

/// What listening to the call's audio gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeardCounts {
    /// Digits heard in their place.
    pub hits: u32,
    /// Digits that were sent.
    pub expected: u32,
    /// Digits that were not heard.
    pub missed: u32,
    /// Digits heard that nobody sent.
    pub inserted: u32,
    /// Digits heard as another one.
    pub substituted: u32,
    /// Whether exactly the digits sent were heard, and nothing else.
    pub exact: bool,
}

/// How a recognition rate is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecognitionSource {
    /// Measured from the call's audio.
    Audio,
    /// Taken from the HTTP status: an assumption.
    Status,
}

impl Recognition {
    /// The source's assumption: 1 where the far end answered with a 2xx status, 0 elsewhere.
    #[must_use]
    pub fn assumed(delivered: bool) -> Self {
        Self {
            rate: if delivered { 1.0 } else { 0.0 },
            source: RecognitionSource::Status,
            heard: None,
        }
    }

    /// A rate measured from audio; kept within 0 to 1, and 0 where it is not a number.
    #[must_use]
    pub fn measured(rate: f64, heard: HeardCounts) -> Self {
        let rate = if rate.is_nan() {
            0.0
        } else {
            rate.clamp(0.0, 1.0)
        };
        Self {
            rate,
            source: RecognitionSource::Audio,
            heard: Some(heard),
        }
    }
}

impl Settlement {
    /// `heard`, `notHeard`, `partlyHeard` or `open`.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Heard => "heard",
            Self::NotHeard => "notHeard",
            Self::PartlyHeard => "partlyHeard",
            Self::Open(_) => "open",
        }
    }
}

impl RecognitionSource {
    /// `audio` or `status`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::Status => "status",
        }
    }
}

impl fmt::Display for RecognitionSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n12_a_measured_rate_is_within_0_to_1_and_names_its_source() {
        let heard = HeardCounts {
            hits: 3,
            expected: 5,
            missed: 1,
            inserted: 0,
            substituted: 1,
            exact: false,
        };
        for (given, kept) in [(0.6, 0.6), (-0.2, 0.0), (1.5, 1.0), (f64::NAN, 0.0)] {
            let measured = Recognition::measured(given, heard);
            assert_eq!(measured.rate, kept);
            assert_eq!(measured.source.as_str(), "audio");
            assert_eq!(measured.heard, Some(heard));
        }
    }

    #[test]
    fn n12_without_audio_the_rate_is_the_status_and_says_so() {
        for (delivered, rate) in [(true, 1.0), (false, 0.0)] {
            let assumed = Recognition::assumed(delivered);
            assert_eq!(assumed.rate, rate);
            assert_eq!(assumed.source.to_string(), "status");
        }
    }
}
