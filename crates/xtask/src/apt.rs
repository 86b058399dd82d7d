//! Packages of a Debian, installed where the user may: as root, or with sudo without a password.
//! Which packages, and what for, is left to the callers.

use core::time::Duration;
use std::process::Command;

use crate::process::{answer, run_within};
use crate::workspace::Workspace;

/// How long apt-get may take over some packages: up to 150 MB.
const INSTALL_LIMIT: Duration = Duration::from_secs(600);

/// Installs packages.
///
/// # Errors
///
/// Why that cannot be.
pub(crate) fn install(workspace: &Workspace, packages: &[&str]) -> Result<(), String> {
    let is_root = answer(workspace.command("id").arg("-u")).as_deref() == Some("0");
    let has_sudo = || {
        answer(
            workspace
                .command("sudo")
                .args(["--non-interactive", "true"]),
        )
        .is_some()
    };
    if answer(workspace.command("apt-get").arg("--version")).is_none() {
        return Err("this is not a Debian with apt-get".to_owned());
    }
    if !is_root && !has_sudo() {
        return Err("the user is neither root nor has sudo without a password".to_owned());
    }
    let apt_get = |words: &[&str]| {
        let mut command = apt_get(workspace, is_root, words);
        run_within(&mut command, INSTALL_LIMIT).map_err(|error| format!("{error:#}"))
    };
    let install = [
        ["install", "--yes", "--no-install-recommends"].as_slice(),
        packages,
    ]
    .concat();
    // A fresh machine has no package lists, so a failure is tried once more with them.
    apt_get(&install).or_else(|_| apt_get(&["update"]).and_then(|()| apt_get(&install)))
}

fn apt_get(workspace: &Workspace, is_root: bool, words: &[&str]) -> Command {
    let mut command = if is_root {
        workspace.command("apt-get")
    } else {
        let mut sudo = workspace.command("sudo");
        sudo.args(["--non-interactive", "apt-get"]);
        sudo
    };
    command.args(words).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(command: &Command) -> Vec<String> {
        let words = command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned());
        words.collect()
    }

    #[test]
    fn only_who_is_not_root_takes_sudo() {
        let workspace = Workspace::locate();
        let as_root = apt_get(&workspace, true, &["update"]);
        assert_eq!(words(&as_root), ["update"]);
        let as_user = apt_get(&workspace, false, &["update"]);
        assert_eq!(words(&as_user), ["--non-interactive", "apt-get", "update"]);
    }
}
