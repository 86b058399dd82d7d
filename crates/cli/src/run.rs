//! The program's story: parse the command line, run the command, tell how it ended.
//! What the commands do is theirs.

use std::{ffi::OsString, process::ExitCode};

use clap::{CommandFactory as _, FromArgMatches as _};
use tracing_subscriber::{
    filter::Targets, fmt::format::FmtSpan, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::{
    arguments::{Arguments, Command},
    color::Color,
    command,
    exit::Exit,
    failure::Result,
    output, usage_error, warnings,
};

/// Runs the program with its arguments, its own name first.
pub(crate) fn run(words: Vec<OsString>) -> ExitCode {
    let color = Color::asked_for(&words);
    color.apply();
    match parse(words, color) {
        Ok(arguments) => execute(arguments).into(),
        Err(error) => {
            // Nobody is left to tell where the stream is closed.
            let _ = error.print();
            if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Done
            }
            .into()
        }
    }
}

fn parse(words: Vec<OsString>, color: Color) -> core::result::Result<Arguments, clap::Error> {
    let mut command = Arguments::command().color(color.for_clap());
    command
        .try_get_matches_from_mut(&words)
        .and_then(|matches| Arguments::from_arg_matches(&matches))
        .map_err(|error| usage_error::masked(error, &words))
}

fn execute(arguments: Arguments) -> Exit {
    if arguments.verbose {
        trace_to_stderr();
    } else if arguments.command.warns() {
        warnings::to_stderr();
    }
    dispatch(arguments.command).unwrap_or_else(|failure| {
        output::complain(&failure);
        failure.exit()
    })
}

fn dispatch(command: Command) -> Result<Exit> {
    match command {
        Command::Demo(arguments) => command::demo::run(&arguments),
        Command::Generate(arguments) => command::generate::run(&arguments),
        Command::Detect(arguments) => command::detect::run(&arguments),
        Command::Score(arguments) => command::score::run(&arguments),
        Command::Redact(arguments) => command::redact::run(&arguments),
        Command::Validate(arguments) => command::validate::run(&arguments),
        Command::Inject(arguments) => command::inject::run(&arguments),
        Command::Ivr(arguments) => command::ivr::run(&arguments),
        Command::Campaign(arguments) => command::campaign::run(&arguments),
        Command::Emulate(arguments) => command::emulate::run(&arguments),
        Command::Flow(arguments) => command::flow::run(&arguments),
        Command::Audit(arguments) => command::audit::run(&arguments),
        Command::Doctor(arguments) => command::doctor::run(&arguments),
        Command::Completions(arguments) => command::completions::run(&arguments),
    }
}

/// Only our own crates speak: other libraries' events may hold what ours mask. A span that closes
/// tells how long its stage took.
fn trace_to_stderr() {
    let ours = Targets::new().with_target("cxtone", tracing::Level::DEBUG);
    tracing_subscriber::registry()
        .with(ours)
        .with(
            tracing_subscriber::fmt::layer()
                .with_writer(anstream::stderr)
                .with_span_events(FmtSpan::CLOSE),
        )
        .init();
}
