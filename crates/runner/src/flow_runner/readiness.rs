//! Whether a flow can be followed at all, judged before its first command.
//! What is merely unwise in a flow is told by `cxtone_flow::check`.

use core::fmt;

use cxtone_cxone::CommandError;
use cxtone_dialect::{
    CallControlCapabilities, Collecting, CollectingError, MediaUrl, MediaUrlError,
};
use cxtone_flow::{Flow, PromptName, SendDigits, Step, StepName, Timers};
use cxtone_payload::CallId;
use thiserror::Error;
use tokio_util::sync::CancellationToken;

use super::FlowRunner;
use crate::TooManyWaiting;

/// Everything that keeps a flow from being followed, in the order of its steps' names.
#[derive(Clone, Debug)]
pub struct FlowRefused {
    refusals: Vec<FlowRefusal>,
}

/// One thing that keeps a flow from being followed.
#[derive(Clone, Debug, Error)]
#[non_exhaustive]
pub enum FlowRefusal {
    /// The far end has no media commands, which all steps need that do more than send digits and
    /// wait.
    #[error(
        "step `{step}` is a `{what}`, and the tenant's dialect has no media commands; use one that \
         speaks cxone-v2"
    )]
    NoCallControl {
        /// The step.
        step: StepName,
        /// What it is, as the flow file calls it.
        what: &'static str,
    },
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
    /// The recording is to be masked, and nothing masks it.
    #[error(
        "step `{step}` is `sensitive`, and nothing masks the recording; connect to a \
         `cxone-agent` session beside the call"
    )]
    NoMask {
        /// The step.
        step: StepName,
    },
    /// What masks the recording cannot be reached.
    #[error("the recording cannot be masked: {0}")]
    Mask(CommandError),
    /// Keys that are pressed ahead are not to count, and the far end counts them.
    #[error(
        "step `{step}` has `type-ahead: false`, and {dialect} counts every key; take it out, or \
         accept that keys count that were pressed ahead"
    )]
    KeysAhead {
        /// The step.
        step: StepName,
        /// The far end's dialect.
        dialect: &'static str,
    },
    /// Too many wait for the call already.
    #[error(transparent)]
    Busy(TooManyWaiting),
    /// Digits are to be sent, and nobody said how.
    #[error("step `{step}` sends digits, and there is no type and address to send them with")]
    NoSender {
        /// The step.
        step: StepName,
    },
    /// Digits would go into another call than the flow is followed through.
    #[error(
        "the flow is followed through call {call}, and its digits would go into {address}; give the \
         address of the same call"
    )]
    OtherCall {
        /// The flow's call.
        call: CallId,
        /// The call of the address that digits are sent to.
        address: CallId,
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
    pub(super) fn of(refusal: FlowRefusal) -> Self {
        let refusals = vec![refusal];
        Self { refusals }
    }

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
    let mut refusals = Vec::new();
    for (name, step) in flow.steps() {
        refusals.extend(match (step, runner.control.capabilities()) {
            (Step::SendDigits(send), _) => unsendable(runner, name, send),
            (Step::Wait(_) | Step::Set(_) | Step::Branch(_), _) => None,
            (_, Some(table)) => lacking(runner, table, name, step),
            (_, None) => Some(FlowRefusal::NoCallControl {
                step: name.clone(),
                what: step.kind(),
            }),
        });
    }
    if !runner.is_blind() {
        refusals.extend(prompts(runner, flow));
    }
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(FlowRefused { refusals })
    }
}

/// Whether digits would go into the flow's own call, as far as their address tells.
pub(super) fn check_call(runner: &FlowRunner, call: &CallId) -> Result<(), FlowRefused> {
    let address = runner
        .sender
        .as_ref()
        .and_then(|it| it.leads_elsewhere(call));
    match address {
        Some(address) => Err(FlowRefused::of(FlowRefusal::OtherCall {
            call: call.clone(),
            address: address.clone(),
        })),
        None => Ok(()),
    }
}

/// Reaches for what masks the recording, where the flow has a step that needs it.
pub(super) async fn reach_mask(
    runner: &FlowRunner,
    flow: &Flow,
    cancellation: &CancellationToken,
) -> Result<(), FlowRefused> {
    let is_sensitive = |step: &Step| matches!(step, Step::Collect(collect) if collect.sensitive);
    match &runner.mask {
        Some(mask) if flow.steps().values().any(is_sensitive) => {
            let ready = mask.ready(cancellation).await;
            match ready {
                // Whoever is cancelled already begins nothing.
                Err(error) if !cancellation.is_cancelled() => {
                    Err(FlowRefused::of(FlowRefusal::Mask(error)))
                }
                _ => Ok(()),
            }
        }
        _ => Ok(()),
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
    let counts = |type_ahead: bool| {
        let counts_all = table.type_ahead && !table.drops_ahead;
        let refused = !type_ahead && counts_all && !runner.counts_keys_ahead;
        refused.then(|| FlowRefusal::KeysAhead {
            step: name.clone(),
            dialect: table.name,
        })
    };
    match step {
        Step::Transfer(_) | Step::HangUp(_) => Some(lacks(step.kind())),
        Step::Collect(collect) if collect.sensitive && runner.mask.is_none() => {
            Some(FlowRefusal::NoMask { step: name.clone() })
        }
        Step::Collect(collect) => {
            let digits_max = usize::from(collect.digits_max.value());
            entry(name, digits_max, &collect.timers).or_else(|| counts(collect.type_ahead))
        }
        Step::Menu(menu) => entry(name, 1, &menu.timers).or_else(|| counts(menu.type_ahead)),
        _ => None,
    }
}

/// Why digits cannot be sent.
fn unsendable(runner: &FlowRunner, name: &StepName, send: &SendDigits) -> Option<FlowRefusal> {
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
