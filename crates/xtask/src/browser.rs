//! The modules for browsers: built, made small, and put where the npm package has them.
//! Their code is `bindings/wasm`'s, the scripts around them those of `scripts/browser.mjs`.

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

/// One module: a feature of `bindings/wasm`.
struct Module {
    name: &'static str,
    /// What wasm-opt is told: sample loops are to be quick, all else small.
    optimisation: &'static str,
}

const MODULES: [Module; 5] = [
    Module {
        name: "validator",
        optimisation: "-Oz",
    },
    Module {
        name: "dsp",
        optimisation: "-O3",
    },
    Module {
        name: "wav",
        optimisation: "-Oz",
    },
    Module {
        name: "flow",
        optimisation: "-Oz",
    },
    Module {
        name: "request",
        optimisation: "-Oz",
    },
];

/// Vectors, which every browser has had since 2023.
const FLAGS: &str = "-C target-feature=+simd128";

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
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct WasmOptions {
    /// Build this way only
    #[arg(long, value_name = "WAY")]
    pub(crate) via: Option<Way>,
}

/// Builds the modules and the scripts around them, and shows how large they are.
///
/// # Errors
///
/// The target or Node is missing, or a build fails.
pub(crate) fn build(workspace: &Workspace, via: Option<Way>) -> Result<()> {
    npm::installed(workspace)?;
    let way = bare::open(workspace, TARGET, via)?;
    println!("{TARGET}: built by way of {}", way.name());
    let dist = workspace.path(DIST);
    fs::create_dir_all(&dist).with_context(|| format!("cannot make {}", dist.display()))?;
    for module in &MODULES {
        let built = module.built(workspace, way)?;
        module.made_small(workspace, &built, &dist)?;
    }
    run(workspace.command("node").arg("scripts/browser.mjs"))?;
    run(workspace.command("node").arg("scripts/sizes.mjs"))
}

impl Module {
    /// The module as the compiler leaves it.
    fn built(&self, workspace: &Workspace, way: Way) -> Result<PathBuf> {
        let mut cargo = workspace.cargo();
        cargo.args(["build", "--lib", "--package", "cxtone-wasm"]);
        cargo.args(["--profile", "wasm", "--target", TARGET]);
        cargo.args(["--no-default-features", "--features", self.name]);
        let folder = bare::equip_with_std(&mut cargo, workspace, way, "browser");
        cargo.env("RUSTFLAGS", FLAGS);
        run(&mut cargo)?;
        Ok(folder.join(TARGET).join("wasm").join("cxtone_wasm.wasm"))
    }

    fn made_small(&self, workspace: &Workspace, built: &Path, dist: &Path) -> Result<()> {
        let mut wasm_opt = workspace.command("node");
        wasm_opt.arg("node_modules/binaryen/bin/wasm-opt");
        wasm_opt.arg(self.optimisation);
        wasm_opt.args(FEATURES.map(|feature| format!("--enable-{feature}")));
        wasm_opt.args([
            "--strip-debug",
            "--strip-producers",
            "--strip-target-features",
        ]);
        wasm_opt.arg(built).arg("-o");
        run(wasm_opt.arg(dist.join(self.name).with_extension("wasm")))
    }
}
