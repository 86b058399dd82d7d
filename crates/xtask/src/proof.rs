//! The long proofs: what they are called, and how one is started.
//! What each runs is in its own file; what it proves stands in `tests/` or in `crates/trials`.

mod browser;
mod campaign;
mod conversations;
mod faults;
mod flows;
mod kill;
mod measured;
mod rows;
mod soak;

use anyhow::Result;
use clap::Subcommand;

use crate::npm;
use crate::process::run;
use crate::workspace::Workspace;

/// A long proof.
#[derive(Debug, Subcommand)]
pub(crate) enum Proof {
    /// Injections under mixed faults: no digit is heard twice, every outcome is what it says
    Faults(faults::Options),
    /// Calls of drawn flows and callers: every flow ends within its limits, by the rules
    Flows(flows::Options),
    /// Campaigns whose workers are killed at any moment: no call is lost, nothing is sent twice
    Kill(kill::Options),
    /// A crowd of calls at a hundred times real time: each takes its path, and it does not take long
    Campaign(campaign::Options),
    /// A campaign of a million calls: loaded twice, worked off and exported in little memory
    Rows(rows::Options),
    /// Conversations at once in real time, over sockets: each takes its path, and audio is not late
    Conversations(conversations::Options),
    /// Hours of injections in virtual time: nothing grows
    Soak(soak::Options),
    /// The goals of the detector, row by row: what is promised holds
    Goals(measured::Options),
    /// What each profile of the detector accepts and rejects, step by step
    Profiles(measured::Options),
    /// Whatever the parts for browsers are asked, they answer what the native library answers
    Browser(browser::Options),
}

impl Proof {
    /// Runs it to its end.
    ///
    /// # Errors
    ///
    /// What was to be proved does not hold, or the proof could not be built.
    pub(crate) fn run(&self, workspace: &Workspace) -> Result<()> {
        let (program, arguments) = match self {
            Self::Kill(options) => return campaign::prove(workspace, "killed", &options.asked()),
            Self::Campaign(options) => {
                return campaign::prove(workspace, "a_crowd", &options.asked());
            }
            Self::Rows(options) => {
                return campaign::prove(workspace, "any_number_of_rows", &options.asked());
            }
            Self::Browser(options) => return npm::prove_browser(workspace, options.requests),
            Self::Faults(options) => (SIMULATED, options.arguments()),
            Self::Flows(options) => (SIMULATED, options.arguments()),
            Self::Conversations(options) => (SIMULATED, options.arguments()),
            Self::Soak(options) => (SIMULATED, options.arguments()),
            Self::Goals(options) => (DETECTOR, options.arguments("goals")),
            Self::Profiles(options) => (DETECTOR, options.arguments("profiles")),
        };
        let mut cargo = workspace.cargo();
        cargo.args(["run", "--release", "--package"]).args(program);
        run(cargo.arg("--").args(arguments))
    }
}

/// Package and program that injects under faults, simulates flows and has conversations.
const SIMULATED: [&str; 3] = ["cxtone-tests", "--bin", "prove"];

/// Package and program that measures the detector.
const DETECTOR: [&str; 3] = ["cxtone-trials", "--bin", "trials"];
