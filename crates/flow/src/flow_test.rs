//! A run that was made into a test: a flow's name, a caller, a seed, and the transcript.
//! Reading the flow from where its name points is left to who replays.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Caller, Flow, Quirks, Simulated, Simulation, TimerMs, Unreadable,
    limits::{TEST_BYTES_MAX, TEST_NODES_MAX},
    yaml,
};

/// A simulated call and what is expected of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(title = "cxtone flow test")]
pub struct FlowTest {
    /// The path of the flow file, from this file's folder.
    pub flow: String,
    /// The caller.
    #[serde(default)]
    pub caller: Caller,
    /// What the caller's jitter is drawn from. Default: 0.
    #[serde(default)]
    pub seed: u64,
    /// How long every prompt takes. Default: two seconds.
    #[serde(default = "prompt_ms")]
    pub prompt_ms: TimerMs,
    /// Whether every prompt takes as long as its address takes to [say](crate::Spoken) instead.
    /// Default: no.
    #[serde(default)]
    pub spoken_prompts: bool,
    /// Whether the far end collects as [`Collection::with_one_timer`] tells. Default: no.
    ///
    /// [`Collection::with_one_timer`]: crate::Collection::with_one_timer
    #[serde(default)]
    pub one_timer: bool,
    /// How often it is asked how the call is, as [`Quirks::polls_ms`] tells. Default: 0, told at
    /// once.
    #[serde(default)]
    pub polls_ms: TimerMs,
    /// The lines of the transcript, without their times.
    pub transcript: Vec<String>,
}

/// The first line in which a call differs from what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the transcript is {}, and {} was expected", shown(found.as_ref()), shown(expected.as_ref()))]
pub struct Differs {
    /// Which, from 1.
    pub line: usize,
    /// What was expected; none where the transcript was to be over.
    pub expected: Option<String>,
    /// What there was; none where the transcript is over.
    pub found: Option<String>,
}

/// Why a text is no test of a flow.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FlowTestError {
    /// It is larger than the longest transcript.
    #[error("the test has {found} bytes and may have {TEST_BYTES_MAX}; shorten the call")]
    TooLarge {
        /// Its bytes.
        found: usize,
    },
    /// It is no YAML or JSON, or has other fields than a test.
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    /// Its caller is none.
    #[error(transparent)]
    Caller(#[from] crate::CallerError),
}

impl FlowTest {
    /// Reads a test from YAML; JSON is YAML too.
    ///
    /// # Errors
    ///
    /// [`FlowTestError`]: the first thing that makes the text no test.
    pub fn parse(text: &str) -> Result<Self, FlowTestError> {
        let found = text.len();
        if found > TEST_BYTES_MAX {
            return Err(FlowTestError::TooLarge { found });
        }
        let test: Self = yaml::read(text, TEST_NODES_MAX)?;
        let caller = test.caller.within_limits()?;
        Ok(Self { caller, ..test })
    }

    /// The JSON Schema (draft 2020-12) of a test, for editors.
    #[must_use]
    pub fn schema() -> schemars::Schema {
        schemars::schema_for!(Self)
    }

    /// The test that expects what happened in this call.
    #[must_use]
    pub fn recorded(self, simulated: &Simulated) -> Self {
        let transcript = lines(simulated);
        Self { transcript, ..self }
    }

    /// The call, against this flow.
    #[must_use]
    pub fn simulation(&self, flow: Arc<Flow>) -> Simulation {
        let quirks = Quirks {
            has_one_timer: self.one_timer,
            polls_ms: self.polls_ms,
            ..Quirks::default()
        };
        let simulation = Simulation::new(flow, self.caller.clone(), self.seed).with_quirks(quirks);
        match self.spoken_prompts {
            true => simulation.with_spoken_prompts(),
            false => simulation.with_prompts_of(self.prompt_ms),
        }
    }

    /// Lets the call happen again and compares.
    ///
    /// # Errors
    ///
    /// [`Differs`]: the first line that is another.
    pub fn replay(&self, flow: Arc<Flow>) -> Result<(), Differs> {
        let found = lines(&self.simulation(flow).run());
        let longer = found.len().max(self.transcript.len());
        let differs = (0..longer).find(|index| found.get(*index) != self.transcript.get(*index));
        differs.map_or(Ok(()), |index| {
            Err(Differs {
                line: index + 1,
                expected: self.transcript.get(index).cloned(),
                found: found.get(index).cloned(),
            })
        })
    }
}

fn lines(simulated: &Simulated) -> Vec<String> {
    let lines = simulated.session.transcript().lines();
    lines.map(ToString::to_string).collect()
}

fn shown(line: Option<&String>) -> String {
    line.map_or_else(|| "the end".to_owned(), |line| format!("`{line}`"))
}

const fn prompt_ms() -> TimerMs {
    Simulation::PROMPT_MS
}
