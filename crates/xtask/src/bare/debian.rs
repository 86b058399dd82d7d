//! Debian's compiler with the source of the core library, for where rustup cannot reach its server.
//! Ready-made core libraries are left to `toolchain`.

use core::time::Duration;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Closed;
use crate::process::{answer, run_within};
use crate::workspace::Workspace;

/// Debian's own compiler: it is newer than `rustc`, being kept for its browsers.
const RUSTC: &str = "/usr/bin/rustc";

/// The two packages: the compiler, and the source that `-Zbuild-std` builds.
const PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];

/// Where below the compiler's sysroot the source of the core library lies.
const CORE_SOURCE: &str = "lib/rustlib/src/rust/library/core/src/lib.rs";

/// How long apt-get may take over the packages: some 150 MB.
const INSTALL_LIMIT: Duration = Duration::from_secs(600);

/// Open where both packages are installed, or can be.
pub(super) fn open(workspace: &Workspace) -> Result<(), Closed> {
    if is_there(workspace) {
        return Ok(());
    }
    install(workspace).map_err(|why| Closed {
        why,
        mend: format!(
            "On Debian, run `apt-get install {}` as root",
            PACKAGES.join(" ")
        ),
    })?;
    if is_there(workspace) {
        return Ok(());
    }
    Err(Closed {
        why: format!("{RUSTC} has no source of the core library beside it"),
        mend: format!("See where the package {} puts it", PACKAGES[1]),
    })
}

/// Turns a cargo build into one with Debian's compiler and libraries built from source, such as `core,alloc`.
///
/// It has a folder of its own: artefacts of two compilers in one folder rebuild each other.
pub(super) fn equip(cargo: &mut Command, workspace: &Workspace, libraries: &str) {
    cargo
        .arg(format!("-Zbuild-std={libraries}"))
        .arg("--target-dir")
        .arg(folder(workspace))
        .env("RUSTC", RUSTC)
        // `-Z` flags belong to nightly; this is how a stable compiler is told to accept them.
        .env("RUSTC_BOOTSTRAP", "1");
}

/// The folder of such builds.
pub(super) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target_dir("build-std")
}

fn is_there(workspace: &Workspace) -> bool {
    let sysroot = answer(workspace.command(RUSTC).args(["--print", "sysroot"]));
    sysroot.is_some_and(|sysroot| Path::new(&sysroot).join(CORE_SOURCE).is_file())
}

fn install(workspace: &Workspace) -> Result<(), String> {
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
        &PACKAGES,
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
    fn the_build_has_debians_compiler_and_a_folder_of_its_own() {
        let workspace = Workspace::locate();
        let mut cargo = workspace.cargo();
        equip(&mut cargo, &workspace, "core,alloc");
        let words = words(&cargo);
        assert_eq!(words[0], "-Zbuild-std=core,alloc");
        assert!(words[2].ends_with("build-std"), "{words:?}");
        let has = |name: &str, value: &str| {
            cargo
                .get_envs()
                .any(|pair| pair == (name.as_ref(), Some(value.as_ref())))
        };
        assert!(has("RUSTC", RUSTC) && has("RUSTC_BOOTSTRAP", "1"));
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
