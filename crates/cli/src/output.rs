//! The standard streams: answers to stdout, everything else to stderr, colour only where wanted.
//! What is written is decided by the commands.

pub(crate) mod progress;
pub(crate) mod table;

use std::io::{self, Write as _};

use owo_colors::OwoColorize as _;
use serde::Serialize;

use crate::failure::{Failure, Result};

/// Writes one line of an answer to stdout, and lets it go at once: a reader at the other end of
/// a pipe sees each line as soon as there is one.
pub(crate) fn line(text: &str) -> Result<()> {
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{text}")
        .and_then(|()| stdout.flush())
        .map_err(|error| Failure::output(&error))
}

/// Writes one JSON value as a line of its own.
pub(crate) fn json(value: &impl Serialize) -> Result<()> {
    line(&json_text(value)?)
}

/// A JSON value in one line.
pub(crate) fn json_text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value)
        .map_err(|error| Failure::failed(format_args!("cannot write the answer as JSON: {error}")))
}

/// Writes bytes to stdout as they are: no colour handling, no line ends.
pub(crate) fn bytes(bytes: &[u8]) -> Result<()> {
    let mut stdout = io::stdout().lock();
    stdout
        .write_all(bytes)
        .and_then(|()| stdout.flush())
        .map_err(|error| Failure::output(&error))
}

/// Tells a failure on stderr: `error: …`, and `help: …` where there is help.
pub(crate) fn complain(failure: &Failure) {
    if let Failure::Told { message, help, .. } = failure {
        note(&format!("{} {message}", "error:".red().bold()));
        if let Some(help) = help {
            note(&format!("{} {help}", "help:".cyan()));
        }
    }
}

/// Tells on stderr of something that is wrong and does not stop the command.
pub(crate) fn warn(message: &str) {
    note(&format!("{} {message}", "warning:".yellow().bold()));
}

/// Writes a line to stderr. Where that is closed there is nobody left to tell.
pub(crate) fn note(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// "1 digit", "5 digits".
pub(crate) fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
