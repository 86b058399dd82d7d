//! The command line as clap sees it: global options and one variant a command.
//! Each command's own options stand in its file under `command`.

use clap::{Parser, Subcommand};

use crate::{color::Color, command, exit::Exit};

/// Sends DTMF digits into CXone calls, and proves from the audio what was heard.
#[derive(Debug, Parser)]
#[command(
    name = "cxtone",
    version,
    after_help = Exit::HELP,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct Arguments {
    /// When to colour the output
    #[arg(long, global = true, display_order = 1000, value_enum, value_name = "WHEN", default_value_t = Color::Auto)]
    pub(crate) color: Color,

    /// Tell on stderr what is being done, never with digits or secrets
    #[arg(short, long, global = true, display_order = 1001)]
    pub(crate) verbose: bool,

    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show the main job on an emulated tenant, without credentials
    Demo(command::demo::Arguments),
    /// Write a WAV file of digits
    Generate(command::generate::Arguments),
    /// Hear the digits in recordings or in a stream
    Detect(command::detect::Arguments),
    /// Measure how well a recording's digits are recognised
    Score(command::score::Arguments),
    /// Write a recording anew with silence in place of its digits
    Redact(command::redact::Arguments),
    /// Check an injection request and tell all that is wrong with it
    Validate(command::validate::Arguments),
    /// Send digits into a live call
    Inject(Box<command::inject::Arguments>),
    /// Take a live call through a flow: prompts, digits, branches
    Ivr(Box<command::ivr::Arguments>),
    /// Take many live calls through a flow, on one machine or many
    Campaign(command::campaign::Arguments),
    /// Run a CXone tenant on this machine, with audio in its calls
    Emulate(command::emulate::Arguments),
    /// Simulate flows: prompts, digits and branches of a call
    Flow(command::flow::Arguments),
    /// Look after audit logs
    Audit(command::audit::Arguments),
    /// Find out what is wrong between here and the tenant, and how to mend it
    Doctor(command::doctor::Arguments),
    /// Print a completion script for a shell
    Completions(command::completions::Arguments),
}

impl Command {
    /// Whether it goes on for long enough that the libraries' warnings are told without `--verbose`.
    pub(crate) const fn warns(&self) -> bool {
        match self {
            Self::Campaign(arguments) => arguments.runs(),
            _ => false,
        }
    }
}
