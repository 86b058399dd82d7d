//! The README's commands stand word for word, CI runs the second, and no link leads nowhere.

use cxtone_tests::assert_none;
use cxtone_tests::checkout::Checkout;
use cxtone_tests::documents::{ci_findings, link_findings, readme_findings};

#[test]
fn the_two_commands_stand_in_the_readme_word_for_word() {
    assert_none(&readme_findings(&Checkout::locate().read("README.md")));
}

#[test]
fn ci_runs_the_test_command_and_nothing_else() {
    assert_none(&ci_findings(&Checkout::locate().read(".ci/run")));
}

#[test]
fn every_relative_link_of_the_documents_leads_somewhere() {
    let checkout = Checkout::locate();
    let documents = checkout.files(&[".md"]);
    let broken = documents
        .iter()
        .flat_map(|document| link_findings(document, |path| checkout.holds(path)));
    assert_none(&broken.collect::<Vec<_>>());
}
