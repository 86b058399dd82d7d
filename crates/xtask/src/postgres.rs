//! PostgreSQL's programs, with which the tests of campaigns start a server of their own.
//! Starting one, as a user without privileges, is left to those tests.

use std::path::Path;

use anyhow::{Result, anyhow};

use crate::apt;
use crate::process::answer;
use crate::workspace::Workspace;

/// Debian's package.
const PACKAGE: &str = "postgresql";

/// Where Debian keeps the programs, by version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// Sees to it that the programs are there, installing Debian's package where that can be.
///
/// # Errors
///
/// They are missing and could not be installed; the message says how to get them.
pub(crate) fn ensure(workspace: &Workspace) -> Result<()> {
    if is_there(workspace) {
        return Ok(());
    }
    println!("PostgreSQL is missing: trying apt-get");
    let installed = apt::install(workspace, &[PACKAGE]);
    if is_there(workspace) {
        return Ok(());
    }
    let why = installed
        .err()
        .map_or_else(String::new, |why| format!(" ({why})"));
    Err(anyhow!(
        "PostgreSQL is missing and was not installed{why}: install your distribution's package \
         `{PACKAGE}`"
    ))
}

fn is_there(workspace: &Workspace) -> bool {
    let on_path = answer(workspace.command("initdb").arg("--version")).is_some();
    let versions = Path::new(DEBIAN).read_dir().into_iter().flatten().flatten();
    on_path
        || versions
            .map(|version| version.path().join("bin/initdb"))
            .any(|path| path.exists())
}
