//! Whether a flow can be followed at all, judged before its first command.
//! What is merely unwise in a flow is told by `cxtone_flow::check`.

use core::fmt;

use cxtone_cxone::CommandError;
use cxtone_dialect::{
    CallControlCapabilities, Collecting, CollectingError, MediaUrl, MediaUrlError,
};
use cxtone_flow::{Flow, PromptName, Step, StepName, Timers};
use thiserror::Error;

use super::FlowRunner;

/// Everything that keeps a flow from being followed, in the order of its steps' names.
#[derive(Clone, Debug)]
pub struct FlowRefused {
    refusals: Vec<FlowRefusal>,
}

/// One thing that keeps a flow from being followed.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum FlowRefusal {
    /// The far end has no media commands.
    #[error("the tenant's dialect has no media commands; use one that speaks cxone-v2")]
    NoCallControl,
    /// The far end cannot do this.
    #[error("{dialect} has no `{what}`, which step `{step}` needs; change the step")]
    Lacks {
        /// The step.
        step: StepName,
        /// What it needs, as the flow file calls it.
        what: &'static str,
        /// The far end's dialect.
        dialect: &'static str,
    },
    /// Digits are to be sent, and nobody said how.
    #[error("step `{step}` sends digits, and there is no type and address to send them with")]
    NoSender {
        /// The step.
        step: StepName,
    },
    /// Digits that cannot be sent.
    #[error("the digits of step `{step}` cannot be sent: {message}")]
    Digits {
        /// The step.
        step: StepName,
        /// What is wrong with them; not which they are.
        message: String,
    },
    /// An entry that cannot be asked for.
    #[error("step `{step}`: {error}")]
    Entry {
        /// The step.
        step: StepName,
        /// Why.
        error: CollectingError,
    },
    /// A prompt's address that is none.
    #[error("prompt `{prompt}`: {error}")]
    Prompt {
        /// The prompt.
        prompt: PromptName,
        /// Why.
        error: MediaUrlError,
    },
    /// A prompt that may not be played from there.
    #[error("prompt `{prompt}`: {error}")]
    PromptHost {
        /// The prompt.
        prompt: PromptName,
        /// Why.
        error: CommandError,
    },
}

impl FlowRefused {
    /// Each thing.
    #[must_use]
    pub fn refusals(&self) -> &[FlowRefusal] {
        &self.refusals
    }
}

impl fmt::Display for FlowRefused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, refusal) in self.refusals.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(formatter, "{separator}{refusal}")?;
        }
        Ok(())
    }
}

impl core::error::Error for FlowRefused {}

/// Everything that cannot be done.
pub(super) fn check(runner: &FlowRunner, flow: &Flow) -> Result<(), FlowRefused> {
    let Some(table) = runner.control.capabilities() else {
        let refusals = vec![FlowRefusal::NoCallControl];
        return Err(FlowRefused { refusals });
    };
    let mut refusals = Vec::new();
    for (name, step) in flow.steps() {
        refusals.extend(lacking(runner, table, name, step));
    }
    refusals.extend(prompts(runner, flow));
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(FlowRefused { refusals })
    }
}

/// What a step needs and does not get.
fn lacking(
    runner: &FlowRunner,
    table: &CallControlCapabilities,
    name: &StepName,
    step: &Step,
) -> Option<FlowRefusal> {
    let lacks = |what| FlowRefusal::Lacks {
        step: name.clone(),
        what,
        dialect: table.name,
    };
    match step {
        Step::Transfer(_) | Step::HangUp(_) => Some(lacks(step.kind())),
        Step::Collect(collect) if collect.sensitive => Some(lacks("sensitive")),
        Step::Collect(collect) => {
            let digits_max = usize::from(collect.digits_max.value());
            entry(name, digits_max, &collect.timers)
        }
        Step::Menu(menu) => entry(name, 1, &menu.timers),
        Step::SendDigits(send) => {
            let Some(sender) = &runner.sender else {
                return Some(FlowRefusal::NoSender { step: name.clone() });
            };
            let findings = sender.payload(send.digits.digits()).err()?;
            let message = findings.iter().map(|finding| finding.message.to_string());
            Some(FlowRefusal::Digits {
                step: name.clone(),
                message: message.collect::<Vec<_>>().join("; "),
            })
        }
        _ => None,
    }
}

fn entry(name: &StepName, digits_max: usize, timers: &Timers) -> Option<FlowRefusal> {
    let asked = Collecting::new(digits_max, timers.total_ms.duration());
    asked.err().map(|error| FlowRefusal::Entry {
        step: name.clone(),
        error,
    })
}

/// Prompts that are named by a step and cannot be played, each once.
fn prompts(runner: &FlowRunner, flow: &Flow) -> Vec<FlowRefusal> {
    let mut names: Vec<&PromptName> = flow.steps().values().flat_map(Step::prompts).collect();
    names.sort();
    names.dedup();
    let refusal = |name: &PromptName| {
        let address = flow.prompt(name)?;
        let prompt = name.clone();
        match MediaUrl::parse(address.as_str()) {
            Err(error) => Some(FlowRefusal::Prompt { prompt, error }),
            Ok(media) => {
                let error = runner.control.check_prompt(&media).err()?;
                Some(FlowRefusal::PromptHost { prompt, error })
            }
        }
    };
    names.into_iter().filter_map(refusal).collect()
}
