//! `audit verify`: whether a log is what was written, and where it breaks.
//! What a chain proves is told by `audit`, the library; this command brings the files to it.

use std::{
    fs::File,
    io::{self, BufReader, Read as _},
    path::{Path, PathBuf},
};

use cxtone_audit::{Broken, HEAD_BYTES_MAX, SealKey, Verified, verify};
use cxtone_runner::JsonLinesLog;
use serde::Serialize;

use crate::{
    exit::Exit,
    failure::{Failure, Result},
    key_file::KeyFile,
    output,
};

const EXAMPLES: &str = "\
Examples:
  cxtone audit verify calls.audit
  cxtone audit verify calls.audit --key-file ~/keys/audit.key --json
  cxtone audit verify calls.audit --expect-records 42

The head is read from FILE.head. A record that was edited, removed, moved, cut off or added by
anyone without the key is found, and the exit code is 1. A log and its head that were both put
back to an earlier state look whole: --expect-records finds that they are too short.";

/// The log and what it should hold.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The log; its head is beside it, with .head behind the name
    #[arg(value_name = "FILE")]
    file: PathBuf,

    #[command(flatten)]
    key_file: KeyFile,

    /// Fewer records than this are too few
    #[arg(long, value_name = "COUNT")]
    expect_records: Option<u64>,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Checks the log and tells the verdict.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let key = arguments.key_file.read()?;
    let verdict = check(&arguments.file, &key)?
        .and_then(|verified| verified.at_least(arguments.expect_records.unwrap_or(0)));
    if arguments.json {
        output::json(&Verdict::of(&arguments.file, &verdict))?;
    }
    match verdict {
        Ok(_) if arguments.json => Ok(Exit::Done),
        Ok(verified) => show(&arguments.file, &verified).map(|()| Exit::Done),
        Err(broken) => Err(Failure::failed(format_args!(
            "{}: broken: {broken}",
            arguments.file.display()
        ))),
    }
}

/// Checks the log in a file against the head beside it.
///
/// # Errors
///
/// When one of the files cannot be read; the verdict on what they hold is the inner result.
pub(crate) fn check(file: &Path, key: &SealKey) -> Result<core::result::Result<Verified, Broken>> {
    // The head first: a log in use may then be ahead of it, which is in order.
    let head = head(file)?;
    let log = File::open(file).map_err(|error| cannot_read(file, &error))?;
    Ok(verify(BufReader::new(log), &head, key))
}

/// The head of a log: what stands in the file beside it, nothing where there is no such file.
fn head(log: &Path) -> Result<String> {
    let path = JsonLinesLog::head_path(log);
    let mut head = Vec::new();
    let read = File::open(&path)
        .and_then(|file| file.take(HEAD_BYTES_MAX as u64 + 1).read_to_end(&mut head));
    match read {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(cannot_read(&path, &error)),
        // A missing head has its own verdict, and so has one that is no text.
        _ => Ok(String::from_utf8_lossy(&head).into_owned()),
    }
}

fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    Failure::failed(format_args!("{}: cannot be read: {error}", path.display()))
}

fn show(path: &Path, verified: &Verified) -> Result<()> {
    output::line(&format!(
        "{}: verified, {}",
        path.display(),
        output::counted(verified.records, "record")
    ))?;
    if verified.unsealed > 0 {
        output::line(&format!(
            "unsealed: {} at the end are authentic and not yet under the seal; the log is in use, or its writer stopped",
            verified.unsealed
        ))?;
    }
    if verified.torn_bytes > 0 {
        output::line(&format!(
            "torn: the last {} are of a record whose writing was interrupted",
            output::counted(verified.torn_bytes, "byte")
        ))?;
    }
    for id in &verified.intended_only {
        output::line(&format!(
            "intended only: {id}; its digits may have been sent, look before sending again"
        ))?;
    }
    Ok(())
}

/// What `--json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Verdict<'a> {
    file: String,
    verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    records: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsealed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    intended_only: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl<'a> Verdict<'a> {
    fn of(path: &Path, verdict: &'a core::result::Result<Verified, Broken>) -> Self {
        let verified = verdict.as_ref().ok();
        let broken = verdict.as_ref().err();
        Self {
            file: path.to_string_lossy().into_owned(),
            verified: verified.is_some(),
            records: verified.map(|verified| verified.records),
            unsealed: verified.map(|verified| verified.unsealed),
            intended_only: verified.map(|verified| verified.intended_only.as_slice()),
            line: broken.and_then(|broken| broken.line),
            error: broken.map(ToString::to_string),
        }
    }
}
