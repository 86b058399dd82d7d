//! Who is called in the emulator's calls: scripts from flags and from a folder.
//! Which of them a call gets is decided by the emulator's cast.

use std::{
    fs,
    path::{Path, PathBuf},
};

use cxtone_emulator::{CallPattern, Cast, ROLES_MAX};
use cxtone_flow::Caller;

use super::reading;
use crate::failure::{Failure, Result};

/// The name of the script in a folder that is for all calls without one of their own.
const FOR_ALL: &str = "default";

/// What the names of scripts end in.
const ENDINGS: [&str; 3] = ["yaml", "yml", "json"];

/// Who is called, and in which calls.
#[derive(Debug, clap::Args)]
pub(super) struct Casting {
    /// A file with the script of who is called: in the calls named before a `=`, else in all
    #[arg(long, value_name = "[CALLS=]FILE", value_parser = role::<PathBuf>)]
    caller: Vec<Role<PathBuf>>,

    /// The same in one line, such as 'ends 2, wait 400, press 100'
    #[arg(long, value_name = "[CALLS=]ACTS", value_parser = role::<Caller>)]
    acts: Vec<Role<Caller>>,

    /// A folder of such scripts, each named by its call: ID.yaml, ID.yml, ID.json; default.yaml is
    /// for all others
    #[arg(long, value_name = "FOLDER")]
    callers: Option<PathBuf>,
}

/// A script and the calls that it is for.
#[derive(Clone, Debug)]
struct Role<T> {
    calls: CallPattern,
    script: T,
}

impl Casting {
    /// The cast.
    pub(super) fn cast(&self) -> Result<Cast> {
        let mut cast = Cast::default();
        for role in &self.caller {
            let caller = reading::caller("--caller", &role.script)?;
            give(&mut cast, "--caller", &role.calls, caller)?;
        }
        for role in &self.acts {
            give(&mut cast, "--acts", &role.calls, role.script.clone())?;
        }
        if let Some(folder) = &self.callers {
            for path in scripts(folder)? {
                let caller = reading::caller("--callers", &path)?;
                give(&mut cast, "--callers", &calls_of(&path)?, caller)?;
            }
        }
        Ok(cast)
    }
}

fn give(cast: &mut Cast, flag: &str, calls: &CallPattern, caller: Caller) -> Result<()> {
    cast.give(calls.clone(), caller)
        .map_err(|error| Failure::usage(format_args!("{flag}: {error}")))
}

/// What stands before the first `=`, where that can be ids of calls, and what stands after it.
fn role<T: core::str::FromStr<Err: core::fmt::Display>>(
    text: &str,
) -> core::result::Result<Role<T>, String> {
    let named = text.split_once('=');
    let named = named.and_then(|(calls, script)| Some((calls.parse().ok()?, script)));
    let (calls, script) = named.unwrap_or_else(|| (CallPattern::all(), text));
    let script = script.parse().map_err(|error: T::Err| error.to_string())?;
    Ok(Role { calls, script })
}

/// The files of the folder in the order of their names, without hidden ones.
fn scripts(folder: &Path) -> Result<Vec<PathBuf>> {
    let refused = |error| reading::refused("--callers", folder, &error);
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(refused)? {
        let entry = entry.map_err(refused)?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if paths.len() >= ROLES_MAX {
            let error = format_args!("more than {ROLES_MAX} files");
            return Err(reading::refused("--callers", folder, &error));
        }
        paths.push(entry.path());
    }
    if paths.is_empty() {
        let error = "no scripts in it; name them ID.yaml by the ids of calls, or default.yaml";
        return Err(reading::refused("--callers", folder, &error));
    }
    paths.sort();
    Ok(paths)
}

/// The call that a script of a folder is named by.
fn calls_of(path: &Path) -> Result<CallPattern> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let name = path.file_stem().and_then(|name| name.to_str());
    match name.filter(|_| ending.is_some_and(|ending| ENDINGS.contains(&ending))) {
        Some(FOR_ALL) => Ok(CallPattern::all()),
        // A star in a file's name is no pattern: not every system has such files.
        Some(name) if !name.contains('*') => name
            .parse()
            .map_err(|error| reading::refused("--callers", path, &error)),
        _ => {
            let error = "no script's name; use ID.yaml, ID.yml or ID.json, with the id of a call";
            Err(reading::refused("--callers", path, &error))
        }
    }
}
