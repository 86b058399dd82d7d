//! Where the checkout is and how cargo is called in it.
//! What is called is left to the steps.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The checkout whose tests are run.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The checkout this xtask belongs to, whatever folder it was called from.
    ///
    /// `cargo run` names the package's folder in the environment; the folder at compile time
    /// stands in when the binary is started by hand.
    pub(crate) fn locate() -> Self {
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        Self::above(&package)
    }

    fn above(package: &Path) -> Self {
        let root = package
            .ancestors()
            .nth(2)
            .expect("the package lies in crates/xtask, two folders below the root");
        Self {
            root: root.to_path_buf(),
        }
    }

    /// Cargo, in the root, as the one that started us where there is one.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = self.command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // Set for us by `cargo run`; a build script that reads it would see xtask's folder.
        command.env_remove("CARGO_MANIFEST_DIR");
        // Incremental artefacts cost a clean checkout 3 GB of disk and save it nothing.
        command.env("CARGO_INCREMENTAL", "0");
        command
    }

    /// Any other program, in the root.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    /// A file or folder of the checkout.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// A folder for builds that must not share artefacts with ordinary ones.
    pub(crate) fn target_dir(&self, name: &str) -> PathBuf {
        env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| self.root.join("target"), PathBuf::from)
            .join(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_two_folders_above_the_package() {
        let workspace = Workspace::above(Path::new("/some/checkout/crates/xtask"));
        assert_eq!(workspace.root, Path::new("/some/checkout"));
    }

    #[test]
    fn this_checkout_is_found() {
        assert!(Workspace::locate().root.join("Cargo.lock").is_file());
    }
}
