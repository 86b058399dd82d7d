//! The long proofs: what they are called, and how one is started.
//! What each runs is in its own file; what it proves stands in `tests/`.

mod faults;
mod soak;

use anyhow::Result;
use clap::Subcommand;

use crate::process::run;
use crate::workspace::Workspace;

/// A long proof.
#[derive(Debug, Subcommand)]
pub(crate) enum Proof {
    /// Injections under mixed faults: no digit is heard twice, every outcome is what it says
    Faults(faults::Options),
    /// Hours of injections in virtual time: nothing grows
    Soak(soak::Options),
}

impl Proof {
    /// Runs it to its end.
    ///
    /// # Errors
    ///
    /// What was to be proved does not hold, or the proof could not be built.
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<()> {
        let arguments = match self {
            Self::Faults(options) => options.arguments(),
            Self::Soak(options) => options.arguments(),
        };
        let mut cargo = workspace.cargo();
        cargo.args(["run", "--release", "--package", "cxtone-tests"]);
        run(cargo.args(["--bin", "prove", "--"]).args(arguments))
    }
}
