//! The bindings of a module: what wasm-bindgen's tool makes of what its macro has left there.
//! The tool has the library's exact version, as it must; what is asked through them is told in `npm/cxtone/src/browser`.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::{Bindgen, EncodeInto};

/// Puts `name.js` and `name.d.ts` into the folder; the module's path, which now has what they expect.
///
/// `TextEncoder.encodeInto` is in every browser that has vectors. Who has lost an instance begins anew with another one (`__wbg_reset_state`).
pub(super) fn made(built: &Path, name: &str, folder: &Path) -> Result<PathBuf> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(built)
        .out_name(name)
        .web(true)?
        .reset_state_function(true)
        .encode_into(EncodeInto::Always)
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen
        .generate(folder)
        .with_context(|| format!("cannot make the bindings of {name}"))?;
    Ok(folder.join(format!("{name}_bg.wasm")))
}
