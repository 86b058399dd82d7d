//! `audit verify`: whether a log is what was written, and where it breaks.
//! What a chain proves is told by `audit`, the library; this command brings the files to it.

mod campaign;

use std::{
    env,
    path::{Path, PathBuf},
};

use cxtone_audit::{Broken, SealKey, Verified, Why};
use cxtone_runner::{LogFolder, OpenLogError, read_log};
use serde::Serialize;

use crate::{
    exit::Exit,
    failure::{Failure, Result, with_causes},
    key_file::KeyFile,
    output,
};

const EXAMPLES: &str = "\
Examples:
  cxtone audit verify calls.audit
  cxtone audit verify calls.audit --key-file ~/keys/audit.key --json
  cxtone audit verify calls.audit --expect-records 42
  cxtone audit verify audit-folder --from-segment 12
  cxtone audit verify workers --store sqlite:campaign.db

The head is read from FILE.head, in a folder from that of each segment. A record that was edited, removed, moved, cut off or added by
anyone without the key is found, and the exit code is 1. A log and its head that were both put
back to an earlier state look whole: --expect-records finds that they are too short. In a folder,
segments that are missing, swapped or from another log are found as well. With --store the folder
is that of a campaign: the log of each worker that the store knows must be in it and have all the
records that the worker had told of.";

/// The variable with the address of a campaign's store.
const STORE: &str = "CXTONE_STORE";

/// The log and what it should hold.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Arguments {
    /// The log, or the folder with its segments; heads are beside them, with .head behind the name
    #[arg(value_name = "FILE_OR_FOLDER")]
    file: PathBuf,

    #[command(flatten)]
    key_file: KeyFile,

    /// Fewer records than this are too few
    #[arg(long, value_name = "COUNT")]
    expect_records: Option<u64>,

    /// The first segment that is to be there; earlier ones are kept elsewhere
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    from_segment: u64,

    /// The store of the campaign whose workers' logs are in the folder; without an address that of
    /// CXTONE_STORE
    #[arg(
        long,
        value_name = "ADDRESS",
        conflicts_with_all = ["expect_records", "from_segment"]
    )]
    store: Option<Option<String>>,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// What is wrong with a log, and in which of its files.
#[derive(Debug)]
pub(crate) struct Fault {
    path: PathBuf,
    broken: Broken,
}

/// Checks the log and tells the verdict.
pub(super) fn run(arguments: &Arguments) -> Result<Exit> {
    let key = arguments.key_file.read()?;
    let path = &arguments.file;
    if let Some(store) = &arguments.store {
        return campaign::run(path, &address(store.as_ref())?, &key, arguments.json);
    }
    let verdict = check(path, key, arguments.from_segment, |_| {})?.and_then(|verified| {
        let expected = arguments.expect_records.unwrap_or(0);
        let path = path.clone();
        let fault = |broken| Fault { path, broken };
        verified.at_least(expected).map_err(fault)
    });
    if arguments.json {
        output::json(&Verdict::of(path, &verdict))?;
    }
    match verdict {
        Ok(_) if arguments.json => Ok(Exit::Done),
        Ok(verified) => show(path, &verified).map(|()| Exit::Done),
        Err(fault) => Err(fault.told()),
    }
}

/// The address of a campaign's store. The variable alone does not make a log a campaign's: it may
/// be set where logs of single injections are checked too.
fn address(told: Option<&String>) -> Result<String> {
    match told {
        Some(address) => Ok(address.clone()),
        None => env::var(STORE).map_err(|_| {
            Failure::usage("there is no address of a store")
                .help(format_args!("give --store ADDRESS, or set {STORE}"))
        }),
    }
}

/// Checks the log in a file or a folder, and gives `each` of its lines; what it was given counts
/// only if the verdict is good.
///
/// # Errors
///
/// When one of the files cannot be read; the verdict on what they hold is the inner result.
pub(crate) fn check(
    path: &Path,
    key: SealKey,
    from_segment: u64,
    each: impl FnMut(&str),
) -> Result<core::result::Result<Verified, Fault>> {
    match read_log(path, key, from_segment, each) {
        Ok(verified) => Ok(Ok(verified)),
        Err(OpenLogError::Broken { path, broken }) => Ok(Err(Fault { path, broken })),
        Err(error) => Err(Failure::failed(with_causes(&error))),
    }
}

impl Fault {
    /// As a failure of the command.
    pub(super) fn told(&self) -> Failure {
        let Self { path, broken } = self;
        let failure = Failure::failed(format_args!("{}: broken: {broken}", path.display()));
        match broken.why {
            Why::Segment { found, .. } => failure.help(format_args!(
                "if the segments before it are kept elsewhere, say so with --from-segment {found}"
            )),
            Why::SuccessorMissing => failure.help("name the folder to check all of its segments"),
            _ => failure,
        }
    }
}

fn show(path: &Path, verified: &Verified) -> Result<()> {
    let records = output::counted(verified.records, "record");
    let segments = match verified.segments {
        1 => String::new(),
        segments => format!(" in {segments} segments"),
    };
    output::line(&format!(
        "{}: verified, {records}{segments}",
        path.display()
    ))?;
    if verified.records_before > 0 {
        output::line(&format!(
            "elsewhere: {} before these, in segments that are not checked",
            output::counted(verified.records_before, "record")
        ))?;
    }
    if verified.unfinished_rotation {
        output::line("unfinished: a new segment was begun and holds nothing yet")?;
    }
    for name in strangers(path) {
        output::line(&format!("not part of the log: {name}"))?;
    }
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

/// Files in a log's folder that do not belong to it. Where the folder cannot be read any more, the
/// verdict stands without them.
fn strangers(path: &Path) -> Vec<String> {
    let folder = if path.is_dir() {
        LogFolder::read(path).unwrap_or_default()
    } else {
        LogFolder::default()
    };
    let name = |name: &std::ffi::OsString| name.to_string_lossy().into_owned();
    folder.strangers.iter().map(name).collect()
}

/// What `--json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Verdict<'a> {
    file: String,
    verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    segments: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    records_before: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    records: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unsealed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    intended_only: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    broken_file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

impl<'a> Verdict<'a> {
    fn of(path: &Path, verdict: &'a core::result::Result<Verified, Fault>) -> Self {
        let verified = verdict.as_ref().ok();
        let fault = verdict.as_ref().err();
        Self {
            file: path.to_string_lossy().into_owned(),
            verified: verified.is_some(),
            segments: verified.map(|verified| verified.segments),
            records_before: verified.map(|verified| verified.records_before),
            records: verified.map(|verified| verified.records),
            unsealed: verified.map(|verified| verified.unsealed),
            intended_only: verified.map(|verified| verified.intended_only.as_slice()),
            broken_file: fault.map(|fault| fault.path.to_string_lossy().into_owned()),
            line: fault.and_then(|fault| fault.broken.line),
            error: fault.map(|fault| fault.broken.to_string()),
        }
    }
}
