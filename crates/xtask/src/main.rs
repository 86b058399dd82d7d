//! Runs the project's own jobs: `cargo xtask test` is every test there is, `cargo xtask prove` the
//! long proofs.
//! What the tests check stands in the crates themselves and in `tests/`.

mod apt;
mod bare;
mod browser;
mod component;
mod npm;
mod postgres;
mod process;
mod proof;
mod report;
mod step;
mod trials;
mod wasm;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::bare::Way;
use crate::browser::WasmOptions;
use crate::npm::ReleaseOptions;
use crate::proof::Proof;
use crate::report::Report;
use crate::step::Step;
use crate::trials::TrialsOptions;
use crate::workspace::Workspace;

/// The project's own jobs.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    job: Job,
}

#[derive(Debug, Subcommand)]
enum Job {
    /// Runs every test there is, stopping at the first step that fails
    Test(TestOptions),
    /// Runs a long proof
    #[command(subcommand)]
    Prove(Proof),
    /// Writes a folder of labelled audio from a seed
    Trials(TrialsOptions),
    /// Builds the WebAssembly modules for browsers and the scripts around them
    Wasm(WasmOptions),
    /// Builds, packs and tries the npm packages of this platform, as a release does; publishes nothing
    Release(ReleaseOptions),
}

#[derive(Debug, clap::Args)]
struct TestOptions {
    /// Run this step alone; may be given several times
    #[arg(long, value_name = "STEP")]
    only: Vec<Step>,
    /// Go on with the later steps after one has failed
    #[arg(long)]
    keep_going: bool,
    /// Build the bare targets this way only
    #[arg(long, value_name = "WAY")]
    via: Option<Way>,
}

fn main() -> ExitCode {
    match Arguments::parse().job {
        Job::Test(options) => test(&options),
        Job::Prove(proof) => told(proof.run(&Workspace::locate())),
        Job::Trials(options) => told(trials::write(&Workspace::locate(), &options)),
        Job::Wasm(options) => told(browser::build(&Workspace::locate(), &options)),
        Job::Release(options) => told(npm::release(&Workspace::locate(), options)),
    }
}

fn test(options: &TestOptions) -> ExitCode {
    let workspace = Workspace::locate();
    let steps = step::chosen(&options.only);
    let mut report = Report::of(&steps);
    for (index, step) in steps.iter().enumerate() {
        println!(
            "\n== {}/{} {}: {}",
            index + 1,
            steps.len(),
            step.name(),
            step.about()
        );
        report.time(index, || step.run(&workspace, options.via));
        println!("{}", report.line(index));
        if report.has_failed() && !options.keep_going {
            break;
        }
    }
    print!("\n{report}");
    if report.has_failed() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn told(result: anyhow::Result<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }
}
