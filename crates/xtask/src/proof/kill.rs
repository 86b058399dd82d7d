//! `prove kill`: how many kills, and from which seed their moments are drawn.
//! How it is run is in `campaign`.

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

impl Options {
    /// As the tests take them.
    pub(super) fn asked(&self) -> [(&'static str, u64); 2] {
        [
            ("CXTONE_KILLS", self.kills),
            ("CXTONE_KILL_SEED", self.seed),
        ]
    }
}
