//! The toolchain's own copies of a target's core library, there already or fetched with rustup.
//! Building one from source is left to `source` and `debian`.

use core::time::Duration;
use std::path::Path;

use super::Closed;
use crate::process::{answer, run_within};
use crate::workspace::Workspace;

/// How long rustup may take over one target: some 30 MB.
const INSTALL_LIMIT: Duration = Duration::from_secs(120);

/// Open where the compiler finds a core library for the target.
pub(super) fn installed(workspace: &Workspace, target: &str) -> Result<(), Closed> {
    let mut rustc = workspace.command(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    let folder = answer(rustc.args(["--print", "target-libdir", "--target", target]));
    if folder.is_some_and(|folder| holds_core(Path::new(&folder))) {
        return Ok(());
    }
    Err(Closed {
        why: "the toolchain does not have the target".to_owned(),
        mend: format!("Run `rustup target add {target}`"),
    })
}

/// Open where rustup can fetch the target in time.
pub(super) fn add(workspace: &Workspace, target: &str) -> Result<(), Closed> {
    if answer(workspace.command("rustup").arg("--version")).is_none() {
        return Err(Closed {
            why: "rustup is not installed".to_owned(),
            mend: "Get it from https://rustup.rs".to_owned(),
        });
    }
    let mut rustup = workspace.command("rustup");
    rustup.args(["target", "add", target]);
    run_within(&mut rustup, INSTALL_LIMIT).map_err(|error| Closed {
        why: format!("{error:#}"),
        mend: "See to it that https://static.rust-lang.org can be reached".to_owned(),
    })
}

fn holds_core(folder: &Path) -> bool {
    let Ok(entries) = folder.read_dir() else {
        return false;
    };
    entries.filter_map(Result::ok).any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libcore-") && name.ends_with(".rlib")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_a_core_library_does_not_count() {
        assert!(!holds_core(Path::new(env!("CARGO_MANIFEST_DIR"))));
        assert!(!holds_core(Path::new("/no/such/folder")));
    }

    #[test]
    fn the_target_of_this_machine_is_installed() {
        let workspace = Workspace::locate();
        let host = answer(workspace.command("rustc").arg("-vV")).unwrap();
        let host = host.lines().find_map(|line| line.strip_prefix("host: "));
        assert_eq!(installed(&workspace, host.unwrap()), Ok(()));
    }

    #[test]
    fn a_target_that_does_not_exist_is_closed() {
        let closed = installed(&Workspace::locate(), "cxtone-no-such-target").unwrap_err();
        assert!(closed.mend.contains("rustup target add"));
    }
}
