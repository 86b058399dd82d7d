//! The steps of the test command, quickest to fail first.
//! How the bare targets are built is left to `bare`.

use anyhow::Result;
use clap::ValueEnum;

use crate::bare::{self, Way};
use crate::component::Component;
use crate::npm;
use crate::postgres;
use crate::process::{answer, run};
use crate::wasm;
use crate::workspace::Workspace;

/// One step of the test command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Step {
    /// The code is formatted
    Format,
    /// Clippy has nothing to say
    Lints,
    /// Each feature of the facade builds alone
    Features,
    /// All Rust tests: units, integration, end to end, the structure of the checkout
    Tests,
    /// The examples in the documentation
    Doctests,
    /// The documentation builds without a warning
    Docs,
    /// The npm packages build, and pass their tests
    Npm,
    /// The `no_std` crates build where there is no standard library
    Bare,
    /// The detector hears in WebAssembly what it hears natively, to the last bit
    Wasm,
}

impl Step {
    /// Every step, in the order in which they run.
    pub(crate) const ALL: [Self; 9] = [
        Self::Format,
        Self::Lints,
        Self::Features,
        Self::Tests,
        Self::Doctests,
        Self::Docs,
        Self::Npm,
        Self::Bare,
        Self::Wasm,
    ];

    /// The name that `--only` takes.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Lints => "lints",
            Self::Features => "features",
            Self::Tests => "tests",
            Self::Doctests => "doctests",
            Self::Docs => "docs",
            Self::Npm => "npm",
            Self::Bare => "bare",
            Self::Wasm => "wasm",
        }
    }

    /// What is true when the step passes.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Format => "the code is formatted",
            Self::Lints => "clippy has nothing to say",
            Self::Features => "each feature of the facade builds alone",
            Self::Tests => "all Rust tests",
            Self::Doctests => "the examples in the documentation",
            Self::Docs => "the documentation builds without a warning",
            Self::Npm => "the npm packages build and pass their tests",
            Self::Bare => "the no_std crates build without a standard library",
            Self::Wasm => "the detector hears the same in WebAssembly",
        }
    }

    /// Runs the step; the bare targets are built `via` one way only where it is given.
    ///
    /// # Errors
    ///
    /// The step has failed, or something that it needs is missing.
    pub(crate) fn run(self, workspace: &Workspace, via: Option<Way>) -> Result<()> {
        let cargo = |arguments: &[&str]| run(workspace.cargo().args(arguments));
        match self {
            Self::Format => {
                Component::RUSTFMT.ensure(workspace)?;
                cargo(&["fmt", "--all", "--check"])
            }
            Self::Lints => {
                Component::CLIPPY.ensure(workspace)?;
                cargo(&LINTS)
            }
            Self::Features => FEATURES.iter().try_for_each(|feature| {
                cargo(&[
                    "check",
                    "-p",
                    "cxtone",
                    "--no-default-features",
                    "-F",
                    feature,
                ])
            }),
            Self::Tests => {
                postgres::ensure(workspace)?;
                cargo(tests(has_nextest(workspace)))
            }
            Self::Doctests => cargo(&["test", "--workspace", "--doc", "--no-fail-fast"]),
            Self::Docs => run(workspace
                .cargo()
                .args(["doc", "--workspace", "--no-deps"])
                .env("RUSTDOCFLAGS", "-D warnings")),
            Self::Npm => npm::tests(workspace, via),
            Self::Bare => bare::build(workspace, via),
            Self::Wasm => wasm::goldens(workspace, via),
        }
    }
}

/// The facade's features; none at all is the empty one.
const FEATURES: [&str; 5] = ["", "dsp", "client", "campaign", "emulator"];

const LINTS: [&str; 6] = [
    "clippy",
    "--workspace",
    "--all-targets",
    "--",
    "-D",
    "warnings",
];

/// The steps that were asked for, each once and in their order; all when none was named.
pub(crate) fn chosen(only: &[Step]) -> Vec<Step> {
    let wanted = |step: &Step| only.is_empty() || only.contains(step);
    Step::ALL.into_iter().filter(wanted).collect()
}

/// Both run every test target but benches, to the end, so that one run shows all failures.
fn tests(has_nextest: bool) -> &'static [&'static str] {
    if has_nextest {
        &["nextest", "run", "--workspace", "--no-fail-fast"]
    } else {
        &[
            "test",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--examples",
            "--no-fail-fast",
        ]
    }
}

fn has_nextest(workspace: &Workspace) -> bool {
    let found = answer(workspace.cargo().args(["nextest", "--version"])).is_some();
    if !found {
        println!(
            "cargo-nextest is not installed: the tests run under cargo test, which takes longer \
             (`cargo install --locked cargo-nextest` gets it)"
        );
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_choice_every_step_runs() {
        assert_eq!(chosen(&[]), Step::ALL);
    }

    #[test]
    fn chosen_steps_run_once_and_in_their_order() {
        let only = [Step::Bare, Step::Format, Step::Bare];
        assert_eq!(chosen(&only), [Step::Format, Step::Bare]);
    }

    #[test]
    fn every_step_is_named_as_the_command_line_names_it() {
        for step in Step::ALL {
            let value = step.to_possible_value().unwrap();
            assert_eq!(value.get_name(), step.name());
        }
        assert_eq!(Step::ALL.as_slice(), Step::value_variants());
    }

    #[test]
    fn neither_runner_stops_at_the_first_failure_nor_runs_benches() {
        for runner in [tests(true), tests(false)] {
            assert!(runner.contains(&"--workspace"));
            assert!(runner.contains(&"--no-fail-fast"));
            assert!(!runner.contains(&"--benches") && !runner.contains(&"--all-targets"));
        }
    }
}
