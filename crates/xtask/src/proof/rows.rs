//! `prove rows`: how many calls.
//! How it is run is in `campaign`.

/// What is run.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How many calls on each kind of store
    #[arg(long, value_name = "COUNT", default_value_t = 1_000_000)]
    rows: u64,
}

impl Options {
    /// As the tests take them.
    pub(super) fn asked(&self) -> [(&'static str, u64); 1] {
        [("CXTONE_ROWS", self.rows)]
    }
}
