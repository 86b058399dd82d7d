//! The logs of a campaign's workers as a whole: each verified, none missing, none too short, and in
//! them every send that the store knows of. One log is verified as any other.

use core::hash::BuildHasher as _;
use std::{
    borrow::Cow,
    collections::{BTreeSet, HashSet},
    ffi::OsString,
    fs,
    hash::RandomState,
    path::{Path, PathBuf},
};

use cxtone_audit::{LoggedRecord, SealKey};
use cxtone_campaign::{EffectStatus, Store, WorkerStatus};
use cxtone_runner::SENDER_LOST;
use serde::{Deserialize, Serialize};

use super::check;
use crate::{
    command::campaign::of_store,
    exit::Exit,
    failure::{Failure, Result},
    output, runtime,
};

/// Calls that are read from the store at a time.
const PAGE: u32 = 500;

/// The injections of which the logs tell, by a hash: of a million calls there are millions.
#[derive(Default)]
struct Logged {
    hashing: RandomState,
    found: HashSet<u64>,
}

/// As much of a log's line as tells which injection it is about.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named<'a> {
    #[serde(borrow)]
    injection_id: Option<Cow<'a, str>>,
}

impl Logged {
    fn take(&mut self, line: &str) {
        let named = serde_json::from_str(line).ok();
        if let Some(id) = named.and_then(|named: Named<'_>| named.injection_id) {
            self.found.insert(self.hashing.hash_one(&*id));
        }
    }

    fn has(&self, id: &str) -> bool {
        self.found.contains(&self.hashing.hash_one(id))
    }
}

/// What was found.
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Whole {
    verified: bool,
    logs: u64,
    records: u64,
    intended_only: Vec<String>,
    faults: Vec<String>,
    /// Workers that kept no log: nothing here tells what they sent.
    without_log: Vec<String>,
    /// Folders that no worker of the store has written.
    strangers: Vec<String>,
}

/// Checks all workers' logs in a folder against the store.
pub(super) fn run(folder: &Path, store: &str, key: &SealKey, json: bool) -> Result<Exit> {
    let runtime = runtime::start()?;
    let store = runtime.block_on(opened(store))?;
    let workers = runtime.block_on(store.workers()).map_err(of_store)?;
    let mut whole = Whole::default();
    let mut known = BTreeSet::new();
    let mut silent = BTreeSet::new();
    let mut settled = BTreeSet::new();
    let mut logged = Logged::default();
    for worker in &workers {
        let Some(name) = log_name(worker) else {
            whole.without_log.push(worker.name.clone());
            silent.insert(worker.number);
            continue;
        };
        whole.take(worker, &folder.join(&name), key, |line| {
            settled.extend(heard_of_lost(line));
            logged.take(line);
        })?;
        known.insert(name);
    }
    if known.is_empty() {
        whole
            .faults
            .push("no worker of the campaign has kept a log; give them --audit FOLDER".to_owned());
    }
    whole.intended_only.retain(|id| !settled.contains(id));
    if let Some(unlogged) = runtime.block_on(unlogged(&store, &logged, &silent))? {
        whole.faults.push(unlogged);
    }
    whole.look_for_strangers(folder, &known)?;
    whole.verified = whole.faults.is_empty();
    whole.tell(folder, json)
}

async fn opened(address: &str) -> Result<Store> {
    let store = Store::open_existing(address).await.map_err(of_store)?;
    // A store without a campaign has no workers, and would be found in order.
    store.status().await.map_err(of_store)?;
    Ok(store)
}

/// The digits that were sent, as the store knows it, and that stand in no log; those aside of
/// workers that keep none. A worker whose row and log are both gone is found by them.
async fn unlogged(
    store: &Store,
    logged: &Logged,
    silent: &BTreeSet<i64>,
) -> Result<Option<String>> {
    let (mut after, mut count, mut first) = (0, 0_u64, None);
    loop {
        let calls = store.calls(after, PAGE).await.map_err(of_store)?;
        let Some(last) = calls.last() else {
            return Ok(first.map(|call| {
                let sends = output::counted(count, "send");
                format!("{sends} of digits that the store knows of stand in no log; the first is in call {call}")
            }));
        };
        after = last.number;
        for call in &calls {
            let sent = call.effects.iter().filter(|effect| {
                effect.kind == "digits"
                    && effect.status == EffectStatus::Done
                    && !silent.contains(&effect.worker)
                    && !logged.has(&effect.id)
            });
            let missing = sent.count() as u64;
            if missing > 0 {
                count += missing;
                first.get_or_insert_with(|| call.call.clone());
            }
        }
    }
}

/// The log may have been moved here from the worker's machine; its folder's name is the same.
fn log_name(worker: &WorkerStatus) -> Option<OsString> {
    let path = PathBuf::from(worker.audit_log.as_ref()?);
    path.file_name().map(OsString::from)
}

/// The injection of a lost worker that this record says was heard.
fn heard_of_lost(line: &str) -> Option<String> {
    // Few records say so, and all are read.
    if !line.contains(SENDER_LOST) {
        return None;
    }
    let record: LoggedRecord = serde_json::from_str(line).ok()?;
    let is_one = record.error_kind.as_deref() == Some(SENDER_LOST);
    (is_one && record.settled.as_deref() == Some("heard")).then_some(record.injection_id)
}

impl Whole {
    /// Takes one worker's log; `each` gets its lines.
    fn take(
        &mut self,
        worker: &WorkerStatus,
        path: &Path,
        key: &SealKey,
        each: impl FnMut(&str),
    ) -> Result<()> {
        let (name, number) = (&worker.name, worker.number);
        let mut fault = |why: String| {
            self.faults.push(format!("worker {name} ({number}): {why}"));
        };
        if !path.is_dir() {
            fault(format!("its log is not at {}", path.display()));
            return Ok(());
        }
        let told = worker.audit_records.unwrap_or(0);
        let verdict = check(path, key.clone(), 1, each)?;
        match verdict.map(|verified| verified.at_least(told)) {
            Ok(Ok(verified)) => {
                self.logs += 1;
                self.records += verified.records;
                self.intended_only.extend(verified.intended_only);
            }
            Ok(Err(broken)) => fault(broken.to_string()),
            Err(broken) => fault(format!("{}: {}", broken.path.display(), broken.broken)),
        }
        Ok(())
    }

    fn look_for_strangers(&mut self, folder: &Path, known: &BTreeSet<OsString>) -> Result<()> {
        let unreadable = |error| Failure::failed(format_args!("{}: {error}", folder.display()));
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            if !known.contains(&name) {
                self.strangers.push(name.to_string_lossy().into_owned());
            }
        }
        self.strangers.sort_unstable();
        Ok(())
    }

    fn tell(&self, folder: &Path, json: bool) -> Result<Exit> {
        if json {
            output::json(self)?;
        } else {
            let (logs, records) = (
                output::counted(self.logs, "log"),
                output::counted(self.records, "record"),
            );
            output::line(&format!("{}: {logs} verified, {records}", folder.display()))?;
            for id in &self.intended_only {
                output::line(&format!(
                    "intended only: {id}; its digits may have been sent, look before sending again"
                ))?;
            }
            for name in &self.without_log {
                output::line(&format!(
                    "without a log: worker {name}; nothing here tells what it sent"
                ))?;
            }
            for name in &self.strangers {
                output::line(&format!("no worker of the store wrote: {name}"))?;
            }
        }
        for fault in &self.faults {
            output::complain(&Failure::failed(fault));
        }
        Ok(if self.verified {
            Exit::Done
        } else {
            Exit::Failed
        })
    }
}
