//! `prove browser`: how many random requests are answered natively and in WebAssembly.
//! The proof itself is `npm/cxtone/test/browser_parts.test.mjs`.

/// What is run.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How many random requests
    #[arg(long, value_name = "COUNT", default_value_t = 100_000)]
    pub(super) requests: u64,
}
