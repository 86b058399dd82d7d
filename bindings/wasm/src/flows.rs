//! Flow files, for JavaScript: what is wrong with them, and calls in virtual time.
//! The rules and the shapes are `flow`'s.
#![expect(
    unsafe_code,
    reason = "an export is named; no other export has its name"
)]

use core::error::Error;
use std::sync::Arc;

use cxtone_dialect::{cxone_agent, cxone_v2};
use cxtone_flow::{
    CallReport, Caller, DialectAbilities, FindingReport, Flow, FlowTest, Simulation, TimerMs,
    check, graph,
};
use serde::Serialize;

use crate::{exchange::answered, given::Given};

/// A simulated call, and the test that expects it again.
#[derive(Serialize)]
struct Simulated<'a> {
    seed: u64,
    #[serde(flatten)]
    call: CallReport<'a>,
    test: FlowTest,
}

/// Given a flow file, a dialect and whether an agent's session is beside the call: everything that is wrong with it.
#[unsafe(no_mangle)]
pub extern "C" fn check_flow() -> *const u8 {
    answered(|given, told| {
        let text = given.needed_text("flow")?;
        let mut abilities = abilities(given.text_option("dialect")?)?;
        if given.flag_option("agent")? {
            abilities = abilities.with_agent_session();
        }
        let findings = check(text, &abilities);
        let shapes: Vec<_> = findings.iter().map(FindingReport::of).collect();
        told.shape(&shapes)
    })
}

/// Given a flow file, caller, acts, seed, prompt, polls, dialect, one timer, spoken prompts: a call in virtual time.
#[unsafe(no_mangle)]
pub extern "C" fn simulate_flow() -> *const u8 {
    answered(|given, told| {
        let flow = flow(given)?;
        let test = flow_test(given, &flow)?;
        let simulated = test.simulation(flow).run();
        told.shape(&Simulated {
            seed: test.seed,
            call: CallReport::of(&simulated),
            test: test.clone().recorded(&simulated),
        })
    })
}

/// Given a flow file and a test: the first difference as text, or null.
#[unsafe(no_mangle)]
pub extern "C" fn replay_flow() -> *const u8 {
    answered(|given, told| {
        let text = given.needed_text("flow")?;
        let test =
            FlowTest::parse(given.needed_text("test")?).map_err(|error| wrong("test", &error))?;
        match test.replay(parsed(text)?) {
            Ok(_) => told.null(),
            Err(differs) => told.text(&differs.to_string()),
        }
        Ok(())
    })
}

/// Given a flow file: its drawing, in SVG.
#[unsafe(no_mangle)]
pub extern "C" fn draw_flow() -> *const u8 {
    answered(|given, told| {
        told.text(&graph::svg(&*flow(given)?));
        Ok(())
    })
}

fn flow(given: &mut Given<'_>) -> Result<Arc<Flow>, String> {
    parsed(given.needed_text("flow")?)
}

fn parsed(text: &str) -> Result<Arc<Flow>, String> {
    let flow = Flow::parse(text).map_err(|error| wrong("flow", &error))?;
    Ok(Arc::new(flow))
}

/// Who calls, and how. What is not given is as in `cxtone flow simulate`.
fn flow_test(given: &mut Given<'_>, flow: &Flow) -> Result<FlowTest, String> {
    let caller = caller(given)?;
    let seed = given.whole_option("seed")?.unwrap_or(0).into();
    let prompt_ms = timer(given, "promptMs", Simulation::PROMPT_MS)?;
    let polls_ms = timer(given, "pollsMs", TimerMs::default())?;
    Ok(FlowTest {
        flow: String::new(),
        caller: caller.unwrap_or_else(|| Caller::drawn(seed, &flow.words())),
        seed,
        prompt_ms,
        polls_ms,
        one_timer: one_timer(given)?,
        spoken_prompts: given.flag_option("spokenPrompts")?,
        transcript: Vec::new(),
    })
}

fn one_timer(given: &mut Given<'_>) -> Result<bool, String> {
    let abilities = abilities(given.text_option("dialect")?)?;
    let asked = given.flag("oneTimer")?;
    if !abilities.call_control {
        let name = abilities.name;
        return Err(format!(
            "dialect: {name} has no media commands; give cxone-v2"
        ));
    }
    Ok(asked.unwrap_or(abilities.has_one_timer()))
}

fn timer(given: &mut Given<'_>, option: &str, usual: TimerMs) -> Result<TimerMs, String> {
    let Some(ms) = given.whole_option(option)? else {
        return Ok(usual);
    };
    TimerMs::try_from(ms).map_err(|error| wrong(option, &error))
}

fn caller(given: &mut Given<'_>) -> Result<Option<Caller>, String> {
    let script = given.text_option("caller")?;
    let acts = given.text_option("acts")?;
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
