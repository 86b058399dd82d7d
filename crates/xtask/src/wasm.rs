//! Runs in WebAssembly what is compared to the last bit.
//! What is compared is `cxtone-golden`'s; the target is opened by `bare`.

use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::bare::{self, Way};
use crate::process::{answer, run};
use crate::workspace::Workspace;

const TARGET: &str = "wasm32-unknown-unknown";

/// Flags of the compiler: without vectors and with them.
const FLAGS: [&str; 2] = ["", "-C target-feature=+simd128"];

/// Runs the module whose path is given; a program's `main` returns its exit code.
const SCRIPT: &str = "const bytes = require('fs').readFileSync(process.argv[1]); \
     WebAssembly.instantiate(bytes, {}).then(({ instance }) => { \
     process.exitCode = instance.exports.main(0, 0); });";

/// Hears the goldens in Node.
///
/// # Errors
///
/// Node or the target is missing, or something else is heard.
pub(crate) fn goldens(workspace: &Workspace, via: Option<Way>) -> Result<()> {
    if answer(Command::new("node").arg("--version")).is_none() {
        bail!("Node is missing: install it (Debian's package nodejs), then run this again");
    }
    let way = bare::open(workspace, TARGET, via)?;
    if way.is_from_source() {
        println!(
            "not run: by way of {} {TARGET} has no standard library",
            way.name()
        );
        return Ok(());
    }
    for flags in FLAGS {
        let folder = workspace.target_dir(if flags.is_empty() {
            "golden"
        } else {
            "golden-simd"
        });
        let mut cargo = workspace.cargo();
        cargo.args([
            "build",
            "--release",
            "--package",
            "cxtone-golden",
            "--target",
            TARGET,
        ]);
        cargo
            .arg("--target-dir")
            .arg(&folder)
            .env("RUSTFLAGS", flags);
        run(&mut cargo)?;
        let module = folder
            .join(TARGET)
            .join("release")
            .join("cxtone-golden.wasm");
        let mut node = Command::new("node");
        run(node.args(["-e", SCRIPT]).arg(module)).with_context(|| {
            format!("the goldens sound different in WebAssembly, flags \"{flags}\"")
        })?;
    }
    Ok(())
}
