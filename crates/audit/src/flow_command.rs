//! What is written down about one command of a flow: that it was intended, and what came of it.
//! Digits that a flow sends are injections and have the records of those.

use core::time::Duration;

use cxtone_payload::CallId;
use serde::{Serialize, Serializer};

use crate::{InjectionId, ShortText, Timestamp};

/// One command of a flow, such as a prompt or a collection; of what was collected, only how many
/// digits there were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowCommand {
    /// When it was decided, or when its outcome was known.
    pub timestamp: Timestamp,
    /// Ties all commands of one run through a flow together.
    pub run_id: InjectionId,
    /// The call.
    pub call_id: CallId,
    /// Which command of the run, counted from 1.
    pub number: u32,
    /// The step of the flow that gave it.
    pub step: ShortText,
    /// The command in a word: `play`, `collect`, `mask` or `unmask`.
    pub command: &'static str,
    /// What came of it; `None` in the record that is written before it is sent.
    pub observed: Option<CommandObserved>,
}

/// What came of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandObserved {
    /// How it ended.
    pub outcome: CommandOutcome,
    /// From the decision to the outcome.
    pub took: Duration,
}

/// How a command ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CommandOutcome {
    /// It was done.
    Done,
    /// So many digits were collected, and this ended the entry, in a word such as `timeout`.
    Collected {
        /// How many digits.
        digits: usize,
        /// What ended the entry.
        ended: &'static str,
    },
    /// The call was over.
    HungUp,
    /// It may have been carried out all the same.
    Ambiguous(ShortText),
    /// It failed, or was not sent.
    Failed(ShortText),
}

/// Field order is the order in the log. Absent facts are left out.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    kind: &'static str,
    timestamp: String,
    run_id: &'a str,
    call_id: &'a str,
    number: u32,
    step: &'a str,
    command: &'static str,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    latency_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dtmf_string: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<&'a str>,
}

impl Serialize for FlowCommand {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let outcome = self.observed.as_ref().map(|observed| &observed.outcome);
        let took = self.observed.as_ref().map(|observed| observed.took);
        Entry {
            kind: if outcome.is_some() {
                "commandObserved"
            } else {
                "commandIntended"
            },
            timestamp: self.timestamp.to_string(),
            run_id: self.run_id.as_str(),
            call_id: self.call_id.as_str(),
            number: self.number,
            step: self.step.as_str(),
            command: self.command,
            status: outcome.map_or("pending", CommandOutcome::status),
            latency_ms: took.map(|took| u64::try_from(took.as_millis()).unwrap_or(u64::MAX)),
            dtmf_string: outcome.and_then(CommandOutcome::masked_digits),
            ended: outcome.and_then(CommandOutcome::ended),
            error_message: outcome.and_then(CommandOutcome::message),
        }
        .serialize(serializer)
    }
}

impl CommandOutcome {
    const fn status(&self) -> &'static str {
        match self {
            Self::Done | Self::Collected { .. } => "success",
            Self::HungUp => "hungUp",
            Self::Ambiguous(_) => "ambiguous",
            Self::Failed(_) => "error",
        }
    }

    fn masked_digits(&self) -> Option<String> {
        match self {
            Self::Collected { digits: 1, .. } => Some("[1 digit]".to_owned()),
            Self::Collected { digits, .. } => Some(format!("[{digits} digits]")),
            _ => None,
        }
    }

    const fn ended(&self) -> Option<&'static str> {
        match self {
            Self::Collected { ended, .. } => Some(ended),
            _ => None,
        }
    }

    fn message(&self) -> Option<&str> {
        match self {
            Self::Ambiguous(message) | Self::Failed(message) => Some(message.as_str()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Record, sample};

    fn check(outcome: Option<CommandOutcome>, expected: &str) {
        let observed = outcome.map(|outcome| CommandObserved {
            outcome,
            took: Duration::from_millis(1_500),
        });
        let record = Record::Commanded(FlowCommand {
            timestamp: Timestamp::from_unix_ms(0),
            run_id: InjectionId::new("run-1").expect("an id"),
            call_id: CallId::new("call-1").expect("an id"),
            number: 2,
            step: ShortText::new("code"),
            command: "collect",
            observed,
        });
        let json = serde_json::to_string(&record).expect("records are plain data");
        let head = r#""timestamp":"1970-01-01T00:00:00.000Z","runId":"run-1","callId":"call-1","number":2,"step":"code","command":"collect""#;
        assert_eq!(json, expected.replace("HEAD", head));
        let (log, sealed) = sample::log(&[record]);
        let verified = crate::verify(&log[..], &sealed, &sample::key());
        assert!(verified.is_ok(), "{verified:?}");
    }

    #[test]
    fn a_command_says_how_many_digits_were_collected_and_never_which() {
        check(
            None,
            r#"{"kind":"commandIntended",HEAD,"status":"pending"}"#,
        );
        check(
            Some(CommandOutcome::Collected {
                digits: 3,
                ended: "full",
            }),
            r#"{"kind":"commandObserved",HEAD,"status":"success","latencyMs":1500,"dtmfString":"[3 digits]","ended":"full"}"#,
        );
        check(
            Some(CommandOutcome::HungUp),
            r#"{"kind":"commandObserved",HEAD,"status":"hungUp","latencyMs":1500}"#,
        );
        check(
            Some(CommandOutcome::Ambiguous(ShortText::new("no answer"))),
            r#"{"kind":"commandObserved",HEAD,"status":"ambiguous","latencyMs":1500,"errorMessage":"no answer"}"#,
        );
    }
}
