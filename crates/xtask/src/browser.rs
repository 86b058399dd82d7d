//! The modules for browsers: built, made small, and put where the npm package has them.
//! Their code is `bindings/wasm`'s, the bindings between are made in `bindings`, and the scripts around both by
//! `scripts/browser.mjs`.

mod bindings;
mod constants;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::bare::{self, Way};
use crate::npm;
use crate::process::run;
use crate::workspace::Workspace;

const TARGET: &str = "wasm32-unknown-unknown";

/// Where the npm package has its modules.
const DIST: &str = "npm/cxtone/dist";

/// Where it has the bindings to them, from which its scripts are bundled; this folder is not published.
const GLUE: &str = "npm/cxtone/glue";

/// Which standard library was built in, for the check of sizes.
const STD_NOTE: &str = "npm/cxtone/glue/std.txt";

/// What the scripts hold of what is decided in the crates.
const CONSTANTS: &str = "npm/cxtone/glue/constants.json";

/// What wasm-opt is told. Its way of making sample loops quick, `-O3`, made them no quicker.
const OPTIMISATION: &str = "-Oz";

/// One module: a feature of `bindings/wasm`.
struct Module {
    name: &'static str,
}

const MODULES: [Module; 5] = [
    Module { name: "validator" },
    Module { name: "dsp" },
    Module { name: "wav" },
    Module { name: "flow" },
    Module { name: "request" },
];

/// Vectors, which every browser has had since 2023.
const FLAGS: &str = "-C target-feature=+simd128";

/// Panics trap at once where the standard library is built too: nobody would read a message, and to put one together
/// is code. Nor is it told where they were, which would be a path of the machine that built it.
const FLAGS_FROM_SOURCE: &str = "-C target-feature=+simd128 -Z unstable-options \
                                 -C panic=immediate-abort -Z location-detail=none";

/// What the compiler uses of WebAssembly besides its first version: all of it is in every browser of 2023.
const FEATURES: [&str; 7] = [
    "bulk-memory",
    "multivalue",
    "mutable-globals",
    "nontrapping-float-to-int",
    "reference-types",
    "sign-ext",
    "simd",
];

/// What is built.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct WasmOptions {
    /// Build this way only
    #[arg(long, value_name = "WAY")]
    pub(crate) via: Option<Way>,
    /// Build this module alone, beside others that are there; may be given several times
    #[arg(long, value_name = "MODULE")]
    pub(crate) only: Vec<String>,
}

/// Builds the modules and the scripts around them, and shows how large they are.
///
/// # Errors
///
/// The target or Node is missing, or a build fails.
pub(crate) fn build(workspace: &Workspace, options: &WasmOptions) -> Result<()> {
    npm::installed(workspace)?;
    let way = bare::open_preferring_source(workspace, TARGET, options.via)?;
    println!("{TARGET}: built by way of {}", way.name());
    if !way.is_from_source() {
        println!("{TARGET}: the modules become larger, as its standard library is ready-made");
    }
    let [dist, glue] = [DIST, GLUE].map(|name| workspace.path(name));
    for folder in [&dist, &glue] {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    for module in chosen(&options.only)? {
        let built = module.built(workspace, way)?;
        let bound = bindings::made(&built, module.name, &glue)?;
        module.made_small(workspace, &bound, &dist)?;
    }
    let std = if way.is_from_source() {
        "from source"
    } else {
        "ready-made"
    };
    fs::write(workspace.path(STD_NOTE), std).with_context(|| format!("cannot write {STD_NOTE}"))?;
    fs::write(
        workspace.path(CONSTANTS),
        constants::constants().to_string(),
    )
    .with_context(|| format!("cannot write {CONSTANTS}"))?;
    run(workspace.command("node").arg("scripts/browser.mjs"))?;
    run(workspace.command("node").arg("scripts/sizes.mjs"))
}

/// The modules that were named; all where none was.
fn chosen(only: &[String]) -> Result<Vec<&'static Module>> {
    if only.is_empty() {
        return Ok(MODULES.iter().collect());
    }
    let named = |name: &String| {
        let found = MODULES.iter().find(|module| module.name == name);
        found.with_context(|| {
            let names = MODULES.map(|module| module.name).join(", ");
            format!("{name} is no module; there are {names}")
        })
    };
    only.iter().map(named).collect()
}

impl Module {
    /// The module as the compiler leaves it.
    fn built(&self, workspace: &Workspace, way: Way) -> Result<PathBuf> {
        let mut cargo = workspace.cargo();
        cargo.args(["build", "--lib", "--package", "cxtone-wasm"]);
        cargo.args(["--profile", "wasm", "--target", TARGET]);
        cargo.args(["--no-default-features", "--features", self.name]);
        let folder = bare::equip_with_std(&mut cargo, workspace, way, "browser");
        cargo.env(
            "RUSTFLAGS",
            if way.is_from_source() {
                FLAGS_FROM_SOURCE
            } else {
                FLAGS
            },
        );
        run(&mut cargo)?;
        Ok(folder.join(TARGET).join("wasm").join("cxtone_wasm.wasm"))
    }

    fn made_small(&self, workspace: &Workspace, bound: &Path, dist: &Path) -> Result<()> {
        let mut wasm_opt = workspace.command("node");
        wasm_opt.arg("node_modules/binaryen/bin/wasm-opt");
        wasm_opt.arg(OPTIMISATION);
        wasm_opt.args(FEATURES.map(|feature| format!("--enable-{feature}")));
        wasm_opt.args([
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
        ]);
        wasm_opt.arg(bound).arg("-o");
        run(wasm_opt.arg(dist.join(self.name).with_extension("wasm")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_built_as_they_are_named_and_all_where_none_is() {
        let names = |only: &[&str]| {
            let only: Vec<_> = only.iter().map(ToString::to_string).collect();
            let chosen = chosen(&only).map_err(|error| error.to_string());
            chosen.map(|chosen| chosen.iter().map(|module| module.name).collect::<Vec<_>>())
        };
        assert_eq!(names(&[]).unwrap().len(), MODULES.len());
        assert_eq!(names(&["wav", "dsp"]).unwrap(), ["wav", "dsp"]);
        assert!(names(&["png"]).unwrap_err().contains("validator, dsp"));
    }
}
