//! Measures the detector and writes labelled audio; `cargo xtask prove` and `cargo xtask trials`
//! start it.
//! The audio and its scoring are the library's.

mod effort;
mod folder;
mod goals;
mod profiles;

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{Parser, Subcommand};

use crate::effort::{Effort, EffortOptions};
use crate::folder::FolderOptions;

/// Measures the detector and writes labelled audio.
#[derive(Debug, Parser)]
#[command(name = "trials")]
struct Arguments {
    #[command(subcommand)]
    job: Job,
}

#[derive(Debug, Subcommand)]
enum Job {
    /// The goals of the detector, row by row, with the trials that each claim needs
    Goals(EffortOptions),
    /// What each profile accepts and rejects, step by step
    Profiles(EffortOptions),
    /// Writes a folder of labelled audio from a seed
    Folder(FolderOptions),
}

fn main() -> ExitCode {
    match run(&Arguments::parse().job) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(job: &Job) -> Result<()> {
    match job {
        Job::Goals(options) => kept(&goals::measure(&Effort::new(options))),
        Job::Profiles(options) => {
            profiles::measure(&Effort::new(options));
            Ok(())
        }
        Job::Folder(options) => folder::write(options),
    }
}

/// An error that names the promises that were not kept.
fn kept(broken: &[String]) -> Result<()> {
    if broken.is_empty() {
        return Ok(());
    }
    bail!("promised and not kept: {}", broken.join("; "))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_broken_promise_is_named() {
        assert!(kept(&[]).is_ok());
        let error = kept(&["echo".to_owned()]).unwrap_err();
        assert!(error.to_string().contains("echo"));
    }
}
