//! The npm package: its library built as for tests, and its tests.
//! What is built and tested is told by the scripts of `package.json`.

use anyhow::{Result, bail};

use crate::process::{answer, run};
use crate::workspace::Workspace;

/// Builds the package quickly, with the exports that only tests need, and tests it.
///
/// # Errors
///
/// Node or npm is missing, or a script fails.
pub(crate) fn test(workspace: &Workspace) -> Result<()> {
    let npm = || workspace.command(if cfg!(windows) { "npm.cmd" } else { "npm" });
    if answer(npm().arg("--version")).is_none() {
        bail!("npm is missing: install Node 20 or later with npm, then run this again");
    }
    run(npm().args(["install", "--no-audit", "--no-fund"]))?;
    run(npm().args(["run", "build"]).env("CXTONE_PROFILE", "dev"))?;
    run(npm().arg("test"))
}
