//! `prove goals` and `prove profiles`: how much of the detector is measured.
//! The proofs themselves are in `crates/trials/src/bin/trials`.

/// What is measured.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// A thirtieth of the trials: shows that it runs, and little else
    #[arg(long)]
    quick: bool,
    /// Only what contains this text
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
}

impl Options {
    /// As the program takes them.
    pub(super) fn arguments(&self, proof: &str) -> Vec<String> {
        let mut arguments = vec![proof.to_owned()];
        if self.quick {
            arguments.push("--quick".to_owned());
        }
        if let Some(only) = &self.only {
            arguments.extend(["--only".to_owned(), only.clone()]);
        }
        arguments
    }
}
