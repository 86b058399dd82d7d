//! One collection: what a far end is asked for, and what it collected.
//! How keys become an entry is the collector's; what an entry is worth is judged by the session.

use cxtone_dtmf::{Digit, Digits};

use crate::{DigitCount, Keys, PromptName, TimerMs, Timers, Value};

/// A prompt to be played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// What the flow calls it.
    pub name: PromptName,
    /// Where the far end finds it.
    pub address: Value,
    /// Whether a key ends it.
    pub interruptible: bool,
}

/// What a far end is asked to collect. `Debug` shows no digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collection {
    /// What asks, if anything does.
    pub prompt: Option<Prompt>,
    /// The most digits.
    pub digits_max: DigitCount,
    /// Keys that end the entry and are no part of it.
    pub terminators: Keys,
    /// How long to wait.
    pub timers: Timers,
    /// Whether keys count that were pressed before they were asked for.
    pub type_ahead: bool,
}

/// What a far end collected. `Debug` shows only how many digits, and never which terminator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collected {
    /// The digits, also of an entry that is not complete, without the terminator.
    pub digits: Digits,
    /// The key that ended the entry, if one did.
    pub terminator: Option<Digit>,
    /// What ended it.
    pub ended: Ended,
}

/// What ended an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It has as many digits as it may.
    Full,
    /// A terminator.
    Terminator,
    /// A timer.
    Timeout,
    /// The caller hung up.
    HungUp,
    /// The collection was stopped.
    Stopped,
}

impl Collection {
    /// The collection as a far end takes it that has one timer for a whole entry and counts every
    /// key, as that of `cxone-v2`: each wait is the total, and no terminator is waited for after
    /// the last digit.
    #[must_use]
    pub fn with_one_timer(self) -> Self {
        let total_ms = self.timers.total_ms;
        Self {
            timers: Timers {
                first_digit_ms: total_ms,
                inter_digit_ms: total_ms,
                terminator_ms: TimerMs::default(),
                total_ms,
            },
            type_ahead: true,
            ..self
        }
    }
}

impl Collected {
    /// The entry with the first terminator and what follows it taken out of the digits: some far
    /// ends leave it in.
    #[must_use]
    pub fn without_terminator(mut self, terminators: &Keys) -> Self {
        let place = self.digits.iter().position(|key| terminators.contains(key));
        if let Some(place) = place {
            let keys = self.digits.as_slice();
            self.terminator = keys.get(place).copied();
            let digits: String = keys.iter().take(place).map(|key| key.as_char()).collect();
            self.digits = digits.parse().unwrap_or_default();
        }
        self
    }

    /// Whether no key was pressed. A far end may tell that a terminator ended the entry, and not
    /// which.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        let terminated = self.terminator.is_some() || matches!(self.ended, Ended::Terminator);
        self.digits.is_empty() && !terminated
    }
}

impl Ended {
    /// The word for it: `full`, `terminator`, `timeout`, `hung-up`, `stopped`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Terminator => "terminator",
            Self::Timeout => "timeout",
            Self::HungUp => "hung-up",
            Self::Stopped => "stopped",
        }
    }
}
