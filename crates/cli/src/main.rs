//! The `cxtone` command line.

fn main() {}
