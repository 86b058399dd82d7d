//! `cargo xtask trials`: a folder of labelled audio from a seed.
//! What is in it is `cxtone-trials`'.

use anyhow::Result;

use crate::process::run;
use crate::workspace::Workspace;

/// What is written; `cargo xtask trials -- --help` tells.
#[derive(Debug, clap::Args)]
pub(crate) struct TrialsOptions {
    /// Options of the program: --out DIR --seed N [--files COUNT] [--conditions NAME,NAME]
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    options: Vec<String>,
}

/// Writes the folder, in a build for speed.
///
/// # Errors
///
/// The program cannot be built, or it cannot write the folder.
pub(crate) fn write(workspace: &Workspace, options: &TrialsOptions) -> Result<()> {
    let mut cargo = workspace.cargo();
    cargo.args(["run", "--release", "--package", "cxtone-trials"]);
    run(cargo.args(["--", "folder"]).args(&options.options))
}
