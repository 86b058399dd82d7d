//! The toolchain's components that a step cannot do without.
//! Targets are left to `bare`.

use core::time::Duration;

use anyhow::{Error, Result, anyhow};

use crate::process::{answer, run_within};
use crate::workspace::Workspace;

/// How long rustup may take over one component.
const INSTALL_LIMIT: Duration = Duration::from_secs(120);

/// A component of the toolchain, and the cargo subcommand that shows whether it is there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Component {
    name: &'static str,
    subcommand: &'static str,
}

impl Component {
    /// `cargo fmt`.
    pub(crate) const RUSTFMT: Self = Self {
        name: "rustfmt",
        subcommand: "fmt",
    };
    /// `cargo clippy`.
    pub(crate) const CLIPPY: Self = Self {
        name: "clippy",
        subcommand: "clippy",
    };

    /// Sees to it that the component is there, installing it where rustup can.
    ///
    /// # Errors
    ///
    /// It is missing and could not be installed; the message says how to get it.
    pub(crate) fn ensure(self, workspace: &Workspace) -> Result<()> {
        if self.is_there(workspace) {
            return Ok(());
        }
        println!("{} is missing: trying rustup", self.name);
        let mut rustup = workspace.command("rustup");
        rustup.args(["component", "add", self.name]);
        let attempt = run_within(&mut rustup, INSTALL_LIMIT);
        if self.is_there(workspace) {
            return Ok(());
        }
        Err(self.missing(attempt.err()))
    }

    fn missing(self, attempt: Option<Error>) -> Error {
        let why = attempt.map_or_else(String::new, |error| format!(" ({error:#})"));
        anyhow!(
            "{0} is missing and rustup did not install it{why}: run `rustup component add {0}`, \
             or install your distribution's package `{1}`",
            self.name,
            self.package(),
        )
    }

    fn is_there(self, workspace: &Workspace) -> bool {
        answer(workspace.cargo().args([self.subcommand, "--version"])).is_some()
    }

    /// Debian's name of the component.
    fn package(self) -> String {
        match self.name {
            "clippy" => "rust-clippy".to_owned(),
            name => name.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_component_says_why_and_how_to_get_it() {
        let why = anyhow!("no network");
        let error = Component::CLIPPY.missing(Some(why)).to_string();
        for part in ["no network", "rustup component add clippy", "`rust-clippy`"] {
            assert!(error.contains(part), "{part} is missing in: {error}");
        }
    }

    #[test]
    fn debian_calls_clippy_by_another_name() {
        assert_eq!(Component::CLIPPY.package(), "rust-clippy");
        assert_eq!(Component::RUSTFMT.package(), "rustfmt");
    }
}
