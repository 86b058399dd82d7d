//! `prove campaign`: how many calls, and how long they may take; and how all proofs of campaigns
//! are run. They are among the tests of `crates/cli`, since they need the program.

use anyhow::Result;

use crate::postgres;
use crate::process::run;
use crate::workspace::Workspace;

/// What is run.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How many calls on each kind of store
    #[arg(long, value_name = "COUNT", default_value_t = 10_000)]
    calls: u64,
    /// How many seconds they may take
    #[arg(long, value_name = "SECONDS", default_value_t = 180)]
    seconds: u64,
}

impl Options {
    /// As the tests take them.
    pub(super) fn asked(&self) -> [(&'static str, u64); 2] {
        [
            ("CXTONE_CALLS", self.calls),
            ("CXTONE_SECONDS", self.seconds),
        ]
    }
}

/// The campaign's tests.
const TESTS: [&str; 6] = [
    "test",
    "--release",
    "--package",
    "cxtone-cli",
    "--test",
    "campaign",
];

/// Runs the tests with this in their names, one after the other, with what they print. They are
/// asked in their environment for more than the test command asks them for.
///
/// # Errors
///
/// PostgreSQL is missing, or a test fails.
pub(super) fn prove(workspace: &Workspace, tests: &str, asked: &[(&str, u64)]) -> Result<()> {
    postgres::ensure(workspace)?;
    let mut cargo = workspace.cargo();
    cargo.args(TESTS).arg(tests);
    cargo.args(["--", "--nocapture", "--test-threads=1"]);
    let asked = asked.iter().map(|(name, value)| (name, value.to_string()));
    run(cargo.envs(asked))
}
