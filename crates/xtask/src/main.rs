//! The test command and long proofs.

fn main() {}
