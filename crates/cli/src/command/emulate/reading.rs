//! The files that `emulate` is given: read as far as they may be long, and refused with flag and name.
//! What is in them is for the emulator and for `flow` to judge.

use std::{fmt, fs::File, io::Read as _, path::Path};

use cxtone_emulator::{CallLine, FaultPlan};
use cxtone_flow::{Caller, limits::CALLER_BYTES_MAX};

use crate::failure::{Failure, Result};

/// The longest plan of faults, and the longest line, in bytes.
const SETTINGS_BYTES_MAX: usize = 256 * 1024;

/// The plan of faults in a file.
pub(super) fn plan(path: &Path) -> Result<FaultPlan> {
    let text = text("--faults", path, SETTINGS_BYTES_MAX)?;
    let plan = match is_toml(path) {
        true => FaultPlan::from_toml(&text),
        false => FaultPlan::from_json(&text),
    };
    plan.map_err(|error| refused("--faults", path, &error))
}

/// The line that is written as JSON, or is in a file.
pub(super) fn line(written: &str) -> Result<CallLine> {
    if written.trim_start().starts_with('{') {
        let line = CallLine::from_json(written);
        return line.map_err(|error| Failure::usage(format_args!("--line: {error}")));
    }
    let path = Path::new(written);
    let text = text("--line", path, SETTINGS_BYTES_MAX)?;
    let line = match is_toml(path) {
        true => CallLine::from_toml(&text),
        false => CallLine::from_json(&text),
    };
    line.map_err(|error| refused("--line", path, &error))
}

/// The caller's script in a file.
pub(super) fn caller(flag: &str, path: &Path) -> Result<Caller> {
    let text = text(flag, path, CALLER_BYTES_MAX)?;
    Caller::parse(&text).map_err(|error| refused(flag, path, &error))
}

/// What a flag's file or folder cannot be used for.
pub(super) fn refused(flag: &str, path: &Path, error: &dyn fmt::Display) -> Failure {
    Failure::usage(format_args!("{flag}: {}: {error}", path.display()))
}

fn text(flag: &str, path: &Path, bytes_max: usize) -> Result<String> {
    let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX);
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(limit.saturating_add(1)).read_to_string(&mut text))
        .map_err(|error| refused(flag, path, &error))?;
    if text.len() > bytes_max {
        let too_long = format_args!("longer than {bytes_max} bytes");
        return Err(refused(flag, path, &too_long));
    }
    Ok(text)
}

fn is_toml(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "toml")
}
