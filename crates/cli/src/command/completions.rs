//! `completions`: a completion script for a shell, on stdout.
//! The script is clap's; where it goes is the user's choice.

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::{exit::Exit, failure::Result, output};

const EXAMPLES: &str = "\
Examples:
  cxtone completions bash > ~/.local/share/bash-completion/completions/cxtone
  cxtone completions zsh > ~/.zfunc/_cxtone
  cxtone completions fish > ~/.config/fish/completions/cxtone.fish";

/// The shell.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The shell that the script is for
    #[arg(value_enum)]
    shell: Shell,
}

/// Prints the script.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    // Into memory first: the generator panics when a pipe is closed under it.
    let mut script = Vec::new();
    let mut command = crate::arguments::Arguments::command();
    clap_complete::generate(arguments.shell, &mut command, "cxtone", &mut script);
    output::bytes(&script)?;
    Ok(Exit::Done)
}
