//! Succeeds where the detector hears what was kept, to the last bit.
//! Which signals it listens to is told in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    if cxtone_golden::events() == cxtone_golden::KEPT {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
