//! The toolchain's own compiler with the source of its core library, for small modules and for targets that rustup has
//! no ready-made library of.
//! Debian's compiler with such a source is left to `debian`.

use core::time::Duration;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Closed;
use crate::process::{answer, run_within};
use crate::workspace::Workspace;

/// How long rustup may take over the source: some 4 MB.
const INSTALL_LIMIT: Duration = Duration::from_secs(120);

/// Where below the compiler's sysroot the source of the core library lies.
pub(super) const CORE_SOURCE: &str = "lib/rustlib/src/rust/library/core/src/lib.rs";

/// Open where the component is installed, or rustup can fetch it in time.
pub(super) fn open(workspace: &Workspace) -> Result<(), Closed> {
    let mut rustc = workspace.command(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let sysroot = answer(rustc.args(["--print", "sysroot"]));
    let is_there = sysroot.is_some_and(|sysroot| holds_source(Path::new(&sysroot)));
    if is_there {
        return Ok(());
    }
    if answer(workspace.command("rustup").arg("--version")).is_none() {
        return Err(Closed {
            why: "the toolchain has no rust-src, and rustup is not installed".to_owned(),
            mend: "Get rustup from https://rustup.rs".to_owned(),
        });
    }
    let mut rustup = workspace.command("rustup");
    rustup.args(["component", "add", "rust-src"]);
    run_within(&mut rustup, INSTALL_LIMIT).map_err(|error| Closed {
        why: format!("{error:#}"),
        mend: "Run `rustup component add rust-src`".to_owned(),
    })
}

/// Turns a cargo build that builds libraries from source into one that may, in a folder of its own.
pub(super) fn equip(cargo: &mut Command, workspace: &Workspace) {
    cargo
        .arg("--target-dir")
        .arg(folder(workspace))
        // `-Z` flags belong to nightly; this is how a stable compiler is told to accept them.
        .env("RUSTC_BOOTSTRAP", "1");
}

/// The folder of such builds.
pub(super) fn folder(workspace: &Workspace) -> PathBuf {
    workspace.target_dir("from-source")
}

fn holds_source(sysroot: &Path) -> bool {
    sysroot.join(CORE_SOURCE).is_file()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sysroot_without_the_source_does_not_count() {
        assert!(!holds_source(Path::new(env!("CARGO_MANIFEST_DIR"))));
        assert!(!holds_source(Path::new("/no/such/folder")));
    }

    #[test]
    fn the_build_has_the_toolchains_compiler_and_a_folder_of_its_own() {
        let workspace = Workspace::locate();
        let mut cargo = workspace.cargo();
        equip(&mut cargo, &workspace);
        let words: Vec<_> = cargo
            .get_args()
            .map(|word| word.to_string_lossy())
            .collect();
        assert!(words[1].ends_with("from-source"), "{words:?}");
        let has = |name: &str| cargo.get_envs().any(|(key, _)| key == name);
        assert!(has("RUSTC_BOOTSTRAP") && !has("RUSTC"));
    }
}
