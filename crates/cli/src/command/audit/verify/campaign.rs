//! The logs of a campaign's workers as a whole: each verified, none missing, none too short.
//! One log is verified as any other.

use std::{
    collections::BTreeSet,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use cxtone_audit::{LoggedRecord, SealKey};
use cxtone_campaign::{Store, WorkerStatus};
use cxtone_runner::SENDER_LOST;
use serde::Serialize;

use super::check;
use crate::{
    command::campaign::of_store,
    exit::Exit,
    failure::{Failure, Result},
    output, runtime,
};

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
    let workers = runtime::start()?.block_on(workers(store))?;
    let mut whole = Whole::default();
    let mut known = BTreeSet::new();
    let mut settled = BTreeSet::new();
    for worker in &workers {
        let Some(name) = log_name(worker) else {
            whole.without_log.push(worker.name.clone());
            continue;
        };
        whole.take(worker, &folder.join(&name), key, &mut settled)?;
        known.insert(name);
    }
    if known.is_empty() {
        whole
            .faults
            .push("no worker of the campaign has kept a log; give them --audit FOLDER".to_owned());
    }
    whole.intended_only.retain(|id| !settled.contains(id));
    whole.look_for_strangers(folder, &known)?;
    whole.verified = whole.faults.is_empty();
    whole.tell(folder, json)
}

async fn workers(address: &str) -> Result<Vec<WorkerStatus>> {
    let store = Store::open_existing(address).await.map_err(of_store)?;
    // A store without a campaign has no workers, and would be found in order.
    store.status().await.map_err(of_store)?;
    store.workers().await.map_err(of_store)
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
    /// Takes one worker's log; `settled` gets the injections of lost workers that it has heard.
    fn take(
        &mut self,
        worker: &WorkerStatus,
        path: &Path,
        key: &SealKey,
        settled: &mut BTreeSet<String>,
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
        let verdict = check(path, key.clone(), 1, |line| {
            settled.extend(heard_of_lost(line))
        })?;
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
