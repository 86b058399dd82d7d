//! `emulate`: a CXone tenant on loopback, until the program is asked to end.
//! The tenant is `emulator`'s work.

use core::net::SocketAddr;

use cxtone_emulator::{BindError, CALLS_MAX, Emulator, EmulatorConfig};

use crate::{
    exit::Exit,
    failure::{Failure, Result, with_causes},
    output, range, runtime,
};

const EXAMPLES: &str = "\
Examples:
  cxtone emulate
  cxtone emulate --listen 127.0.0.1:8080 --calls 3 --seed 1

The first line on stdout is one JSON object:
  {\"url\",\"clientId\",\"clientSecret\",\"providerId\",\"lineId\",\"calls\":[...]}
The secret opens nothing but this emulator. It runs until SIGINT or SIGTERM, and then exits
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
}

/// Runs the emulator.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    runtime::start()?.block_on(emulate(arguments))
}

fn calls(text: &str) -> core::result::Result<usize, String> {
    range::within(text, &(0..=CALLS_MAX), "calls")
}

async fn emulate(arguments: &Arguments) -> Result<Exit> {
    let defaults = EmulatorConfig::default();
    let config = EmulatorConfig {
        calls: arguments.calls,
        calls_max: defaults.calls_max.max(arguments.calls),
        seed: arguments.seed,
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
