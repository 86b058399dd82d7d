//! No promises instead of code, no tests that are off or asleep, no folders of one machine.

use cxtone_tests::assert_none;
use cxtone_tests::checkout::Checkout;
use cxtone_tests::words::{code_findings, place_findings};

/// What people write by hand, besides Rust.
const OTHER_TEXTS: [&str; 7] = [".md", ".toml", ".json", ".yml", "run", ".mjs", ".ts"];

#[test]
fn no_banned_word_stands_in_the_code() {
    let files = Checkout::locate().files(&[".rs"]);
    let findings: Vec<_> = files.iter().flat_map(code_findings).collect();
    assert_none(&findings);
}

#[test]
fn no_folder_of_one_machine_stands_in_the_other_texts() {
    let files = Checkout::locate().files(&OTHER_TEXTS);
    assert!(files.iter().any(|file| file.path == ".ci/run"));
    let findings: Vec<_> = files.iter().flat_map(place_findings).collect();
    assert_none(&findings);
}
