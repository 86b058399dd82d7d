//! `prove kill`: how many kills, and from which seed their moments are drawn.
//! The proof itself is among the tests of `crates/cli`, since it needs the program.

use std::process::Command;

/// What is run.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How many kills on each kind of store
    #[arg(long, value_name = "COUNT", default_value_t = 150)]
    kills: u64,
    /// What the moments of the kills are drawn from
    #[arg(long, value_name = "SEED", default_value_t = 20_261_121)]
    seed: u64,
}

/// The tests with `killed` in their names, one after the other, with what they print.
const ARGUMENTS: [&str; 9] = [
    "test",
    "--release",
    "--package",
    "cxtone-cli",
    "--test",
    "campaign",
    "killed",
    "--",
    "--nocapture",
];

impl Options {
    /// Adds what cargo is to run.
    pub(super) fn equip(&self, cargo: &mut Command) {
        cargo
            .args(ARGUMENTS)
            .arg("--test-threads=1")
            .env("CXTONE_KILLS", self.kills.to_string())
            .env("CXTONE_KILL_SEED", self.seed.to_string());
    }
}
