//! Flow files, for JavaScript: what is wrong with them, and calls in virtual time.
//! The rules and the shapes are `flow`'s.

use core::error::Error;
use std::sync::Arc;

use cxtone_dialect::{cxone_agent, cxone_v2};
use cxtone_flow::{
    CallReport, Caller, DialectAbilities, FindingReport, Flow, FlowTest, Simulation, TimerMs,
    check, graph,
};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// A simulated call, and the test that expects it again.
#[derive(Serialize)]
struct Simulated<'a> {
    seed: u64,
    #[serde(flatten)]
    call: CallReport<'a>,
    test: FlowTest,
}

/// Everything that is wrong with a flow file for a dialect, with an agent's session beside the call or without: JSON.
///
/// # Errors
///
/// The dialect is unknown.
#[wasm_bindgen(js_name = checkFlow)]
pub fn check_flow(text: &str, dialect: Option<String>, has_agent: bool) -> Result<String, String> {
    let mut abilities = abilities(dialect.as_deref())?;
    if has_agent {
        abilities = abilities.with_agent_session();
    }
    let findings = check(text, &abilities);
    let shapes: Vec<_> = findings.iter().map(FindingReport::of).collect();
    json(&shapes)
}

/// A call through a flow file in virtual time, as JSON. What is not given is as in `cxtone flow simulate`.
///
/// # Errors
///
/// The file is no flow, or an option cannot be used.
#[wasm_bindgen(js_name = simulateFlow)]
#[expect(
    clippy::too_many_arguments,
    reason = "an object of options would be asked for each of them across the border"
)]
pub fn simulate_flow(
    text: &str,
    caller_script: Option<String>,
    acts: Option<String>,
    seed: Option<u32>,
    prompt_ms: Option<u32>,
    polls_ms: Option<u32>,
    dialect: Option<String>,
    one_timer: Option<bool>,
    spoken_prompts: bool,
) -> Result<String, String> {
    let flow = parsed(text)?;
    let caller = caller(caller_script.as_deref(), acts.as_deref())?;
    let seed = seed.unwrap_or(0).into();
    let prompt_ms = timer("promptMs", prompt_ms, Simulation::PROMPT_MS)?;
    let polls_ms = timer("pollsMs", polls_ms, TimerMs::default())?;
    let test = FlowTest {
        flow: String::new(),
        caller: caller.unwrap_or_else(|| Caller::drawn(seed, &flow.words())),
        seed,
        prompt_ms,
        polls_ms,
        one_timer: has_one_timer(&abilities(dialect.as_deref())?, one_timer)?,
        spoken_prompts,
        transcript: Vec::new(),
    };
    let simulated = test.simulation(flow).run();
    json(&Simulated {
        seed,
        call: CallReport::of(&simulated),
        test: test.clone().recorded(&simulated),
    })
}

/// Lets the call of a test happen again; the first difference as text, or nothing.
///
/// # Errors
///
/// The file is no flow, or the test is none.
#[wasm_bindgen(js_name = replayFlow)]
pub fn replay_flow(text: &str, test: &str) -> Result<Option<String>, String> {
    let test = FlowTest::parse(test).map_err(|error| wrong("test", &error))?;
    let replayed = test.replay(parsed(text)?);
    Ok(replayed.err().map(|differs| differs.to_string()))
}

/// The drawing of a flow file, in SVG.
///
/// # Errors
///
/// The file is no flow.
#[wasm_bindgen(js_name = drawFlow)]
pub fn draw_flow(text: &str) -> Result<String, String> {
    Ok(graph::svg(&*parsed(text)?))
}

fn json(shape: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(shape).map_err(|error| error.to_string())
}

fn parsed(text: &str) -> Result<Arc<Flow>, String> {
    let flow = Flow::parse(text).map_err(|error| wrong("flow", &error))?;
    Ok(Arc::new(flow))
}

fn has_one_timer(abilities: &DialectAbilities, asked: Option<bool>) -> Result<bool, String> {
    if !abilities.call_control {
        let name = abilities.name;
        return Err(format!(
            "dialect: {name} has no media commands; give cxone-v2"
        ));
    }
    Ok(asked.unwrap_or(abilities.has_one_timer()))
}

fn timer(option: &str, ms: Option<u32>, usual: TimerMs) -> Result<TimerMs, String> {
    let Some(ms) = ms else {
        return Ok(usual);
    };
    TimerMs::try_from(ms).map_err(|error| wrong(option, &error))
}

fn caller(script: Option<&str>, acts: Option<&str>) -> Result<Option<Caller>, String> {
    let caller = match (script, acts) {
        (Some(_), Some(_)) => return Err("caller: give a script or acts, not both".into()),
        (Some(script), None) => Some(Caller::parse(script)),
        (None, Some(acts)) => Some(acts.parse()),
        (None, None) => None,
    };
    caller.transpose().map_err(|error| wrong("caller", &error))
}

fn wrong(option: &str, error: &dyn Error) -> String {
    format!("{option}: {error}")
}

/// What the far end of a dialect can do of a flow; one that can do everything where none is named. The tables are read
/// without the dialects' requests, which would be most of the module.
fn abilities(dialect: Option<&str>) -> Result<DialectAbilities, String> {
    match dialect {
        None => Ok(DialectAbilities::ALL),
        Some("cxone-v2") => Ok(DialectAbilities::read(
            &cxone_v2::CAPABILITIES,
            Some(&cxone_v2::CALL_CONTROL),
        )),
        Some("cxone-agent") => Ok(DialectAbilities::read(&cxone_agent::CAPABILITIES, None)),
        Some(_) => Err("the dialect is unknown; give cxone-v2 or cxone-agent".into()),
    }
}
