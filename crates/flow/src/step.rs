//! The steps of a flow, as the flow file writes them.
//! What a call does in a step is decided by the session.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::{Collect, Keys, Menu, PromptName, StepName, TimerMs, Value, VariableName};

/// One step of a flow. Where `next` is left out, the flow is finished after the step.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Plays a prompt.
    Play(Play),
    /// Asks for digits.
    Collect(Box<Collect>),
    /// Asks for one key and goes on by it.
    Menu(Box<Menu>),
    /// Sends digits into the call.
    SendDigits(SendDigits),
    /// Lets time pass.
    Wait(Wait),
    /// Sets a variable.
    Set(Set),
    /// Goes on by what a variable holds.
    Branch(Branch),
    /// Hands the call over, which ends the flow.
    Transfer(Transfer),
    /// Ends the call, and the flow.
    HangUp(HangUp),
}

/// Plays a prompt.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Play {
    /// The prompt.
    pub prompt: PromptName,
    /// Whether a key ends it early. The key is kept as typed ahead. Default: no.
    #[serde(default)]
    pub barge_in: bool,
    /// The step after it.
    #[serde(default)]
    pub next: Option<StepName>,
}

/// Sends digits into the call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SendDigits {
    /// The digits.
    pub digits: Keys,
    /// The step after it.
    #[serde(default)]
    pub next: Option<StepName>,
}

/// Lets time pass.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Wait {
    /// How long.
    pub wait_ms: TimerMs,
    /// The step after it.
    #[serde(default)]
    pub next: Option<StepName>,
}

/// Sets a variable.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Set {
    /// The variable.
    pub variable: VariableName,
    /// What it holds from now on.
    pub value: Value,
    /// The step after it.
    #[serde(default)]
    pub next: Option<StepName>,
}

/// Goes on by what a variable holds: the first case that equals it decides.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Branch {
    /// The variable; one that was never set equals nothing.
    pub variable: VariableName,
    /// The cases in order.
    pub cases: Vec<Case>,
    /// The step where no case equals.
    pub otherwise: StepName,
}

/// One case of a branch.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Case {
    /// What the variable must hold.
    pub equals: Value,
    /// The step then.
    pub next: StepName,
}

/// Hands the call over.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Transfer {
    /// Where to, in the dialect's words.
    pub target: Value,
}

/// Ends the call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HangUp {}

impl Step {
    /// What the flow file calls this kind of step.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Play(_) => "play",
            Self::Collect(_) => "collect",
            Self::Menu(_) => "menu",
            Self::SendDigits(_) => "send-digits",
            Self::Wait(_) => "wait",
            Self::Set(_) => "set",
            Self::Branch(_) => "branch",
            Self::Transfer(_) => "transfer",
            Self::HangUp(_) => "hang-up",
        }
    }

    /// Every step that this one names, in the order of its fields.
    #[must_use]
    pub fn nexts(&self) -> Vec<&StepName> {
        match self {
            Self::Play(step) => step.next.iter().collect(),
            Self::Collect(step) => [&step.no_input.next, &step.no_match.next, &step.next].into(),
            Self::Menu(step) => menu_nexts(step),
            Self::SendDigits(step) => step.next.iter().collect(),
            Self::Wait(step) => step.next.iter().collect(),
            Self::Set(step) => step.next.iter().collect(),
            Self::Branch(step) => {
                let cases = step.cases.iter().map(|case| &case.next);
                cases.chain([&step.otherwise]).collect()
            }
            Self::Transfer(_) | Self::HangUp(_) => Vec::new(),
        }
    }

    /// Every prompt that this step names.
    #[must_use]
    pub fn prompts(&self) -> Vec<&PromptName> {
        match self {
            Self::Play(step) => vec![&step.prompt],
            Self::Collect(step) => {
                let again = step.no_input.prompts.iter().chain(&step.no_match.prompts);
                [&step.prompt].into_iter().chain(again).collect()
            }
            Self::Menu(step) => {
                let again = step.no_input.prompts.iter().chain(&step.no_match.prompts);
                [&step.prompt].into_iter().chain(again).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn menu_nexts(menu: &Menu) -> Vec<&StepName> {
    let failed = [&menu.no_input.next, &menu.no_match.next];
    menu.choices.values().chain(failed).collect()
}
