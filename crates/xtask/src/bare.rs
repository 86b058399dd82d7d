//! Builds the `no_std` crates where there is no standard library to lean on.
//! How each way to such a target is opened is left to the modules below.

mod debian;
mod source;
mod toolchain;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};
use clap::ValueEnum;

use crate::process::run;
use crate::workspace::Workspace;

/// The packages that promise to need no standard library.
const PACKAGES: [&str; 3] = ["cxtone-dtmf", "cxtone-line", "cxtone-payload"];

/// A microcontroller, which has no standard library at all, and bare WebAssembly.
const TARGETS: [&str; 2] = ["thumbv7em-none-eabihf", "wasm32-unknown-unknown"];

/// The standard library, for builds whose panics abort.
const STD: &str = "std,panic_abort";

/// A way to the core library of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Way {
    /// The toolchain has the target already
    Installed,
    /// rustup fetches the target
    Rustup,
    /// The toolchain's component rust-src, which rustup fetches, and from which cargo builds it
    Source,
    /// Debian's packages rustc-web and rust-web-src, from whose source cargo builds it
    Debian,
}

/// Why a way cannot be taken, and what would open it.
#[derive(Debug, PartialEq, Eq)]
struct Closed {
    why: String,
    mend: String,
}

impl Way {
    /// The name that `--via` takes.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Installed => "installed",
            Self::Rustup => "rustup",
            Self::Source => "source",
            Self::Debian => "debian",
        }
    }

    /// Whether the libraries are built here, as they are needed here.
    pub(crate) fn is_from_source(self) -> bool {
        matches!(self, Self::Source | Self::Debian)
    }

    fn open(self, workspace: &Workspace, target: &str) -> Result<(), Closed> {
        match self {
            Self::Installed => toolchain::installed(workspace, target),
            Self::Rustup => toolchain::add(workspace, target),
            Self::Source => source::open(workspace),
            Self::Debian => debian::open(workspace),
        }
    }
}

/// Builds every `no_std` package for every bare target, each by the first way that is open.
///
/// # Errors
///
/// No way is open (the message says what would open each), or a build fails.
pub(crate) fn build(workspace: &Workspace, via: Option<Way>) -> Result<()> {
    for target in TARGETS {
        let way = open(workspace, target, via)?;
        println!("{target}: built by way of {}", way.name());
        let mut cargo = workspace.cargo();
        cargo.args(["build", "--lib", "--target", target]);
        cargo.args(PACKAGES.iter().flat_map(|package| ["--package", package]));
        match way {
            Way::Installed | Way::Rustup => {}
            Way::Source => {
                cargo.arg("-Zbuild-std=core,alloc");
                source::equip(&mut cargo, workspace);
            }
            Way::Debian => debian::equip(&mut cargo, workspace, "core,alloc"),
        }
        run(&mut cargo)?;
    }
    Ok(())
}

/// Opens the first way to a target that can be opened, and tells which.
///
/// # Errors
///
/// No way is open; the message says what would open each.
pub(crate) fn open(workspace: &Workspace, target: &str, via: Option<Way>) -> Result<Way> {
    first_open(target, &ways(via), |way| way.open(workspace, target))
}

/// The same where libraries that are built here are better than ready-made ones.
///
/// # Errors
///
/// As [`open`].
pub(crate) fn open_preferring_source(
    workspace: &Workspace,
    target: &str,
    via: Option<Way>,
) -> Result<Way> {
    let mut ways = ways(via);
    ways.sort_by_key(|way| !way.is_from_source());
    first_open(target, &ways, |way| way.open(workspace, target))
}

/// Makes a cargo build with a standard library go one way, a small one where it is built here; tells the folder that
/// it builds in, `folder` where it may be any.
pub(crate) fn equip_with_std(
    cargo: &mut Command,
    workspace: &Workspace,
    way: Way,
    folder: &str,
) -> PathBuf {
    match way {
        Way::Installed | Way::Rustup => {
            let folder = workspace.target_dir(folder);
            cargo.arg("--target-dir").arg(&folder);
            return folder;
        }
        Way::Source => {
            cargo.arg(format!("-Zbuild-std={STD}"));
            source::equip(cargo, workspace);
        }
        Way::Debian => debian::equip(cargo, workspace, STD),
    }
    cargo.arg("-Zbuild-std-features=optimize_for_size");
    match way {
        Way::Debian => debian::folder(workspace),
        _ => source::folder(workspace),
    }
}

/// The standard library of this machine's own target, small and with panics that unwind.
const HOST_STD: [&str; 2] = [
    "-Zbuild-std=std,panic_unwind",
    "-Zbuild-std-features=panic-unwind,optimize_for_size",
];

/// Makes a cargo build for this machine make its standard library too, small and without backtraces, which a library
/// whose symbols are stripped cannot show; tells the folder that it builds in.
///
/// # Errors
///
/// The library's source cannot be had, and why.
pub(crate) fn equip_with_small_std(
    cargo: &mut Command,
    workspace: &Workspace,
    host: &str,
) -> Result<PathBuf> {
    if let Err(Closed { why, mend }) = source::open(workspace) {
        bail!("{why}. {mend}");
    }
    cargo.args(HOST_STD).args(["--target", host]);
    source::equip(cargo, workspace);
    Ok(source::folder(workspace).join(host))
}

/// The ways to try, cheapest first.
fn ways(via: Option<Way>) -> Vec<Way> {
    match via {
        Some(way) => vec![way],
        None => vec![Way::Installed, Way::Rustup, Way::Source, Way::Debian],
    }
}

fn first_open(
    target: &str,
    ways: &[Way],
    mut open: impl FnMut(Way) -> Result<(), Closed>,
) -> Result<Way> {
    let mut closed = String::new();
    for &way in ways {
        match open(way) {
            Ok(()) => return Ok(way),
            Err(Closed { why, mend }) => {
                println!("{target}: not by way of {}: {why}", way.name());
                closed += &format!("\n  {}: {why}. {mend}", way.name());
            }
        }
    }
    bail!("no way to the core library of {target}:{closed}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn closed(way: Way) -> Result<(), Closed> {
        Err(Closed {
            why: format!("{} is shut", way.name()),
            mend: format!("Open {}.", way.name()),
        })
    }

    #[test]
    fn the_cheapest_open_way_is_taken() {
        let all = ways(None);
        assert_eq!(first_open("t", &all, |_| Ok(())).unwrap(), Way::Installed);
        let only_debian = |way| {
            if way == Way::Debian {
                Ok(())
            } else {
                closed(way)
            }
        };
        assert_eq!(first_open("t", &all, only_debian).unwrap(), Way::Debian);
    }

    #[test]
    fn a_forced_way_is_the_only_one_tried() {
        assert_eq!(ways(Some(Way::Rustup)), [Way::Rustup]);
    }

    #[test]
    fn where_all_are_closed_each_says_why_and_what_opens_it() {
        let error = first_open("t", &ways(None), closed)
            .unwrap_err()
            .to_string();
        for name in ["installed", "rustup", "source", "debian"] {
            assert!(
                error.contains(&format!("{name} is shut. Open {name}.")),
                "{error}"
            );
        }
    }
}
