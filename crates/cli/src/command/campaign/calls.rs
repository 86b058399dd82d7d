//! Where a campaign's calls come from, and how they get into its store.
//! What makes a row a call is `campaign`'s, the library.

use core::sync::atomic::{AtomicBool, Ordering};
use std::{
    fs::File,
    io::{self, BufReader},
    path::{Path, PathBuf},
    sync::Arc,
};

use cxtone_campaign::{
    BadRow, CsvCalls, JsonLinesCalls, LOAD_ROWS_MAX, NewCall, Store, StoreError,
};
use cxtone_cxone::{Client, RetryPolicy};
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{fit::Fit, of_store, taken::Taken};
use crate::{
    failure::{Failure, Result},
    options::Tenant,
    output,
};

/// Bad rows that are told one by one; the rest is counted.
pub(super) const BAD_ROWS_TOLD_MAX: u64 = 1000;

/// Bytes of an emulator's list of calls that are read at most.
const LIST_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A call in a source, with its line; or what is wrong with the line.
type Found = core::result::Result<(u64, NewCall), BadRow>;

/// Where calls come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum CallSource {
    /// A file of CSV, or of JSON Lines by its name.
    File(PathBuf),
    /// JSON Lines on stdin, for as long as they come.
    Feed,
    /// All calls of the emulator that is the tenant.
    Emulator,
}

impl CallSource {
    /// As it is written on the command line.
    pub(super) fn parse(text: &str) -> core::result::Result<Self, String> {
        Ok(match text {
            "" => return Err("give a file, - or emulator".to_owned()),
            "-" => Self::Feed,
            "emulator" => Self::Emulator,
            file => Self::File(file.into()),
        })
    }

    /// Whether nobody knows when it ends.
    pub(super) const fn is_feed(&self) -> bool {
        matches!(self, Self::Feed)
    }

    /// Looks at every row of a file, and tells of each that is no call or does not suit the flow.
    /// Nothing is begun if there is any.
    pub(super) fn check(&self, fit: &Fit) -> Result<()> {
        let Self::File(path) = self else {
            return Ok(());
        };
        let mut bad = 0;
        for found in open(path)? {
            if let Err(row) = suitable(found, fit) {
                bad += 1;
                if bad <= BAD_ROWS_TOLD_MAX {
                    output::complain(&Failure::failed(format_args!("{}: {row}", path.display())));
                }
            }
        }
        if bad == 0 {
            return Ok(());
        }
        let rows = output::counted(bad, "bad row");
        let file = path.display();
        Err(Failure::failed(format_args!(
            "{file} has {rows}, and nothing was begun"
        )))
    }

    /// Puts all calls into the store; of a feed those that come until `over`.
    pub(super) async fn load(
        &self,
        store: &Store,
        fit: &Fit,
        tenant: &Tenant,
        over: &CancellationToken,
    ) -> Result<Taken> {
        match self {
            // Every row was looked at before.
            Self::File(path) => load(store, open(path)?).await,
            Self::Emulator => {
                let calls = of_emulator(tenant).await?.into_iter();
                load(store, calls.map(|found| suitable(found, fit))).await
            }
            Self::Feed => feed(store, fit.clone(), over).await,
        }
    }
}

/// The rows of a file.
fn open(path: &Path) -> Result<Box<dyn Iterator<Item = Found> + Send>> {
    let cannot = |error: &dyn core::fmt::Display| {
        Failure::failed(format_args!("{}: {error}", path.display())).help("it comes from --calls")
    };
    let file = File::open(path).map_err(|error| cannot(&error))?;
    let is_file = file.metadata().is_ok_and(|found| found.is_file());
    if !is_file {
        // It is read twice: first to look at every row.
        return Err(
            Failure::failed(format_args!("{}: it is no file", path.display()))
                .help("--calls - reads JSON Lines from stdin as they come"),
        );
    }
    let file = BufReader::new(file);
    let name = path.extension().and_then(|name| name.to_str());
    Ok(match name {
        Some("jsonl" | "ndjson") => Box::new(JsonLinesCalls::new(file)),
        _ => Box::new(CsvCalls::new(file).map_err(|error| cannot(&error))?),
    })
}

/// A row that is a call with which the flow can be followed.
fn suitable(found: Found, fit: &Fit) -> Found {
    let (line, call) = found?;
    fit.check(&call).map_err(|why| BadRow { line, why })?;
    Ok((line, call))
}

/// Puts calls into the store; bad rows are told and left out.
async fn load(store: &Store, calls: impl Iterator<Item = Found>) -> Result<Taken> {
    let mut taken = Taken::default();
    let mut batch = Vec::with_capacity(LOAD_ROWS_MAX);
    for found in calls {
        batch.push(found);
        if batch.len() == LOAD_ROWS_MAX {
            put(store, &mut batch, &mut taken).await.map_err(of_store)?;
        }
    }
    put(store, &mut batch, &mut taken).await.map_err(of_store)?;
    Ok(taken)
}

/// Puts the calls of a batch into the store, and leaves the batch empty.
async fn put(
    store: &Store,
    batch: &mut Vec<Found>,
    taken: &mut Taken,
) -> core::result::Result<(), StoreError> {
    let mut calls = Vec::with_capacity(batch.len());
    for found in batch.drain(..) {
        match found {
            Ok((_, call)) => calls.push(call),
            Err(row) => taken.leave_out(&row),
        }
    }
    if !calls.is_empty() {
        taken.count(store.load(calls).await?);
    }
    Ok(())
}

/// Puts what comes on stdin into the store as it comes, until it ends or nothing more is wanted;
/// what was read by then is still put there.
async fn feed(store: &Store, fit: Fit, over: &CancellationToken) -> Result<Taken> {
    let (calls, mut fed) = mpsc::channel(LOAD_ROWS_MAX);
    let is_read = Arc::new(AtomicBool::new(false));
    let to_its_end = Arc::clone(&is_read);
    // A thread of its own: reading stdin cannot be given up.
    std::thread::spawn(move || {
        for found in JsonLinesCalls::new(io::stdin().lock()) {
            if calls.blocking_send(suitable(found, &fit)).is_err() {
                return;
            }
        }
        to_its_end.store(true, Ordering::SeqCst);
    });
    let mut taken = Taken::default();
    let mut batch = Vec::new();
    let mut line = 0;
    loop {
        let has_ended = tokio::select! {
            biased;
            () = over.cancelled() => {
                let is_read = is_read.load(Ordering::SeqCst);
                fed.close();
                while let Ok(found) = fed.try_recv() {
                    batch.push(found);
                }
                taken.read_to_line = (!is_read).then(|| batch.last().map_or(line, line_of));
                true
            }
            count = fed.recv_many(&mut batch, LOAD_ROWS_MAX) => count == 0,
        };
        let last = batch.last().map_or(line, line_of);
        match put(store, &mut batch, &mut taken).await {
            Ok(()) => line = last,
            // Its workers end by themselves, and the exit code tells that it was cancelled.
            Err(StoreError::Cancelled) => {
                taken.read_to_line = Some(line);
                return Ok(taken);
            }
            Err(error) => {
                return Err(of_store(error).help(format_args!(
                    "of the feed all up to line {line} is loaded; feed it again from there"
                )));
            }
        }
        if has_ended {
            return Ok(taken);
        }
    }
}

fn line_of(found: &Found) -> u64 {
    match found {
        Ok((line, _)) => *line,
        Err(row) => row.line,
    }
}

#[derive(Deserialize)]
struct List {
    calls: Vec<Placed>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Placed {
    call_id: String,
}

async fn of_emulator(tenant: &Tenant) -> Result<Vec<Found>> {
    let api = tenant.api_url()?;
    if !api.is_loopback() {
        return Err(
            Failure::usage("--calls emulator needs an emulator on this machine")
                .help("start one with `cxtone emulate`, and name it with --api-url"),
        );
    }
    let client: Client = tenant.client(RetryPolicy::default()).await?;
    let url = format!("{}/emulator/calls", api.as_str().trim_end_matches('/'));
    let list = client.fetch(&url, LIST_BYTES_MAX).await;
    let list =
        list.map_err(|error| Failure::failed(format_args!("the emulator's calls: {error}")))?;
    let list: List = serde_json::from_slice(&list)
        .map_err(|_| Failure::failed("what answers there is no emulator of this version"))?;
    let found = |(index, placed): (usize, Placed)| {
        let line = index as u64 + 1;
        let call = NewCall::new(&placed.call_id, 0, std::collections::BTreeMap::new());
        call.map(|call| (line, call))
            .map_err(|why| BadRow { line, why })
    };
    Ok(list.calls.into_iter().enumerate().map(found).collect())
}
