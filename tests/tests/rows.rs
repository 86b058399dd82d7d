//! Every row of a finished area has a test, and `rows.toml` says which.

use std::collections::BTreeSet;

use cxtone_tests::assert_none;
use cxtone_tests::checkout::Checkout;
use cxtone_tests::rows::{Manifest, Test, javascript_tests_in, tests_in};

#[test]
fn the_manifest_of_rows_agrees_with_the_sources() {
    let checkout = Checkout::locate();
    let manifest = Manifest::parse(&checkout.read("tests/rows.toml")).unwrap();
    assert_none(&manifest.findings(&all_tests(&checkout)));
}

fn all_tests(checkout: &Checkout) -> BTreeSet<Test> {
    let files = checkout.files(&[".rs"]);
    let mut tests = BTreeSet::new();
    for package in checkout.packages() {
        let folder = format!("{}/", package.folder);
        let of_package = files.iter().filter(|file| file.path.starts_with(&folder));
        tests.extend(of_package.flat_map(|file| tests_in(&package.name, file)));
    }
    let scripts = checkout.files(&[".test.mjs"]);
    let of_package = scripts
        .iter()
        .filter(|file| file.path.starts_with("npm/cxtone/test/"));
    tests.extend(of_package.flat_map(|file| javascript_tests_in("npm/cxtone", file)));
    tests
}
