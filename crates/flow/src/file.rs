//! The flow file: read from YAML or JSON, with every name in it standing for something.
//! What is unwise but readable is not refused here.

use std::collections::BTreeMap;

use litemap::LiteMap;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::{
    CallMs, PromptName, Step, StepName, TimerMs, Unreadable, Value, Visits,
    limits::{ENTRIES_MAX, FILE_BYTES_MAX, NODES_MAX},
    yaml,
};

/// A flow: steps by name, of which one is the first, and the limits of one call.
///
/// It exists only if all its names stand for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    document: Document,
}

/// What one call may take at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct CallLimits {
    /// The whole call. Default: half an hour.
    pub call_ms: CallMs,
    /// Steps entered. Default: 100.
    pub visits: Visits,
    /// One command, from its beginning to its end. Default: two minutes.
    pub command_ms: TimerMs,
}

/// Why a text is no flow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FlowError {
    /// It is larger than anybody writes.
    #[error("the flow has {found} bytes and may have {FILE_BYTES_MAX}; split it")]
    TooLarge {
        /// Its bytes.
        found: usize,
    },
    /// What is made up for a draft's texts is more than a file may have.
    #[error(
        "what is filled into the flow's texts has more than {FILE_BYTES_MAX} bytes in all; fill \
         in less"
    )]
    TooMuchMadeUp,
    /// It is no YAML or JSON, or has other fields than a flow.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// It has more steps or prompts than it may.
    #[error("the flow has more than {ENTRIES_MAX} steps or prompts; split it")]
    TooMany,
    /// The first step is not there.
    #[error("`start` names the step `{0}`, which is not there; add it or name another")]
    UnknownStart(StepName),
    /// A step names one that is not there.
    #[error("step `{step}` goes on to `{next}`, which is not there; add it or name another")]
    UnknownStep {
        /// The step that names it.
        step: StepName,
        /// The missing one.
        next: StepName,
    },
    /// A step names a prompt that is not there.
    #[error("step `{step}` plays `{prompt}`, which `prompts` does not have; add its address")]
    UnknownPrompt {
        /// The step that names it.
        step: StepName,
        /// The missing one.
        prompt: PromptName,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(title = "cxtone flow")]
struct Document {
    /// The first step.
    start: StepName,
    /// What one call may take at most.
    #[serde(default)]
    limits: CallLimits,
    /// The address of each prompt.
    #[serde(default)]
    #[schemars(extend("maxProperties" = ENTRIES_MAX))]
    #[schemars(with = "BTreeMap<PromptName, Value>")]
    prompts: LiteMap<PromptName, Value>,
    /// The steps by name.
    #[schemars(extend("maxProperties" = ENTRIES_MAX))]
    #[schemars(with = "BTreeMap<StepName, Step>")]
    steps: LiteMap<StepName, Step>,
}

impl Flow {
    /// Reads a flow from YAML; JSON is YAML too.
    ///
    /// # Errors
    ///
    /// [`FlowError`]: the first thing that makes the text no flow.
    pub fn parse(text: &str) -> Result<Self, FlowError> {
        Self::of(&tree(text)?)
    }

    /// The flow that a tree is.
    pub(crate) fn of(tree: &yaml::Node) -> Result<Self, FlowError> {
        let read = Self::unnamed(tree);
        let flow = read.map_err(|misfit| Unreadable::from(&misfit))?;
        if flow.document.steps.len().max(flow.document.prompts.len()) > ENTRIES_MAX {
            return Err(FlowError::TooMany);
        }
        flow.names()?;
        Ok(flow)
    }

    /// The JSON Schema (draft 2020-12) of the flow file, for editors.
    #[must_use]
    pub fn schema() -> schemars::Schema {
        schemars::schema_for!(Document)
    }

    /// The first step's name.
    #[must_use]
    pub const fn start(&self) -> &StepName {
        &self.document.start
    }

    /// What one call may take at most.
    #[must_use]
    pub const fn limits(&self) -> &CallLimits {
        &self.document.limits
    }

    /// The steps by name.
    #[must_use]
    pub const fn steps(&self) -> &LiteMap<StepName, Step> {
        &self.document.steps
    }

    /// The address of a prompt of this flow.
    #[must_use]
    pub fn prompt(&self, name: &PromptName) -> Option<&Value> {
        self.document.prompts.get(name)
    }

    /// Reads a flow whose names may stand for nothing, and of which there may be too many.
    pub(crate) fn unnamed(tree: &yaml::Node) -> Result<Self, yaml::Misfit> {
        tree.read().map(|document| Self { document })
    }

    fn names(&self) -> Result<(), FlowError> {
        let Document {
            start,
            prompts,
            steps,
            ..
        } = &self.document;
        if !steps.contains_key(start) {
            return Err(FlowError::UnknownStart(start.clone()));
        }
        for (name, step) in steps {
            if let Some(next) = step
                .nexts()
                .into_iter()
                .find(|next| !steps.contains_key(next))
            {
                let (step, next) = (name.clone(), next.clone());
                return Err(FlowError::UnknownStep { step, next });
            }
            if let Some(prompt) = step
                .prompts()
                .into_iter()
                .find(|it| !prompts.contains_key(it))
            {
                let (step, prompt) = (name.clone(), prompt.clone());
                return Err(FlowError::UnknownPrompt { step, prompt });
            }
        }
        Ok(())
    }
}

/// The tree of a text that may be a flow.
pub(crate) fn tree(text: &str) -> Result<yaml::Node, FlowError> {
    let found = text.len();
    if found > FILE_BYTES_MAX {
        return Err(FlowError::TooLarge { found });
    }
    Ok(yaml::document(text, NODES_MAX)?)
}

impl Default for CallLimits {
    fn default() -> Self {
        Self {
            call_ms: CallMs::DEFAULT,
            visits: Visits::DEFAULT,
            command_ms: TimerMs::fixed(120_000),
        }
    }
}
