//! `prove faults`: how many injections, from which seed, and which call alone.
//! The proof itself is in `tests/src/proof/faults.rs`.

/// What is run.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How many injections
    #[arg(long, value_name = "COUNT", default_value_t = 100_000)]
    injections: u64,
    /// What everything is drawn from
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
    /// Only this call, as after a failure
    #[arg(long, value_name = "CALL")]
    only: Option<u64>,
}

impl Options {
    /// As the program takes them.
    pub(super) fn arguments(&self) -> Vec<String> {
        let numbers = [Some(self.injections), Some(self.seed), self.only];
        let numbers = numbers
            .into_iter()
            .flatten()
            .map(|number| number.to_string());
        core::iter::once("faults".to_owned())
            .chain(numbers)
            .collect()
    }
}
