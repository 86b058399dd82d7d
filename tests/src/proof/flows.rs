//! Flows and callers that are drawn: every flow ends within its limits, one command is in flight at
//! a time and none after a hang-up, and what is sensitive is masked.
//!
//! Each flow has a number and is called a hundred times; it and its callers are drawn from the seed
//! and that number, so that a flow that fails can be run again alone.

mod drawn;
mod watch;

use std::sync::Arc;

use cxtone_flow::{Caller, Flow, Quirks, Simulation, TimerMs};

pub use super::{spread::Proved, tally::Tally};

use self::watch::Watch;
use super::spread;

/// Calls of one flow.
pub const CALLS_A_FLOW: u64 = 100;

/// One call in so many is simulated twice and compared.
const AGAIN_EVERY: u64 = 10;

/// What is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many calls, rounded up to whole flows.
    pub calls: u64,
    /// All that happens is drawn from it and the flow's number.
    pub seed: u64,
    /// Only the flow of this number.
    pub only: Option<u64>,
}

/// Runs the flows on all cores.
///
/// # Panics
///
/// No thread can be started.
#[must_use]
pub fn run(options: Options) -> Proved {
    let flows = match options.only {
        Some(flow) => flow..flow + 1,
        None => 0..options.calls.div_ceil(CALLS_A_FLOW),
    };
    spread::run(flows, |number| one_flow(options.seed, number))
}

/// One flow and its calls: how they ended, and what must not happen and did.
#[must_use]
pub fn one_flow(seed: u64, number: u64) -> (Tally, Vec<String>) {
    let text = drawn::flow(seed, number);
    let flow = match Flow::parse(&text) {
        Ok(flow) => Arc::new(flow),
        Err(error) => return (Tally::default(), vec![format!("{error} in\n{text}")]),
    };
    let mut tally = Tally::default();
    let mut findings = Vec::new();
    for call in 0..CALLS_A_FLOW {
        let seed = seed ^ (number * CALLS_A_FLOW + call);
        let (outcome, found) = one_call(&flow, seed);
        tally.count(outcome);
        findings.extend(found.into_iter().map(|it| format!("call {call}: {it}")));
    }
    (tally, findings)
}

fn one_call(flow: &Arc<Flow>, seed: u64) -> (&'static str, Vec<String>) {
    let caller = Caller::drawn(seed, &flow.words());
    let quirks = Quirks {
        trouble_of_256: [0, 0, 8, 64][usize::try_from(seed % 4).unwrap_or(0)],
        leaves_terminators: seed.is_multiple_of(3),
        has_one_timer: seed.is_multiple_of(5),
        polls_ms: TimerMs::try_from(if seed.is_multiple_of(3) { 250 } else { 0 })
            .expect("no more than ten minutes"),
    };
    let call = || Simulation::new(Arc::clone(flow), caller.clone(), seed).with_quirks(quirks);
    let mut watch = Watch::default();
    let simulated = call().run_watched(|now, happening| watch.see(now, happening));
    let mut findings = watch.findings(flow, &simulated);
    if seed.is_multiple_of(AGAIN_EVERY) {
        let again = call().run();
        if again.session.transcript() != simulated.session.transcript() {
            findings.push("the same seed gave another transcript".to_owned());
        }
    }
    let outcome = simulated.session.outcome();
    (
        outcome.map_or("no end", |outcome| outcome.as_str()),
        findings,
    )
}
