//! `audit`: looks after audit logs.
//! What a chain proves is `audit`'s business, the key file is `key_file`'s.

mod show;
mod verify;

use crate::{exit::Exit, failure::Result};

pub(crate) use verify::{Fault, check};

/// What to do with a log.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What to do with a log
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Check a log's chain and seal, and tell where it breaks
    Verify(verify::Arguments),
    /// List a log's injections, by call, time or outcome
    Show(show::Arguments),
}

/// Does it.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    match &arguments.action {
        Action::Verify(arguments) => verify::run(arguments),
        Action::Show(arguments) => show::run(arguments),
    }
}
