//! What every package's manifest and root file must hold.
//! The arrows between packages are left to `layering`.

use toml::{Table, Value};

/// What a package takes from the workspace instead of saying it again.
const INHERITED: [&str; 4] = ["edition", "license", "rust-version", "version"];

/// The packages with lints of their own, as `forbid` cannot be relaxed: one calls a C library, in the other napi's
/// macros write unsafe code.
pub const OWN_LINTS: [&str; 2] = ["benches/Cargo.toml", "bindings/node/Cargo.toml"];

/// What is missing in a package's manifest.
pub fn findings(path: &str, manifest: &str) -> Vec<String> {
    let manifest: Table = match manifest.parse() {
        Ok(manifest) => manifest,
        Err(error) => return vec![format!("{path}: {error}")],
    };
    let mut missing = Vec::new();
    for key in INHERITED {
        if !is_true(lookup(&manifest, &["package", key, "workspace"])) {
            missing.push(format!("{path}: package.{key}.workspace = true is missing"));
        }
    }
    if !OWN_LINTS.contains(&path) && !is_true(lookup(&manifest, &["lints", "workspace"])) {
        missing.push(format!("{path}: lints.workspace = true is missing"));
    }
    if text(lookup(&manifest, &["package", "readme"])) != Some("README.md") {
        missing.push(format!("{path}: package.readme = \"README.md\" is missing"));
    }
    if text(lookup(&manifest, &["package", "description"])).is_none_or(str::is_empty) {
        missing.push(format!("{path}: package.description is missing"));
    }
    missing
}

/// What the workspace's own manifest must forbid for all.
pub fn workspace_findings(manifest: &str) -> Vec<String> {
    let manifest: Table = match manifest.parse() {
        Ok(manifest) => manifest,
        Err(error) => return vec![error.to_string()],
    };
    let lint = lookup(&manifest, &["workspace", "lints", "rust", "unsafe_code"]);
    if text(lint) == Some("forbid") {
        Vec::new()
    } else {
        vec!["workspace.lints.rust.unsafe_code = \"forbid\" is missing".to_owned()]
    }
}

/// Lints of a package with its own that are not the workspace's: only `unsafe_code` may be `deny`
/// instead of `forbid`, so that each exception stands in the code with its reason.
pub fn own_lints_findings(path: &str, manifest: &str, workspace: &str) -> Vec<String> {
    let (Ok(manifest), Ok(workspace)) = (manifest.parse::<Table>(), workspace.parse::<Table>())
    else {
        return vec![format!("{path}: one of the manifests is broken")];
    };
    let mut expected = lookup(&workspace, &["workspace", "lints"]).cloned();
    if let Some(unsafe_code) = expected
        .as_mut()
        .and_then(|lints| lints.get_mut("rust")?.get_mut("unsafe_code"))
    {
        *unsafe_code = Value::String("deny".to_owned());
    }
    if manifest.get("lints") == expected.as_ref() {
        Vec::new()
    } else {
        vec![format!(
            "{path}: the lints are not the workspace's with unsafe_code = \"deny\""
        )]
    }
}

/// Where a crate that promises to need no standard library breaks its promise.
///
/// Only `payload` may allocate; `dtmf` and `line` work in buffers of their callers.
pub fn no_std_findings(path: &str, root: &str, may_allocate: bool) -> Vec<String> {
    let has = |wanted: &str| root.lines().any(|line| line.trim() == wanted);
    let mut findings = Vec::new();
    if !has("#![no_std]") {
        findings.push(format!("{path}: #![no_std] is missing, or has a condition"));
    }
    if !has("#![forbid(unsafe_code)]") {
        findings.push(format!("{path}: #![forbid(unsafe_code)] is missing"));
    }
    if !may_allocate && has("extern crate alloc;") {
        findings.push(format!("{path}: allocates"));
    }
    findings
}

fn lookup<'a>(table: &'a Table, keys: &[&str]) -> Option<&'a Value> {
    let (first, rest) = keys.split_first()?;
    let found = table.get(*first);
    rest.iter().fold(found, |value, key| value?.get(*key))
}

fn is_true(value: Option<&Value>) -> bool {
    value.and_then(Value::as_bool) == Some(true)
}

fn text(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[package]\nname = \"a\"\ndescription = \"A.\"\nreadme = \"README.md\"\n\
        version.workspace = true\nedition.workspace = true\nrust-version.workspace = true\n\
        license.workspace = true\n[lints]\nworkspace = true\n";

    fn check(without: &str, expected: &str) {
        let manifest = GOOD.replace(without, "");
        assert_ne!(
            manifest, GOOD,
            "{without} does not stand in the good manifest"
        );
        assert_eq!(findings("a", &manifest), [expected]);
    }

    #[test]
    fn a_good_manifest_has_no_findings() {
        assert_eq!(findings("a", GOOD), [""; 0]);
    }

    #[test]
    fn each_missing_line_is_found() {
        check(
            "\nversion.workspace = true",
            "a: package.version.workspace = true is missing",
        );
        check(
            "license.workspace = true\n",
            "a: package.license.workspace = true is missing",
        );
        check(
            "[lints]\nworkspace = true\n",
            "a: lints.workspace = true is missing",
        );
        check(
            "readme = \"README.md\"\n",
            "a: package.readme = \"README.md\" is missing",
        );
        check(
            "description = \"A.\"\n",
            "a: package.description is missing",
        );
        check("A.", "a: package.description is missing");
    }

    #[test]
    fn a_broken_manifest_is_a_finding() {
        assert_eq!(findings("a", "[package").len(), 1);
        assert_eq!(workspace_findings("[package").len(), 1);
    }

    #[test]
    fn unsafe_code_must_be_forbidden_not_just_frowned_upon() {
        let manifest = "[workspace.lints.rust]\nunsafe_code = \"forbid\"\n";
        assert_eq!(workspace_findings(manifest), [""; 0]);
        assert_eq!(
            workspace_findings(&manifest.replace("forbid", "warn")).len(),
            1
        );
        assert_eq!(workspace_findings("").len(), 1);
    }

    #[test]
    fn own_lints_are_the_workspaces_but_for_unsafe_code() {
        let workspace =
            "[workspace.lints.rust]\nunsafe_code = \"forbid\"\nmissing_docs = \"warn\"\n";
        let own = "[lints.rust]\nunsafe_code = \"deny\"\nmissing_docs = \"warn\"\n";
        assert_eq!(own_lints_findings("a", own, workspace), [""; 0]);
        for bad in [
            "",
            "[lints",
            &own.replace("deny", "allow"),
            &own.replace("missing_docs", "dead_code"),
        ] {
            assert_eq!(own_lints_findings("a", bad, workspace).len(), 1, "{bad}");
        }
        let inherits = GOOD.replace("[lints]\nworkspace = true\n", "");
        assert_eq!(findings(OWN_LINTS[0], &inherits), [""; 0]);
    }

    #[test]
    fn each_broken_promise_of_a_no_std_crate_is_found() {
        let root = "#![no_std]\n#![forbid(unsafe_code)]\nextern crate alloc;\n";
        assert_eq!(no_std_findings("a", root, true), [""; 0]);
        assert_eq!(no_std_findings("a", root, false), ["a: allocates"]);
        let conditional = root.replace("#![no_std]", "#![cfg_attr(not(test), no_std)]");
        assert_eq!(no_std_findings("a", &conditional, true).len(), 1);
        assert_eq!(no_std_findings("a", "#![no_std]", true).len(), 1);
    }
}
