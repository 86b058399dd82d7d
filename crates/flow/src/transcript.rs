//! What happened in a call, line by line, so that two runs can be compared.
//! It is written by the session, whoever drives it.

use core::{fmt, time::Duration};

use crate::{
    Action, Collected, Ended, Judgement, Outcome, PromptName, StepName,
    limits::TRANSCRIPT_LINES_MAX,
};

/// What happened in a call. The lines are comparable between runs, the times are not.
///
/// Digits are in it only as a count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    moments: Vec<Moment>,
}

/// One line and when it was written, since the beginning of the flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// When.
    pub at: Duration,
    /// What.
    pub line: Line,
}

/// One line of a transcript. `Display` is the form to compare and to keep.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Line {
    /// A step is entered.
    Step(StepName),
    /// A prompt is to be played.
    Play(PromptName),
    /// An entry is to be collected, after this prompt.
    Collect(Option<PromptName>),
    /// So many digits are to be sent.
    SendDigits(usize),
    /// The call is to be handed over.
    Transfer,
    /// The flow is to hang up.
    HangUp,
    /// The recording is to be masked.
    Mask,
    /// The recording is to go on.
    Unmask,
    /// The command in flight is given up.
    Stop,
    /// The command has ended well.
    Done,
    /// The command has failed.
    Failed,
    /// The command was not answered in time.
    Unanswered,
    /// An entry was collected.
    Collected {
        /// How many digits it has, without the terminator.
        digits: usize,
        /// What ended it.
        ended: Ended,
    },
    /// What the entry was worth.
    Judged(Judgement),
    /// The flow has ended. Always the last line.
    Ended(Outcome),
}

impl Transcript {
    /// The lines with their times, in order.
    #[must_use]
    pub fn moments(&self) -> &[Moment] {
        &self.moments
    }

    /// The lines without their times, in order: what two runs of one story have in common.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.moments.iter().map(|moment| &moment.line)
    }

    /// Appends a line. Where there are [`TRANSCRIPT_LINES_MAX`], only the end is still written.
    pub(crate) fn push(&mut self, at: Duration, line: Line) {
        if self.moments.len() < TRANSCRIPT_LINES_MAX || matches!(line, Line::Ended(_)) {
            self.moments.push(Moment { at, line });
        }
    }
}

impl Line {
    pub(crate) fn commanded(action: &Action) -> Self {
        match action {
            Action::Play(prompt) => Self::Play(prompt.name.clone()),
            Action::Collect(collection) => {
                let prompt = collection.prompt.as_ref();
                Self::Collect(prompt.map(|prompt| prompt.name.clone()))
            }
            Action::SendDigits(digits) => Self::SendDigits(digits.len()),
            Action::Transfer(_) => Self::Transfer,
            Action::HangUp => Self::HangUp,
            Action::Mask => Self::Mask,
            Action::Unmask => Self::Unmask,
            Action::Stop => Self::Stop,
        }
    }

    pub(crate) const fn collected(collected: &Collected) -> Self {
        Self::Collected {
            digits: collected.digits.len(),
            ended: collected.ended,
        }
    }
}

impl fmt::Display for Transcript {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Moment { at, line } in &self.moments {
            writeln!(formatter, "{:>8} ms  {line}", at.as_millis())?;
        }
        Ok(())
    }
}

impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Step(step) => write!(formatter, "step {step}"),
            Self::Play(prompt) => write!(formatter, "play {prompt}"),
            Self::Collect(Some(prompt)) => write!(formatter, "collect {prompt}"),
            Self::Collect(None) => formatter.write_str("collect"),
            Self::SendDigits(count) => write!(formatter, "send {}", counted(*count)),
            Self::Transfer => formatter.write_str("transfer"),
            Self::HangUp => formatter.write_str("hang-up"),
            Self::Mask => formatter.write_str("mask"),
            Self::Unmask => formatter.write_str("unmask"),
            Self::Stop => formatter.write_str("stop"),
            Self::Done => formatter.write_str("done"),
            Self::Failed => formatter.write_str("failed"),
            Self::Unanswered => formatter.write_str("unanswered"),
            Self::Collected { digits, ended } => {
                let (digits, ended) = (counted(*digits), ended.as_str());
                write!(formatter, "collected {digits}, {ended}")
            }
            Self::Judged(judgement) => formatter.write_str(judgement.as_str()),
            Self::Ended(outcome) => write!(formatter, "{outcome}"),
        }
    }
}

fn counted(digits: usize) -> String {
    let plural = if digits == 1 { "" } else { "s" };
    format!("[{digits} digit{plural}]")
}
