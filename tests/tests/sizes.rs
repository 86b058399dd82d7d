//! One concept a file: no file is too long, has a catch-all name or lacks its module doc.

use cxtone_tests::assert_none;
use cxtone_tests::checkout::Checkout;
use cxtone_tests::sizes::{ARCHITECTURE_LINES_MAX, findings};

#[test]
fn every_rust_file_is_in_good_shape() {
    let files = Checkout::locate().files(&[".rs"]);
    assert!(!files.is_empty(), "no Rust file was found");
    let findings: Vec<_> = files.iter().flat_map(findings).collect();
    assert_none(&findings);
}

#[test]
fn the_architecture_can_be_read_in_one_sitting() {
    let lines = Checkout::locate().read("ARCHITECTURE.md").lines().count();
    assert!(
        lines < ARCHITECTURE_LINES_MAX,
        "ARCHITECTURE.md: {lines} lines"
    );
}
