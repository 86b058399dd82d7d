//! `emulate`: a CXone tenant on loopback, until the program is asked to end.
//! The tenant is `emulator`'s work.

mod casting;
mod reading;

use core::net::SocketAddr;
use std::{
    fs,
    path::{Path, PathBuf},
};

use cxtone_emulator::{
    BindError, CALL_S_MAX, CALLS_MAX, Emulator, EmulatorConfig, SPEED_MAX, Speaker,
};

use crate::{
    exit::Exit,
    failure::{Failure, Result, with_causes},
    output, range, runtime,
};

use casting::Casting;

const EXAMPLES: &str = "\
Examples:
  cxtone emulate
  cxtone emulate --listen 127.0.0.1:8080 --calls 3 --seed 1
  cxtone emulate --speed 50 --faults plan.toml
  cxtone emulate --call mine --acts 'mine=ends 2, wait 400, press 100'
  cxtone emulate --callers scripts --prompts recordings --line '{\"noiseDbm0\":-30}'
  cxtone emulate --openapi > emulator.json

The first line on stdout is one JSON object:
  {\"url\",\"clientId\",\"clientSecret\",\"providerId\",\"lineId\",\"calls\":[...],\"speed\",
   \"agent\":{\"tenantId\",\"accessKeyId\",\"accessKeySecret\",\"sessions\":[...],\"contacts\":[...]}}
The secrets open nothing but this emulator. There is a page for people at the url.

A call of CALLS is one whose id is that; * in it stands for anything. A script for the very id
goes before one for a pattern, and that before one for all. Calls that are placed later get
theirs in the same way, unless they bring one. A call with a script rings until that answers it.

A prompt is the file of --prompts that is named like the end of its address, with .wav or without.
Without a file the address is read out, by espeak-ng where that is installed. It runs until SIGINT or SIGTERM, and then exits
with 0.";

/// How the emulator is started.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Loopback address and port to listen on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:0")]
    listen: SocketAddr,

    /// Calls of made-up ids that there are from the start; 1, or none where --call is given
    #[arg(long, value_name = "COUNT", value_parser = calls)]
    calls: Option<usize>,

    /// How many calls there may be, those that have ended included, when more are placed; as many
    /// as there are from the start, and at least 64
    #[arg(long, value_name = "COUNT", value_parser = calls)]
    calls_max: Option<usize>,

    /// A call of this id that there is from the start; may be given several times
    #[arg(long, value_name = "ID")]
    call: Vec<String>,

    /// The length at which a call ends by itself, in seconds of the call [default: 600]
    #[arg(long, value_name = "SECONDS", value_parser = call_length)]
    call_length: Option<u32>,

    #[command(flatten)]
    casting: Casting,

    /// The line of calls that are placed without one: a JSON object, or a file of it or of TOML
    #[arg(long, value_name = "FILE|JSON")]
    line: Option<String>,

    /// A folder of prompts, WAV files
    #[arg(long, value_name = "FOLDER")]
    prompts: Option<PathBuf>,

    /// Murmur prompts without a file, also where espeak-ng is installed
    #[arg(long)]
    murmur: bool,

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
        output::bytes(cxtone_emulator::OPENAPI_JSON.as_bytes())?;
        return Ok(Exit::Done);
    }
    runtime::start()?.block_on(emulate(arguments))
}

fn calls(text: &str) -> core::result::Result<usize, String> {
    range::within(text, &(0..=CALLS_MAX), "calls")
}

fn call_length(text: &str) -> core::result::Result<u32, String> {
    range::within(text, &(1..=CALL_S_MAX), "seconds")
}

fn speed(text: &str) -> core::result::Result<u32, String> {
    range::within(text, &(1..=SPEED_MAX), "times")
}

impl Arguments {
    fn config(&self) -> Result<EmulatorConfig> {
        let defaults = EmulatorConfig::default();
        let calls = self.calls.unwrap_or(usize::from(self.call.is_empty()));
        let at_start = calls.saturating_add(self.call.len());
        let line = self.line.as_deref().map(reading::line).transpose()?;
        let faults = self.faults.as_deref().map(reading::plan).transpose()?;
        Ok(EmulatorConfig {
            calls,
            call_ids: self.call.clone(),
            call_s_max: self.call_length.unwrap_or(defaults.call_s_max),
            calls_max: self.calls_max.unwrap_or(defaults.calls_max).max(at_start),
            cast: self.casting.cast()?,
            line: line.unwrap_or_default(),
            prompts: self.prompts.as_deref().map(prompts).transpose()?,
            speaker: Speaker::installed().filter(|_| !self.murmur),
            seed: self.seed,
            speed: self.speed,
            faults,
            ..defaults
        })
    }
}

fn prompts(folder: &Path) -> Result<PathBuf> {
    // A folder that cannot be read would be one without any prompts.
    fs::read_dir(folder).map_err(|error| reading::refused("--prompts", folder, &error))?;
    Ok(folder.to_owned())
}

async fn emulate(arguments: &Arguments) -> Result<Exit> {
    let emulator = Emulator::bind(arguments.listen, arguments.config()?)
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
        BindError::CallId { .. } => Failure::usage(format_args!("--call: {error}")),
        BindError::NotLoopback { .. } | BindError::Config(_) => Failure::usage(with_causes(error)),
        _ => Failure::failed(with_causes(error)),
    }
}
