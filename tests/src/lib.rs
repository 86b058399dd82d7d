#![doc = include_str!("../README.md")]

pub mod checkout;
pub mod documents;
pub mod fuzz;
pub mod in_process;
pub mod layering;
pub mod manifest;
pub mod proof;
pub mod rows;
pub mod sizes;
pub mod words;

/// The examples of the front page.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct FrontPage;

/// Fails with every finding on a line of its own.
///
/// # Panics
///
/// There is at least one finding.
pub fn assert_none(findings: &[String]) {
    assert!(
        findings.is_empty(),
        "{} findings:\n  {}",
        findings.len(),
        findings.join("\n  ")
    );
}
