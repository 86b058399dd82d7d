//! Flow files, for JavaScript: what is wrong with them, and calls in virtual time.
//! The rules and the shapes are `flow`'s.

use std::sync::Arc;

use cxtone_flow::{
    CallReport, Caller, DialectAbilities, FindingReport, Flow, FlowTest, Simulation, TimerMs,
    check, graph,
};
use cxtone_runner::flow_abilities;
use napi::Result;
use napi_derive::napi;
use serde::Serialize;

use crate::{
    detector::whole,
    dialect::DialectChoice,
    refused::{refused, wrong},
};

/// What a flow is to run on.
#[napi(object, object_to_js = false)]
pub struct CheckOptions {
    /// The tenant's dialect; where none is given, one that can do everything.
    pub dialect: Option<String>,
    /// Whether a session of `cxone-agent` is beside the call.
    pub agent: Option<bool>,
}

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
    /// The dialect whose far end it is; it says whether there is one timer.
    pub dialect: Option<String>,
    /// Whether the far end has the total as its one timer.
    pub one_timer: Option<bool>,
    /// How often it is asked how the call is, in ms; at once where none is given.
    pub polls_ms: Option<f64>,
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

/// Everything that is wrong with a flow file for what it is to run on, as JSON.
///
/// # Errors
///
/// The dialect is unknown.
#[napi(catch_unwind)]
pub fn check_flow(text: String, options: CheckOptions) -> Result<String> {
    let mut abilities = abilities(options.dialect.as_deref())?;
    if options.agent.unwrap_or(false) {
        abilities = abilities.with_agent_session();
    }
    let findings = check(&text, &abilities);
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

fn abilities(dialect: Option<&str>) -> Result<DialectAbilities> {
    let Some(name) = dialect else {
        return Ok(DialectAbilities::ALL);
    };
    let choice = DialectChoice {
        name: Some(name),
        ..DialectChoice::default()
    };
    Ok(flow_abilities(&*choice.dialect()?))
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
            prompt_ms: timer("promptMs", self.prompt_ms, Simulation::PROMPT_MS)?,
            spoken_prompts: self.spoken_prompts.unwrap_or(false),
            one_timer: self.one_timer()?,
            polls_ms: timer("pollsMs", self.polls_ms, TimerMs::default())?,
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

    fn one_timer(&self) -> Result<bool> {
        let abilities = abilities(self.dialect.as_deref())?;
        if !abilities.call_control {
            let why = format!("{} has no media commands; give cxone-v2", abilities.name);
            return Err(wrong("dialect", &why));
        }
        Ok(self.one_timer.unwrap_or(abilities.has_one_timer()))
    }
}

fn timer(option: &str, ms: Option<f64>, usual: TimerMs) -> Result<TimerMs> {
    let Some(ms) = ms else {
        return Ok(usual);
    };
    let ms = whole(option, ms)?;
    TimerMs::try_from(ms).map_err(|error| wrong(option, &error))
}
