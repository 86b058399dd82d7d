//! The crates use one another as `ARCHITECTURE.md` says, and keep what they promise there.

use cxtone_tests::assert_none;
use cxtone_tests::checkout::Checkout;
use cxtone_tests::layering::Plan;
use cxtone_tests::manifest::{
    OWN_LINTS, findings, no_std_findings, own_lints_findings, workspace_findings,
};

#[test]
fn no_arrow_is_missing_in_the_plan() {
    let checkout = Checkout::locate();
    let plan = Plan::parse(&checkout.read("ARCHITECTURE.md"));
    assert_none(&plan.findings(&checkout.packages()));
}

#[test]
fn the_emulator_judges_requests_on_its_own() {
    let packages = Checkout::locate().packages();
    let emulator = packages.iter().find(|package| package.room() == "emulator");
    let uses = &emulator.expect("there is an emulator").uses;
    for judge in ["cxtone-payload", "cxtone-cxone"] {
        assert!(!uses.iter().any(|used| used == judge), "emulator → {judge}");
    }
}

#[test]
fn every_manifest_inherits_what_the_workspace_says() {
    let checkout = Checkout::locate();
    let workspace = checkout.read("Cargo.toml");
    assert_none(&workspace_findings(&workspace));
    for path in OWN_LINTS {
        let manifest = checkout.read(path);
        assert_none(&own_lints_findings(path, &manifest, &workspace));
    }
    for package in checkout.packages() {
        let path = format!("{}/Cargo.toml", package.folder);
        assert_none(&findings(&path, &checkout.read(&path)));
        let readme = format!("{}/README.md", package.folder);
        assert!(checkout.holds(&readme), "{readme} is missing");
    }
}

#[test]
fn what_promises_to_need_no_standard_library_says_so() {
    let checkout = Checkout::locate();
    for (room, may_allocate) in [("dtmf", false), ("line", false), ("payload", true)] {
        let path = format!("crates/{room}/src/lib.rs");
        assert_none(&no_std_findings(&path, &checkout.read(&path), may_allocate));
    }
}
