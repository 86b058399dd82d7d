//! The caller script: how a call is answered, what its line is like, and what the caller does.
//! When the caller does it is the performance's business, and how it sounds the far end's.

mod drawn;
mod line_form;
mod performance;

use core::{fmt, time::Duration};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use performance::{Deed, Performance};

use crate::{
    KeyMs, Keys, PromptNumber, TimerMs, Unreadable,
    limits::{ACTS_MAX, CALLER_BYTES_MAX, NODES_MAX},
    yaml,
};

/// A scripted caller. The same script and seed press the same keys at the same times.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
#[schemars(title = "cxtone caller", extend("type" = ["object", "null"]))]
pub struct Caller {
    /// How the call is answered. Default: after half a second.
    pub answer: Answer,
    /// What the line is like, where there is one. Default: clean.
    pub line: CallerLine,
    /// The tone of each key. Default: 100 ms.
    pub tone_ms: KeyMs,
    /// From the end of one key to the next. Default: 100 ms.
    pub gap_ms: KeyMs,
    /// Up to so much is added to every wait and gap, drawn from the seed. Default: 0 ms.
    pub jitter_ms: TimerMs,
    /// What the caller does, one after the other; nothing is silence. Default: nothing.
    #[schemars(length(max = ACTS_MAX))]
    pub acts: Vec<Act>,
}

/// How a call is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// By the caller, after so much ringing.
    AfterMs(TimerMs),
    /// By a machine that presses nothing and hangs up after half a minute.
    Voicemail,
    /// The line is busy.
    Busy,
    /// It rings and rings.
    NoAnswer,
}

/// What a caller's line is like. It matters only where there is audio.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct CallerLine {
    /// The keys' tones over the noise, -20 to 60 dB. Default: no noise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snr_db: Option<SnrDb>,
}

/// One thing that a caller does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// Waits until the prompt of this number has begun.
    Begins(PromptNumber),
    /// Waits until the prompt of this number has ended, or has been ended by a key.
    Ends(PromptNumber),
    /// Lets milliseconds pass.
    Wait(TimerMs),
    /// Presses keys.
    Press(Press),
    /// Hangs up.
    HangUp,
}

/// Keys that a caller presses. `Debug` shows only how many; what is serialised shows them.
#[derive(Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Press(pub Keys);

/// Decibels of the keys' tones over the noise: -20 to 60.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "i8", into = "i8")]
#[schemars(!try_from, !into)]
pub struct SnrDb(#[schemars(range(min = -20, max = 60))] i8);

/// A ratio of signal to noise lies outside its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} dB is not within -20 to 60; choose a number that is")]
pub struct SnrOutOfBounds(i8);

/// Why a text is no caller script. It quotes no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallerError {
    /// It is larger than anybody writes.
    #[error("the caller script has {found} bytes and may have {CALLER_BYTES_MAX}; shorten it")]
    TooLarge {
        /// Its bytes.
        found: usize,
    },
    /// It is no YAML or JSON, or has other fields than a caller script.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// The caller does too much.
    #[error("the caller does {found} things and may do {ACTS_MAX}; leave some out")]
    TooManyActs {
        /// How many.
        found: usize,
    },
    /// An act of the one-line form is none.
    #[error(
        "act {place} is none; write `begins 1`, `ends 1`, `wait 500`, `press 123` or `hang-up`"
    )]
    NoAct {
        /// Which, from 1.
        place: usize,
    },
}

impl Caller {
    /// Reads a caller script from YAML; JSON is YAML too.
    ///
    /// # Errors
    ///
    /// [`CallerError`]: the first thing that makes the text no caller script.
    pub fn parse(text: &str) -> Result<Self, CallerError> {
        let found = text.len();
        if found > CALLER_BYTES_MAX {
            return Err(CallerError::TooLarge { found });
        }
        let caller: Self = yaml::read(text, NODES_MAX)?;
        caller.within_limits()
    }

    /// The JSON Schema (draft 2020-12) of the caller script, for editors.
    #[must_use]
    pub fn schema() -> schemars::Schema {
        schemars::schema_for!(Self)
    }

    pub(crate) fn within_limits(self) -> Result<Self, CallerError> {
        let found = self.acts.len();
        if found > ACTS_MAX {
            return Err(CallerError::TooManyActs { found });
        }
        Ok(self)
    }
}

impl SnrDb {
    /// The decibels.
    #[must_use]
    pub const fn value(self) -> i8 {
        self.0
    }
}

impl TryFrom<i8> for SnrDb {
    type Error = SnrOutOfBounds;

    fn try_from(found: i8) -> Result<Self, SnrOutOfBounds> {
        let inside = (-20..=60).contains(&found);
        inside.then_some(Self(found)).ok_or(SnrOutOfBounds(found))
    }
}

impl From<SnrDb> for i8 {
    fn from(snr: SnrDb) -> Self {
        snr.0
    }
}

impl Answer {
    /// How long it rings, where somebody or something answers.
    #[must_use]
    pub const fn ringing(self) -> Option<Duration> {
        match self {
            Self::AfterMs(ms) => Some(ms.duration()),
            Self::Voicemail => Some(Duration::from_secs(2)),
            Self::Busy | Self::NoAnswer => None,
        }
    }
}

impl Default for Answer {
    fn default() -> Self {
        Self::AfterMs(TimerMs::fixed(500))
    }
}

impl Serialize for Press {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let keys: String = self.0.digits().chars().collect();
        serializer.serialize_str(&keys)
    }
}

impl fmt::Debug for Press {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, formatter)
    }
}
