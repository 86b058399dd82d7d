//! The two steps that ask the caller: `collect` for digits, `menu` for one key.
//! How the answer is heard and timed is left to the session.

use std::collections::BTreeMap;

use cxtone_dtmf::Digit;
use litemap::LiteMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{DigitCount, Failures, Form, Keys, PromptName, StepName, TimerMs, VariableName};

/// Asks for digits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Collect {
    /// The variable that gets the digits, without the terminator.
    pub into: VariableName,
    /// What asks.
    pub prompt: PromptName,
    /// Whether a key ends the prompt and counts. Default: yes.
    #[serde(default = "yes")]
    pub barge_in: bool,
    /// Whether keys pressed before they were asked for count. Default: yes.
    #[serde(default = "yes")]
    pub type_ahead: bool,
    /// The fewest digits. Default: 1.
    #[serde(default = "one")]
    pub digits_min: DigitCount,
    /// The most digits.
    pub digits_max: DigitCount,
    /// Keys that end the entry and are no part of it. Default: none.
    #[serde(default = "Keys::none")]
    pub terminators: Keys,
    /// What the digits must look like.
    #[serde(default)]
    pub form: Form,
    /// How long to wait.
    #[serde(default)]
    pub timers: Timers,
    /// What to do when nothing was pressed.
    pub no_input: Otherwise,
    /// What to do when something else was pressed.
    pub no_match: Otherwise,
    /// Whether the recording is masked around the step. Default: no.
    #[serde(default)]
    pub sensitive: bool,
    /// The step after it.
    pub next: StepName,
}

/// Asks for one key and goes on by it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Menu {
    /// What asks.
    pub prompt: PromptName,
    /// Whether a key ends the prompt and counts. Default: yes.
    #[serde(default = "yes")]
    pub barge_in: bool,
    /// Whether a key pressed before it was asked for counts. Default: yes.
    #[serde(default = "yes")]
    pub type_ahead: bool,
    /// The step for each key.
    #[schemars(with = "BTreeMap<Key, StepName>")]
    pub choices: LiteMap<Key, StepName>,
    /// How long to wait.
    #[serde(default)]
    pub timers: Timers,
    /// What to do when nothing was pressed.
    pub no_input: Otherwise,
    /// What to do when another key was pressed.
    pub no_match: Otherwise,
}

/// One key of a menu. `Debug` does not show which.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(!try_from)]
pub struct Key(#[schemars(with = "String", regex(pattern = r"^[0-9*#A-Da-d]$"))] char);

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a choice is one key in quotes: \"0\" to \"9\", \"*\", \"#\", \"A\" to \"D\"")]
pub struct InvalidKey;

/// How long to wait for keys; the names of `VoiceXML` 2.0 appendix D are in brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Timers {
    /// From the end of the prompt to the first key (`timeout`). Default: 5,000 ms.
    pub first_digit_ms: TimerMs,
    /// From one key to the next (`interdigittimeout`). Default: 3,000 ms.
    pub inter_digit_ms: TimerMs,
    /// For a terminator after the last digit (`termtimeout`). Default: 0, as there.
    pub terminator_ms: TimerMs,
    /// From the end of the prompt to the end of the entry. Default: 30,000 ms.
    pub total_ms: TimerMs,
}

/// What to do when an entry fails.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Otherwise {
    /// How many failures of this kind are the end of it.
    pub maximum: Failures,
    /// What is played before asking again: the first after the first failure, and so on; the
    /// last one serves for the rest. Default: nothing.
    #[serde(default)]
    pub prompts: Vec<PromptName>,
    /// The step after the last failure.
    pub next: StepName,
}

impl Key {
    pub(crate) fn of(digit: Digit) -> Self {
        Self(digit.as_char())
    }

    pub(crate) const fn as_char(self) -> char {
        self.0
    }
}

impl TryFrom<String> for Key {
    type Error = InvalidKey;

    fn try_from(text: String) -> Result<Self, InvalidKey> {
        let mut characters = text.chars();
        match (
            characters.next().and_then(Digit::from_char),
            characters.next(),
        ) {
            (Some(digit), None) => Ok(Self::of(digit)),
            _ => Err(InvalidKey),
        }
    }
}

impl core::fmt::Debug for Key {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str("[key]")
    }
}

impl Default for Timers {
    fn default() -> Self {
        Self {
            first_digit_ms: TimerMs::fixed(5_000),
            inter_digit_ms: TimerMs::fixed(3_000),
            terminator_ms: TimerMs::fixed(0),
            total_ms: TimerMs::fixed(30_000),
        }
    }
}

const fn yes() -> bool {
    true
}

const fn one() -> DigitCount {
    DigitCount::ONE
}
