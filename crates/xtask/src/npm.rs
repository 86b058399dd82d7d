//! The npm packages: built and tested as a step, and as a release would make them for this platform.
//! How they are built and packed is in `scripts`; publishing is left to the release workflow.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, anyhow, bail};
use clap::Args;

use crate::apt;
use crate::bare::{self, Way};
use crate::browser::{self, WasmOptions};
use crate::process::{answer, run};
use crate::workspace::Workspace;

/// Cargo's profile for tests: quick to build, with the exports that tests provoke.
const TEST_PROFILE: &str = "dev";

/// Builds the library and the program with all tests, which makes one build of what they share: alone, each would be
/// built with other features of the same libraries.
const WITH_EVERYTHING: [&str; 7] = [
    "build",
    "--workspace",
    "--lib",
    "--bins",
    "--tests",
    "--features",
    "cxtone-node/provoke",
];

/// Cargo's profile for what is published.
const RELEASE_PROFILE: &str = "node";

/// Where Debian has its browser.
const CHROMIUM: &str = "/usr/bin/chromium";

/// What a release's dry run leaves out.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct ReleaseOptions {
    /// Leave the tarballs in target/npm and do not install them anywhere to try them
    #[arg(long)]
    pack_only: bool,
    /// Pack this platform's two packages alone, and try the packages without a browser: what is the same everywhere is
    /// packed, and tried in a browser, on one machine
    #[arg(long)]
    platform_alone: bool,
}

/// Builds the packages quickly and runs all their tests.
///
/// # Errors
///
/// Node is missing, a build fails or a test does.
pub(crate) fn tests(workspace: &Workspace, via: Option<Way>) -> Result<()> {
    install(workspace)?;
    run(workspace.cargo().args(WITH_EVERYTHING))?;
    script(workspace, TEST_PROFILE, "build:placed")?;
    browser::build(
        workspace,
        &WasmOptions {
            via,
            ..WasmOptions::default()
        },
    )?;
    script(workspace, TEST_PROFILE, "docs")?;
    chromium(workspace)?;
    script(workspace, TEST_PROFILE, "test")?;
    script(workspace, TEST_PROFILE, "test:campaign")?;
    script(workspace, TEST_PROFILE, "test:packages")?;
    script(workspace, TEST_PROFILE, "test:workbench")
}

/// Does what the release workflow does for this platform, but for publishing.
///
/// # Errors
///
/// As [`tests`].
pub(crate) fn release(workspace: &Workspace, options: ReleaseOptions) -> Result<()> {
    install(workspace)?;
    let library = small_library(workspace)?;
    script(workspace, RELEASE_PROFILE, "build:program")?;
    run(npm(workspace)
        .args(["run", "build:placed"])
        .env("CXTONE_PROFILE", RELEASE_PROFILE)
        .envs(library.map(|folder| ("CXTONE_LIBRARY", folder))))?;
    browser::build(workspace, &WasmOptions::default())?;
    let packs = if options.platform_alone {
        "pack:platform"
    } else {
        "pack:all"
    };
    script(workspace, RELEASE_PROFILE, packs)?;
    if options.pack_only {
        return Ok(());
    }
    if options.platform_alone {
        return script(workspace, RELEASE_PROFILE, "test:installed");
    }
    chromium(workspace)?;
    script(workspace, RELEASE_PROFILE, "test:packages")
}

/// Builds the native library with a standard library that is built for size too, and tells the folder; where its source
/// is not to be had, with the ready-made one, where cargo puts it.
fn small_library(workspace: &Workspace) -> Result<Option<PathBuf>> {
    let build = [
        "build",
        "--package",
        "cxtone-node",
        "--profile",
        RELEASE_PROFILE,
    ];
    let mut cargo = workspace.cargo();
    cargo.args(build);
    match bare::equip_with_small_std(&mut cargo, workspace, &host(workspace)?) {
        Ok(folder) => {
            run(&mut cargo)?;
            Ok(Some(folder.join(RELEASE_PROFILE)))
        }
        Err(why) => {
            println!(
                "the library becomes 0.3 MB larger, with a ready-made standard library: {why:#}"
            );
            run(workspace.cargo().args(build))?;
            Ok(None)
        }
    }
}

/// The compiler's name for this machine's target.
fn host(workspace: &Workspace) -> Result<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let about = answer(workspace.command(rustc).arg("-vV"));
    let about = about.context("rustc does not say its version")?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not name its host")?.to_owned())
}

/// Asks the native library and the modules for browsers the same, with so many random requests among it.
///
/// # Errors
///
/// As [`tests`].
pub(crate) fn prove_browser(workspace: &Workspace, requests: u64) -> Result<()> {
    install(workspace)?;
    script(workspace, TEST_PROFILE, "build")?;
    let mut npm = npm(workspace);
    npm.args(["run", "prove:browser"])
        .env("CXTONE_RANDOM_REQUESTS", requests.to_string());
    run(&mut npm)
}

/// Sees to it that the browser is there in which the packages are tried.
fn chromium(workspace: &Workspace) -> Result<()> {
    let executable = env::var_os("CXTONE_CHROMIUM").unwrap_or_else(|| CHROMIUM.into());
    if Path::new(&executable).exists() {
        return Ok(());
    }
    println!("{} is missing: trying apt-get", executable.display());
    apt::install(workspace, &["chromium"]).map_err(|why| {
        anyhow!(
            "no Chromium: {why}. Install it (Debian's package chromium), or set CXTONE_CHROMIUM \
             to another one's path"
        )
    })
}

/// Installs the development tools where they are not there yet.
///
/// # Errors
///
/// npm is missing, or cannot install them.
pub(crate) fn installed(workspace: &Workspace) -> Result<()> {
    if workspace.path("node_modules").is_dir() {
        return Ok(());
    }
    install(workspace)
}

fn install(workspace: &Workspace) -> Result<()> {
    if answer(npm(workspace).arg("--version")).is_none() {
        bail!("npm is missing: install Node 20 or later (Debian's packages nodejs and npm)");
    }
    run(npm(workspace).args(["ci", "--no-audit", "--no-fund"]))
}

fn script(workspace: &Workspace, profile: &str, name: &str) -> Result<()> {
    let mut npm = npm(workspace);
    npm.args(["run", name])
        .env("CXTONE_PROFILE", profile)
        .env("CARGO_INCREMENTAL", "0");
    run(&mut npm)
}

fn npm(workspace: &Workspace) -> Command {
    workspace.command(if cfg!(windows) { "npm.cmd" } else { "npm" })
}
