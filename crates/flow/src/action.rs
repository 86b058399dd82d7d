//! What a session wants done, what it is told, and how it ends.
//! Who does it, and in which dialect, is left to the caller.

use core::fmt;

use cxtone_dtmf::Digits;

use crate::{Collected, Collection, Prompt, StepName, Value};

/// A command to the call. The session gives the next one only when this one is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Action {
    /// Play a prompt, to its end or, where it is interruptible, to the first key. Answer
    /// [`Event::Done`] when it is over.
    Play(Prompt),
    /// Collect one entry. Answer [`Event::Collected`].
    Collect(Collection),
    /// Send digits. They are never sent again: answer [`Event::Failed`] also in doubt.
    SendDigits(Digits),
    /// Hand the call over.
    Transfer(Value),
    /// Hang up.
    HangUp,
    /// Keep what follows out of the recording.
    Mask,
    /// Record again.
    Unmask,
    /// Give up the command in flight, at the far end too where it has a way. Answer as that
    /// command would be answered: a collection with what it has, and [`Ended::Stopped`].
    ///
    /// [`Ended::Stopped`]: crate::Ended::Stopped
    Stop,
}

/// What a session is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The command in flight has ended well; a prompt also when a key has ended it.
    Done,
    /// The collection in flight is over.
    Collected(Collected),
    /// The command in flight has failed; as the first event, the question how the call is.
    Failed,
    /// The caller has hung up; as the first event, before anything has begun.
    HungUp,
    /// The caller was not reached: heard only as the first event, before any command.
    Unreached(Unreached),
    /// Whoever drives the session wants it to end.
    Cancelled,
    /// Nothing but time has passed.
    Tick,
}

/// Why a caller was not reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreached {
    /// The line was busy.
    Busy,
    /// Nobody answered.
    NoAnswer,
}

/// How a flow ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// After the last step, named here.
    Finished(StepName),
    /// The flow handed the call over.
    Transferred,
    /// The flow hung up.
    FlowHungUp,
    /// The caller hung up.
    CallerHungUp,
    /// The caller was not reached.
    Unreached(Unreached),
    /// The recording could not be masked, so the sensitive step was not begun.
    MaskFailed(StepName),
    /// A command of this step failed.
    CommandFailed(StepName),
    /// A command of this step was not answered in time.
    CommandUnanswered(StepName),
    /// The call took longer than the flow's `call-ms`.
    TimeOver,
    /// The call entered more steps than the flow's `visits`.
    VisitsOver,
    /// Whoever drove the session ended it.
    Cancelled,
}

impl Outcome {
    /// The word for it, such as `finished` or `caller-hung-up`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Finished(_) => "finished",
            Self::Transferred => "transferred",
            Self::FlowHungUp => "flow-hung-up",
            Self::CallerHungUp => "caller-hung-up",
            Self::Unreached(Unreached::Busy) => "busy",
            Self::Unreached(Unreached::NoAnswer) => "no-answer",
            Self::MaskFailed(_) => "mask-failed",
            Self::CommandFailed(_) => "command-failed",
            Self::CommandUnanswered(_) => "command-unanswered",
            Self::TimeOver => "time-over",
            Self::VisitsOver => "visits-over",
            Self::Cancelled => "cancelled",
        }
    }

    /// The step that it names, if it names one.
    #[must_use]
    pub const fn step(&self) -> Option<&StepName> {
        match self {
            Self::Finished(step)
            | Self::MaskFailed(step)
            | Self::CommandFailed(step)
            | Self::CommandUnanswered(step) => Some(step),
            _ => None,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())?;
        self.step()
            .map_or(Ok(()), |step| write!(formatter, " in {step}"))
    }
}
