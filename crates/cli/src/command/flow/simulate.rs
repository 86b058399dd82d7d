//! `flow simulate`: a flow, a caller and a seed in, a transcript out, in no time.
//! The call itself is `flow`'s.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use cxtone_flow::{
    CallReport, Caller, Flow, FlowTest, Simulation, TimerMs, limits::CALLER_BYTES_MAX,
};
use serde::Serialize;

use super::reading;
use crate::{
    exit::Exit,
    failure::{Failure, Result},
    output,
};

const EXAMPLES: &str = "\
Examples:
  cxtone flow simulate code.yaml --acts 'ends 2, wait 400, press 100'
  cxtone flow simulate code.yaml --caller patient.yaml --seed 7 --record patient.test.json
  cxtone flow simulate code.yaml --calls 5000

A caller's acts: begins N and ends N wait for the N-th prompt of the call, wait MS, press KEYS,
hang-up. Without --caller and --acts the caller is drawn from the seed. Digits show as a count.
Exit code 0 however the calls ended; 1 when a file cannot be read or is refused.";

/// Calls of one run.
const CALLS_MAX: u64 = 1_000_000;

/// A flow and who calls.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The flow
    #[arg(value_name = "FILE")]
    flow: PathBuf,

    /// A file with the caller's script, in YAML or JSON
    #[arg(long, value_name = "FILE")]
    caller: Option<PathBuf>,

    /// What the caller does, in one line
    #[arg(long, value_name = "ACTS", conflicts_with = "caller")]
    acts: Option<Caller>,

    /// What is drawn is drawn from this
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    seed: u64,

    /// How long every prompt takes, in milliseconds; 2000 where not given
    #[arg(long, value_name = "MS", value_parser = prompt_ms)]
    prompt_ms: Option<TimerMs>,

    /// Every prompt takes as long as its address takes to say, as in the emulator
    #[arg(long, conflicts_with = "prompt_ms")]
    spoken_prompts: bool,

    /// Collect as the far end of cxone-v2 does, with the total as the one timer and type-ahead
    #[arg(long)]
    one_timer: bool,

    /// How often a live call is asked how it is, in milliseconds: answers and ends of prompts are
    /// known no sooner; 250 is as `ivr` asks, at once where not given
    #[arg(long, value_name = "MS", value_parser = prompt_ms)]
    polls_ms: Option<TimerMs>,

    /// Simulate so many calls, each with the next seed, and count how they ended
    #[arg(long, value_name = "COUNT", conflicts_with = "record", value_parser = clap::value_parser!(u64).range(1..=CALLS_MAX))]
    calls: Option<u64>,

    /// Write the call as a test, for `flow test`
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Simulates one call or many.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let flow = reading::flow(&arguments.flow)?;
    let caller = arguments.caller()?;
    let test = |seed| FlowTest {
        flow: arguments.flow.to_string_lossy().into_owned(),
        caller: caller
            .clone()
            .unwrap_or_else(|| Caller::drawn(seed, &flow.words())),
        seed,
        prompt_ms: arguments.prompt_ms.unwrap_or(Simulation::PROMPT_MS),
        spoken_prompts: arguments.spoken_prompts,
        one_timer: arguments.one_timer,
        polls_ms: arguments.polls_ms.unwrap_or_default(),
        transcript: Vec::new(),
    };
    match arguments.calls {
        Some(calls) => count(arguments, &flow, calls, test),
        None => show(arguments, &flow, test(arguments.seed)),
    }
}

impl Arguments {
    fn caller(&self) -> Result<Option<Caller>> {
        let Some(path) = &self.caller else {
            return Ok(self.acts.clone());
        };
        let text = reading::text(path, CALLER_BYTES_MAX)?;
        let caller = Caller::parse(&text).map_err(|error| reading::refused(path, &error))?;
        Ok(Some(caller))
    }
}

fn show(arguments: &Arguments, flow: &Arc<Flow>, test: FlowTest) -> Result<Exit> {
    let simulated = test.simulation(Arc::clone(flow)).run();
    if arguments.json {
        output::json(&Call {
            seed: test.seed,
            call: CallReport::of(&simulated),
        })?;
    } else {
        output::line(simulated.session.transcript().to_string().trim_end())?;
    }
    if let Some(path) = &arguments.record {
        record(path, &test.recorded(&simulated))?;
    }
    Ok(Exit::Done)
}

fn record(path: &Path, test: &FlowTest) -> Result<()> {
    let flow = from_folder_of(path, Path::new(&test.flow));
    let test = FlowTest {
        flow: flow.to_string_lossy().into_owned(),
        ..test.clone()
    };
    let text = serde_json::to_string_pretty(&test)
        .map_err(|error| Failure::failed(format_args!("cannot write the test: {error}")))?;
    fs::write(path, text + "\n").map_err(|error| reading::refused(path, &error))
}

/// The flow's path as it is from the folder of the test, or from the root where it lies elsewhere.
fn from_folder_of(test: &Path, flow: &Path) -> PathBuf {
    let folder = test.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = fs::canonicalize(folder.unwrap_or_else(|| Path::new(".")));
    match (fs::canonicalize(flow), folder) {
        (Ok(flow), Ok(folder)) => match flow.strip_prefix(folder) {
            Ok(below) => below.to_owned(),
            Err(_) => flow,
        },
        _ => flow.to_owned(),
    }
}

fn count(
    arguments: &Arguments,
    flow: &Arc<Flow>,
    calls: u64,
    test: impl Fn(u64) -> FlowTest,
) -> Result<Exit> {
    let mut outcomes: BTreeMap<String, u64> = BTreeMap::new();
    for index in 0..calls {
        let test = test(arguments.seed.wrapping_add(index));
        let simulated = test.simulation(Arc::clone(flow)).run();
        let outcome = simulated.session.outcome().map(ToString::to_string);
        *outcomes.entry(outcome.unwrap_or_default()).or_default() += 1;
    }
    if arguments.json {
        output::json(&Calls { calls, outcomes })?;
        return Ok(Exit::Done);
    }
    for (outcome, count) in outcomes {
        output::line(&format!("{count:>8}  {outcome}"))?;
    }
    Ok(Exit::Done)
}

fn prompt_ms(text: &str) -> core::result::Result<TimerMs, String> {
    let ms: u32 = text.parse().map_err(|_| "not a number".to_owned())?;
    TimerMs::try_from(ms).map_err(|error| error.to_string())
}

/// What `--json` prints of one call.
#[derive(Serialize)]
struct Call<'a> {
    seed: u64,
    #[serde(flatten)]
    call: CallReport<'a>,
}

/// What `--json` prints of many calls.
#[derive(Serialize)]
struct Calls {
    calls: u64,
    outcomes: BTreeMap<String, u64>,
}
