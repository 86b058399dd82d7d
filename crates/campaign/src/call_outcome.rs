//! How a call of a campaign ended, in one word that is the same in the store, the export and status.
//! How a flow ends is `cxtone-flow`'s; this adds what only a campaign can tell.

use core::{fmt, str::FromStr};

use thiserror::Error;

/// How a call of a campaign ended. Each call has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum CallOutcome {
    /// The flow went to its end.
    Finished,
    /// The flow handed the call over.
    Transferred,
    /// The flow hung up.
    FlowHungUp,
    /// The caller hung up.
    CallerHungUp,
    /// The caller was busy.
    Busy,
    /// Nobody answered.
    NoAnswer,
    /// The recording could not be masked, so the sensitive step was not begun.
    MaskFailed,
    /// A command failed, and provably was not carried out.
    CommandFailed,
    /// A command was not answered in time.
    CommandUnanswered,
    /// The call took longer than the flow allows.
    TimeOver,
    /// The call entered more steps than the flow allows.
    VisitsOver,
    /// The campaign, or its worker, was ended first.
    Cancelled,
    /// A command may have been carried out or not: somebody has to look.
    Ambiguous,
    /// Its worker died between two commands; what came of each is known, and the flow did not go on.
    Interrupted,
    /// The flow cannot be followed in this call, and nothing was sent.
    Refused,
}

/// A word that is no outcome.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no outcome of a call; the store was written by a newer version or by others")]
pub struct UnknownOutcome(pub String);

impl CallOutcome {
    /// Every outcome.
    pub const ALL: [Self; 15] = [
        Self::Finished,
        Self::Transferred,
        Self::FlowHungUp,
        Self::CallerHungUp,
        Self::Busy,
        Self::NoAnswer,
        Self::MaskFailed,
        Self::CommandFailed,
        Self::CommandUnanswered,
        Self::TimeOver,
        Self::VisitsOver,
        Self::Cancelled,
        Self::Ambiguous,
        Self::Interrupted,
        Self::Refused,
    ];

    /// The word for it; those of flows are as `cxtone-flow` has them.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Transferred => "transferred",
            Self::FlowHungUp => "flow-hung-up",
            Self::CallerHungUp => "caller-hung-up",
            Self::Busy => "busy",
            Self::NoAnswer => "no-answer",
            Self::MaskFailed => "mask-failed",
            Self::CommandFailed => "command-failed",
            Self::CommandUnanswered => "command-unanswered",
            Self::TimeOver => "time-over",
            Self::VisitsOver => "visits-over",
            Self::Cancelled => "cancelled",
            Self::Ambiguous => "ambiguous",
            Self::Interrupted => "interrupted",
            Self::Refused => "refused",
        }
    }

    /// Whether the flow or the caller brought the call to its end: nothing went wrong.
    #[must_use]
    pub const fn is_regular(self) -> bool {
        matches!(
            self,
            Self::Finished
                | Self::Transferred
                | Self::FlowHungUp
                | Self::CallerHungUp
                | Self::Busy
                | Self::NoAnswer
        )
    }
}

impl FromStr for CallOutcome {
    type Err = UnknownOutcome;

    fn from_str(word: &str) -> Result<Self, UnknownOutcome> {
        Self::ALL
            .into_iter()
            .find(|outcome| outcome.as_str() == word)
            .ok_or_else(|| UnknownOutcome(word.to_owned()))
    }
}

impl fmt::Display for CallOutcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl From<&cxtone_flow::Outcome> for CallOutcome {
    fn from(outcome: &cxtone_flow::Outcome) -> Self {
        outcome.as_str().parse().unwrap_or(Self::CommandFailed)
    }
}

#[cfg(test)]
mod tests {
    use cxtone_flow::{Outcome, Unreached};

    use super::*;

    #[test]
    fn each_word_stands_for_one_outcome() {
        for outcome in CallOutcome::ALL {
            assert_eq!(outcome.as_str().parse(), Ok(outcome));
        }
        assert!("done".parse::<CallOutcome>().is_err());
    }

    #[test]
    fn every_end_of_a_flow_has_its_outcome() {
        let step = || serde_json::from_str("\"code\"").expect("a name");
        for (ended, outcome) in [
            (Outcome::Finished(step()), CallOutcome::Finished),
            (Outcome::Transferred, CallOutcome::Transferred),
            (Outcome::FlowHungUp, CallOutcome::FlowHungUp),
            (Outcome::CallerHungUp, CallOutcome::CallerHungUp),
            (Outcome::Unreached(Unreached::Busy), CallOutcome::Busy),
            (
                Outcome::Unreached(Unreached::NoAnswer),
                CallOutcome::NoAnswer,
            ),
            (Outcome::MaskFailed(step()), CallOutcome::MaskFailed),
            (Outcome::CommandFailed(step()), CallOutcome::CommandFailed),
            (
                Outcome::CommandUnanswered(step()),
                CallOutcome::CommandUnanswered,
            ),
            (Outcome::TimeOver, CallOutcome::TimeOver),
            (Outcome::VisitsOver, CallOutcome::VisitsOver),
            (Outcome::Cancelled, CallOutcome::Cancelled),
        ] {
            assert_eq!(CallOutcome::from(&ended), outcome);
            assert_eq!(outcome.as_str(), ended.as_str());
        }
    }
}
