//! `emulate`: a CXone tenant on loopback, until the program is asked to end.
//! The tenant is `emulator`'s work.

use core::net::SocketAddr;
use std::{
    fs,
    path::{Path, PathBuf},
};

use cxtone_emulator::{BindError, CALLS_MAX, Emulator, EmulatorConfig, FaultPlan, SPEED_MAX};

use crate::{
    exit::Exit,
    failure::{Failure, Result, with_causes},
    output, range, runtime,
};

const EXAMPLES: &str = "\
Examples:
  cxtone emulate
  cxtone emulate --listen 127.0.0.1:8080 --calls 3 --seed 1
  cxtone emulate --speed 50 --faults plan.toml
  cxtone emulate --openapi > emulator.json

The first line on stdout is one JSON object:
  {\"url\",\"clientId\",\"clientSecret\",\"providerId\",\"lineId\",\"calls\":[...],\"speed\",
   \"agent\":{\"tenantId\",\"accessKeyId\",\"accessKeySecret\",\"sessions\":[...],\"contacts\":[...]}}
The secrets open nothing but this emulator. It runs until SIGINT or SIGTERM, and then exits
with 0.";

/// How the emulator is started.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Loopback address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    listen: SocketAddr,

    /// Calls that are active from the start
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = calls)]
    calls: usize,

    /// The same ids, secrets and noise on every run
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,

    /// How many seconds pass in its calls in one second
    #[arg(long, value_name = "FACTOR", default_value_t = 1, value_parser = speed)]
    speed: u32,

    /// A plan of faults, as JSON or, where the name ends in .toml, as TOML
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,

    /// Print the OpenAPI document of what it serves, and end
    #[arg(long)]
    openapi: bool,
}

/// Runs the emulator.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    if arguments.openapi {
        output::bytes(cxtone_emulator::openapi_json().as_bytes())?;
        return Ok(Exit::Done);
    }
    runtime::start()?.block_on(emulate(arguments))
}

fn calls(text: &str) -> core::result::Result<usize, String> {
    range::within(text, &(0..=CALLS_MAX), "calls")
}

fn speed(text: &str) -> core::result::Result<u32, String> {
    range::within(text, &(1..=SPEED_MAX), "times")
}

fn plan(path: &Path) -> Result<FaultPlan> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::usage(format_args!("--faults: cannot read {shown}: {error}")))?;
    let read = match path.extension() {
        Some(extension) if extension == "toml" => FaultPlan::from_toml(&text),
        _ => FaultPlan::from_json(&text),
    };
    read.map_err(|error| Failure::usage(format_args!("--faults: {shown}: {error}")))
}

async fn emulate(arguments: &Arguments) -> Result<Exit> {
    let defaults = EmulatorConfig::default();
    let config = EmulatorConfig {
        calls: arguments.calls,
        calls_max: defaults.calls_max.max(arguments.calls),
        seed: arguments.seed,
        speed: arguments.speed,
        faults: arguments.faults.as_deref().map(plan).transpose()?,
        ..defaults
    };
    let emulator = Emulator::bind(arguments.listen, config)
        .await
        .map_err(|error| cannot_start(&error))?;
    // Before the first line: whoever has read it may end the program at once.
    let asked_to_end = runtime::asked_to_end()?;
    output::json(emulator.hello())?;
    emulator
        .run(asked_to_end)
        .await
        .map_err(|error| Failure::failed(with_causes(&error)))?;
    Ok(Exit::Done)
}

fn cannot_start(error: &BindError) -> Failure {
    match error {
        BindError::NotLoopback { .. } => Failure::usage(error),
        _ => Failure::failed(with_causes(error)),
    }
}
