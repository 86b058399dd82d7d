//! Flow files, for JavaScript: what is wrong with them, and calls in virtual time.
//! The rules and the shapes are `flow`'s.

use std::sync::Arc;

use cxtone_flow::{
    CallReport, Caller, DialectAbilities, FindingReport, Flow, FlowTest, Simulation, TimerMs,
    check, graph,
};
use napi::Result;
use napi_derive::napi;
use serde::Serialize;

use crate::{
    detector::whole,
    refused::{refused, wrong},
};

/// Who calls, and how. What is not given is as in `cxtone flow simulate`.
#[napi(object, object_to_js = false)]
pub struct SimulationOptions {
    /// The caller's script in YAML or JSON; drawn from the seed where none is given.
    pub caller: Option<String>,
    /// What the caller does, in one line; instead of a script.
    pub acts: Option<String>,
    /// What is drawn is drawn from this.
    pub seed: Option<f64>,
    /// How long every prompt takes.
    pub prompt_ms: Option<f64>,
    /// Whether the far end has the total as its one timer.
    pub one_timer: Option<bool>,
    /// Whether prompts take as long as their addresses take to say, as the emulator's do.
    pub spoken_prompts: Option<bool>,
}

/// A simulated call, and the test that expects it again.
#[derive(Serialize)]
struct Simulated<'a> {
    seed: u64,
    #[serde(flatten)]
    call: CallReport<'a>,
    test: FlowTest,
}

/// Everything that is wrong with a flow file, as JSON.
///
/// # Errors
///
/// The findings cannot be written as JSON.
#[napi(catch_unwind)]
pub fn check_flow(text: String) -> Result<String> {
    let findings = check(&text, &DialectAbilities::ALL);
    let shapes: Vec<_> = findings.iter().map(FindingReport::of).collect();
    serde_json::to_string(&shapes).map_err(refused)
}

/// A call through a flow in virtual time, as JSON.
///
/// # Errors
///
/// The file is no flow, or an option cannot be used.
#[napi(catch_unwind)]
pub fn simulate_flow(text: String, options: SimulationOptions) -> Result<String> {
    let flow = parsed(&text)?;
    let test = options.test(&flow)?;
    let simulated = test.simulation(flow).run();
    let told = Simulated {
        seed: test.seed,
        call: CallReport::of(&simulated),
        test: test.clone().recorded(&simulated),
    };
    serde_json::to_string(&told).map_err(refused)
}

/// Lets the call of a test happen again; the first difference as text, or nothing.
///
/// # Errors
///
/// The file is no flow, or the test is none.
#[napi(catch_unwind)]
pub fn replay_flow(text: String, test: String) -> Result<Option<String>> {
    let test = FlowTest::parse(&test).map_err(|error| wrong("test", &error))?;
    Ok(test
        .replay(parsed(&text)?)
        .err()
        .map(|differs| differs.to_string()))
}

/// The flow as a drawing, in SVG.
///
/// # Errors
///
/// The file is no flow.
#[napi(catch_unwind)]
pub fn draw_flow(text: String) -> Result<String> {
    Ok(graph::svg(&*parsed(&text)?))
}

fn parsed(text: &str) -> Result<Arc<Flow>> {
    let flow = Flow::parse(text).map_err(|error| wrong("flow", &error))?;
    Ok(Arc::new(flow))
}

impl SimulationOptions {
    fn test(&self, flow: &Flow) -> Result<FlowTest> {
        let seed = match self.seed {
            Some(seed) => whole("seed", seed)?.into(),
            None => 0,
        };
        Ok(FlowTest {
            flow: String::new(),
            caller: self
                .caller()?
                .unwrap_or_else(|| Caller::drawn(seed, &flow.words())),
            seed,
            prompt_ms: self.prompt_ms()?,
            spoken_prompts: self.spoken_prompts.unwrap_or(false),
            one_timer: self.one_timer.unwrap_or(false),
            polls_ms: TimerMs::default(),
            transcript: Vec::new(),
        })
    }

    fn caller(&self) -> Result<Option<Caller>> {
        let caller = match (&self.caller, &self.acts) {
            (Some(_), Some(_)) => {
                return Err(wrong("caller", &"give a script or acts, not both"));
            }
            (Some(script), None) => Some(Caller::parse(script)),
            (None, Some(acts)) => Some(acts.parse()),
            (None, None) => None,
        };
        caller.transpose().map_err(|error| wrong("caller", &error))
    }

    fn prompt_ms(&self) -> Result<TimerMs> {
        let Some(ms) = self.prompt_ms else {
            return Ok(Simulation::PROMPT_MS);
        };
        let ms = whole("promptMs", ms)?;
        TimerMs::try_from(ms).map_err(|error| wrong("promptMs", &error))
    }
}
