//! Debian's compiler with the source of the core library, for where rustup cannot reach its server.
//! Ready-made core libraries are left to `toolchain`, rustup's source to `source`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Closed, source::CORE_SOURCE};
use crate::apt;
use crate::process::answer;
use crate::workspace::Workspace;

/// Debian's own compiler: it is newer than `rustc`, being kept for its browsers.
const RUSTC: &str = "/usr/bin/rustc";

/// The two packages: the compiler, and the source that `-Zbuild-std` builds.
const PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];

/// Open where both packages are installed, or can be.
pub(super) fn open(workspace: &Workspace) -> Result<(), Closed> {
    if is_there(workspace) {
        return Ok(());
    }
    apt::install(workspace, &PACKAGES).map_err(|why| Closed {
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
}
