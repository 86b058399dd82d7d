//! `prove soak`: how long, and from which seed.
//! The proof itself is in `tests/src/proof/soak.rs`.

/// What is run.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How many hours of virtual time
    #[arg(long, value_name = "HOURS", default_value_t = 24)]
    hours: u64,
    /// What everything is drawn from
    #[arg(long, value_name = "SEED", default_value_t = 1)]
    seed: u64,
}

impl Options {
    /// As the program takes them.
    pub(super) fn arguments(&self) -> Vec<String> {
        let numbers = [self.hours, self.seed].map(|number| number.to_string());
        core::iter::once("soak".to_owned()).chain(numbers).collect()
    }
}
