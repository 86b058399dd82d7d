//! Where a campaign's calls come from, and how they get into its store.
//! What makes a row a call is `campaign`'s, the library.

use std::{
    fs::File,
    io::{self, BufReader},
    path::{Path, PathBuf},
};

use cxtone_campaign::{BadRow, CsvCalls, JsonLinesCalls, LOAD_ROWS_MAX, Loaded, NewCall, Store};
use cxtone_cxone::{Client, RetryPolicy};
use serde::Deserialize;
use tokio::sync::mpsc;

use super::{fit::Fit, of_store};
use crate::{
    failure::{Failure, Result},
    options::Tenant,
    output,
};

/// Bad rows that are told one by one; the rest is counted.
const BAD_ROWS_TOLD_MAX: u64 = 1000;

/// Bytes of an emulator's list of calls that are read at most.
const LIST_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A call in a source, with its line; or what is wrong with the line.
type Found = core::result::Result<(u64, NewCall), BadRow>;

/// Where calls come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A file of CSV, or of JSON Lines by its name.
    File(PathBuf),
    /// JSON Lines on stdin, for as long as they come.
    Feed,
    /// All calls of the emulator that is the tenant.
    Emulator,
}

impl Source {
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

    /// Puts all calls into the store.
    pub(super) async fn load(&self, store: &Store, fit: &Fit, tenant: &Tenant) -> Result<Loaded> {
        match self {
            Self::File(path) => {
                // Every row was looked at before.
                let calls = open(path)?.map(|found| found.map(|(_, call)| call));
                load(store, calls).await
            }
            Self::Emulator => {
                let calls = of_emulator(tenant).await?.into_iter();
                load(store, calls.map(|found| suitable(found, fit))).await
            }
            Self::Feed => feed(store, fit.clone()).await,
        }
    }
}

/// The rows of a file.
fn open(path: &Path) -> Result<Box<dyn Iterator<Item = Found> + Send>> {
    let cannot = |error: &dyn core::fmt::Display| {
        Failure::failed(format_args!("{}: {error}", path.display())).help("it comes from --calls")
    };
    let file = BufReader::new(File::open(path).map_err(|error| cannot(&error))?);
    let name = path.extension().and_then(|name| name.to_str());
    Ok(match name {
        Some("jsonl" | "ndjson") => Box::new(JsonLinesCalls::new(file)),
        _ => Box::new(CsvCalls::new(file).map_err(|error| cannot(&error))?),
    })
}

/// A row that is a call with which the flow can be followed.
fn suitable(found: Found, fit: &Fit) -> core::result::Result<NewCall, BadRow> {
    let (line, call) = found?;
    fit.check(&call).map_err(|why| BadRow { line, why })?;
    Ok(call)
}

async fn load(
    store: &Store,
    calls: impl Iterator<Item = core::result::Result<NewCall, BadRow>>,
) -> Result<Loaded> {
    let mut loaded = Loaded::default();
    let mut batch = Vec::with_capacity(LOAD_ROWS_MAX);
    for found in calls {
        match found {
            Ok(call) => batch.push(call),
            // A file that was looked at before has changed since.
            Err(row) => output::warn(&row.to_string()),
        }
        if batch.len() == LOAD_ROWS_MAX {
            let full = core::mem::replace(&mut batch, Vec::with_capacity(LOAD_ROWS_MAX));
            count(&mut loaded, store.load(full).await.map_err(of_store)?);
        }
    }
    count(&mut loaded, store.load(batch).await.map_err(of_store)?);
    Ok(loaded)
}

fn count(loaded: &mut Loaded, more: Loaded) {
    loaded.added += more.added;
    loaded.known += more.known;
}

/// Puts what comes on stdin into the store as it comes, until it ends.
async fn feed(store: &Store, fit: Fit) -> Result<Loaded> {
    let (calls, mut fed) = mpsc::channel(LOAD_ROWS_MAX);
    // A thread of its own: reading stdin cannot be given up.
    std::thread::spawn(move || {
        for found in JsonLinesCalls::new(io::stdin().lock()) {
            match suitable(found, &fit) {
                Ok(call) => {
                    if calls.blocking_send(call).is_err() {
                        return;
                    }
                }
                Err(row) => output::warn(&format!("stdin: {row}")),
            }
        }
    });
    let mut loaded = Loaded::default();
    let mut batch = Vec::new();
    while fed.recv_many(&mut batch, LOAD_ROWS_MAX).await > 0 {
        let calls = core::mem::take(&mut batch);
        count(&mut loaded, store.load(calls).await.map_err(of_store)?);
    }
    Ok(loaded)
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
