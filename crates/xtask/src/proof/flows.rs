//! `prove flows`: how many calls, from which seed, and which flow alone.
//! The proof itself is in `tests/src/proof/flows.rs`.

/// What is run.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How many calls
    #[arg(long, value_name = "COUNT", default_value_t = 1_000_000)]
    calls: u64,
    /// What everything is drawn from
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    /// Only this flow, as after a failure
    #[arg(long, value_name = "FLOW")]
    only: Option<u64>,
}

impl Options {
    /// As the program takes them.
    pub(super) fn arguments(&self) -> Vec<String> {
        let numbers = [Some(self.calls), Some(self.seed), self.only];
        let numbers = numbers
            .into_iter()
            .flatten()
            .map(|number| number.to_string());
        core::iter::once("flows".to_owned())
            .chain(numbers)
            .collect()
    }
}
