//! `prove conversations`: how many at once, how many after each other, and from which seed.
//! The proof itself is in `tests/src/proof/conversations.rs`.

/// What is run.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How many calls at once, at most 250: the emulator takes 256 connections
    #[arg(long, value_name = "COUNT", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=250))]
    calls: u64,
    /// How many calls each client takes, one after the other
    #[arg(long, value_name = "COUNT", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=60))]
    rounds: u64,
    /// What the lines are drawn from
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
}

impl Options {
    /// As the program takes them.
    pub(super) fn arguments(&self) -> Vec<String> {
        let numbers = [self.calls, self.rounds, self.seed].map(|number| number.to_string());
        let name = "conversations".to_owned();
        core::iter::once(name).chain(numbers).collect()
    }
}
