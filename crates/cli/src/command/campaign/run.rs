//! `campaign run`: loads calls, and works on the campaign until nothing is left.

use core::{convert::Infallible, ops::RangeInclusive, time::Duration};
use std::{path::PathBuf, sync::Arc};

use cxtone_campaign::{
    Audit, CONCURRENT_DEFAULT, CONCURRENT_MAX, CallOutcome, CampaignState, FlowConductor,
    FlowTemplate, Heading, LEASE_DEFAULT, Status, Stop, Store, StoreError, Worker, WorkerOptions,
};
use cxtone_flow::limits::FILE_BYTES_MAX;
use cxtone_runner::JsonLinesLog;
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::{
    Place,
    calls::CallSource,
    conducting::Conducting,
    fit::{self, Fit},
    of_store,
    shown::Shown,
    status::Bar,
    taken::Taken,
};
use crate::{
    audit_options::AuditOptions,
    command::flow::reading,
    exit::Exit,
    failure::{Failure, Result},
    options::{self, Tenant},
    output, range, runtime,
};

const EXAMPLES: &str = "\
Examples:
  cxtone campaign run --flow flow.yaml --calls calls.csv --store sqlite:campaign.db
  cxtone campaign run --flow flow.yaml --store postgres://cxtone@db/campaign --worker two
  feed | cxtone campaign run --flow flow.yaml --calls - --store sqlite:campaign.db

A calls file has a column callId, perhaps priority, and any others, which the flow uses as
${column}. Every bad row is told before anything is begun. Loading twice adds nothing twice. Any
number of workers may run on one store; each ends when no call waits or runs. SIGINT or SIGTERM
lets the running calls end first, another one a second or more later cancels them. The exit code is
3 where a call is ambiguous, 1 where one failed or a row of a feed was bad, 4 where the campaign or
the worker was stopped before the end of all calls.";

/// Accepted rates, in calls a second.
const RATE: RangeInclusive<f64> = 0.01..=100_000.0;

/// Accepted leases, in seconds.
const LEASE_S: RangeInclusive<f64> = 1.0..=3600.0;

/// How often the bar is drawn anew.
const BAR_INTERVAL: Duration = Duration::from_secs(1);

/// The campaign, and how to work on it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES, after_long_help = format!("{EXAMPLES}\n\n{}", options::HELP))]
pub(super) struct Arguments {
    #[command(flatten)]
    place: Place,

    /// The flow, in YAML or JSON; ${column} in it stands for a call's own
    #[arg(long, value_name = "FILE")]
    flow: PathBuf,

    /// Where calls come from: a file of CSV or .jsonl, - for JSON Lines on stdin, or `emulator`
    /// for all calls of the emulator that is the tenant; without it, those that are in the store
    #[arg(long, value_name = "SOURCE", value_parser = CallSource::parse)]
    calls: Option<CallSource>,

    /// This worker's name, for status and export
    #[arg(long, value_name = "NAME", default_value = "worker", value_parser = name)]
    worker: String,

    /// Calls that this worker runs at a time
    #[arg(long, value_name = "COUNT", default_value_t = CONCURRENT_DEFAULT, value_parser = clap::value_parser!(u32).range(1..=i64::from(CONCURRENT_MAX)))]
    concurrent: u32,

    /// Calls that may begin in a second, over all workers
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true, value_parser = rate)]
    rate: Option<f64>,

    /// Calls that may run at a time, over all workers
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    concurrent_all: Option<u32>,

    /// How long a worker may be silent before its calls are taken over, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = LEASE_DEFAULT.as_secs_f64(), allow_negative_numbers = true, value_parser = lease)]
    lease: f64,

    /// Stay when nothing is left, for calls that others load later
    #[arg(long)]
    stay: bool,

    /// Load the calls, and run none
    #[arg(long, requires = "calls", conflicts_with = "stay")]
    load_only: bool,

    #[command(flatten)]
    conducting: Conducting,

    #[command(flatten)]
    audit: AuditOptions,

    /// Print one JSON object at the end
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    tenant: Tenant,
}

/// Works on it.
pub(super) async fn run(arguments: &Arguments) -> Result<Exit> {
    let text = reading::text(&arguments.flow, FILE_BYTES_MAX)?;
    let template =
        FlowTemplate::parse(&text).map_err(|error| reading::refused(&arguments.flow, &error))?;
    let fit = Fit::of(&template, &arguments.tenant);
    if let Some(source) = &arguments.calls {
        source.check(&fit)?;
    }
    let conductor = match arguments.load_only {
        true => None,
        false => Some(arguments.conductor(&template).await?),
    };
    let store = arguments.place.open().await?;
    if let Some(conductor) = &conductor {
        let checked = conductor.check(&store, &fit::sample());
        checked.map_err(|why| {
            Failure::failed(format_args!("the flow cannot be followed: {why}"))
                .help("nothing was begun; see the options under `Calls` in --help")
        })?;
    }
    let heading = Heading {
        flow: text,
        rate_per_s: arguments.rate,
        concurrent_max: arguments.concurrent_all,
    };
    store.begin(heading).await.map_err(of_store)?;
    let state = store.status().await.map_err(of_store)?.state;
    if arguments.calls.is_some() && state == CampaignState::Cancelled {
        return Err(of_store(StoreError::Cancelled));
    }
    let loaded = match conductor {
        Some(conductor) => arguments.work(&store, conductor, &fit).await?,
        None => arguments.load_alone(&store, &fit).await?,
    };
    let status = store.status().await.map_err(of_store)?;
    tell(arguments, &status, loaded.as_ref())?;
    let has_bad_rows = loaded.is_some_and(|taken| taken.bad_rows > 0);
    Ok(match arguments.load_only {
        true if status.state == CampaignState::Cancelled => Exit::Cancelled,
        true if has_bad_rows => Exit::Failed,
        true => Exit::Done,
        false => exit(&status, has_bad_rows),
    })
}

/// What `--json` prints.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    status: Shown<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loaded: Option<&'a Taken>,
}

impl Arguments {
    async fn conductor(&self, template: &FlowTemplate) -> Result<FlowConductor> {
        let template = template.clone();
        let key = self.audit.digits_key()?;
        self.conducting.conductor(&self.tenant, template, key).await
    }

    /// Loads and works at the same time where calls are fed, and else one after the other.
    async fn work(
        &self,
        store: &Store,
        conductor: FlowConductor,
        fit: &Fit,
    ) -> Result<Option<Taken>> {
        let is_feed = self.calls.as_ref().is_some_and(CallSource::is_feed);
        let loaded = match is_feed {
            true => None,
            false => self.load(store, fit, &CancellationToken::new()).await?,
        };
        let fed = is_feed.then(CancellationToken::new);
        let options = self.options(fed.clone())?;
        let worker = Worker::new(store.clone(), Arc::new(conductor), options);
        let stop = Stop::default();
        stop_when_asked(stop.clone())?;
        // Nothing more is read once the worker ends, whatever ends it.
        let over = stop.drain.child_token();
        let working = async {
            let report = worker.run(&stop).await;
            over.cancel();
            report
        };
        let feeding = async {
            let Some(fed) = fed else {
                return Ok(loaded);
            };
            let loaded = self.load(store, fit, &over).await;
            fed.cancel();
            if loaded.is_err() {
                stop.drain.cancel();
            }
            loaded
        };
        let bar = Bar::new(!self.json);
        let (report, loaded) = tokio::select! {
            both = async { tokio::join!(working, feeding) } => both,
            never = watch(&self.place, &bar) => match never {},
        };
        let loaded = loaded?;
        report.map_err(of_store)?;
        Ok(loaded)
    }

    /// Loads the calls, and runs none; a feed is read until it ends or a signal asks for it.
    async fn load_alone(&self, store: &Store, fit: &Fit) -> Result<Option<Taken>> {
        let over = CancellationToken::new();
        if self.calls.as_ref().is_some_and(CallSource::is_feed) {
            let asked = runtime::asked_to_end()?;
            let over = over.clone();
            tokio::spawn(async move {
                asked.await;
                over.cancel();
            });
        }
        self.load(store, fit, &over).await
    }

    /// Puts the calls into the store, if there are any; of a feed those that come until `over`.
    async fn load(
        &self,
        store: &Store,
        fit: &Fit,
        over: &CancellationToken,
    ) -> Result<Option<Taken>> {
        let Some(source) = &self.calls else {
            return Ok(None);
        };
        let taken = source.load(store, fit, &self.tenant, over).await?;
        taken.tell(self.json);
        Ok(Some(taken))
    }

    fn options(&self, fed: Option<CancellationToken>) -> Result<WorkerOptions> {
        Ok(WorkerOptions {
            concurrent: self.concurrent,
            lease: Duration::from_secs_f64(self.lease),
            stays: self.stay,
            fed,
            audit: self.audit.open_of(&self.worker)?.map(audit),
            ..WorkerOptions::named(self.worker.clone())
        })
    }
}

fn audit(log: JsonLinesLog) -> Audit {
    let counted = log.clone();
    Audit {
        path: log.path().display().to_string(),
        log: Arc::new(log),
        records: Arc::new(move || counted.records()),
    }
}

/// Shows how the campaign stands until it is dropped, over a connection of its own: what the worker
/// writes down does not wait for it, and where there is none the bar is missing, and nothing else.
async fn watch(place: &Place, bar: &Bar) -> Infallible {
    let store = match bar.is_shown() {
        true => place.existing().await.ok(),
        false => None,
    };
    let Some(store) = store else {
        return core::future::pending().await;
    };
    loop {
        if let Ok(status) = store.status().await {
            bar.show(&status);
        }
        tokio::time::sleep(BAR_INTERVAL).await;
    }
}

/// The first signal lets running calls end, the second cancels them.
fn stop_when_asked(stop: Stop) -> Result<()> {
    let asked = runtime::asked_to_end()?;
    tokio::spawn(async move {
        asked.await;
        output::note("running calls are let end; once more cancels them");
        stop.drain.cancel();
        runtime::asked_again().await;
        stop.cancel.cancel();
    });
    Ok(())
}

fn tell(arguments: &Arguments, status: &Status, loaded: Option<&Taken>) -> Result<()> {
    let status = Shown::of(status);
    if arguments.json {
        output::json(&Told { status, loaded })
    } else {
        status.tell()
    }
}

/// What the shell is told: the worst of all calls, whichever worker ended them, and of the rows
/// that this one was to load.
fn exit(status: &Status, has_bad_rows: bool) -> Exit {
    let is_stopped =
        status.waiting + status.running > 0 || status.state == CampaignState::Cancelled;
    let has_failed = has_bad_rows || status.ended.keys().any(|outcome| !outcome.is_regular());
    if status.ended.contains_key(&CallOutcome::Ambiguous) {
        Exit::Ambiguous
    } else if is_stopped {
        Exit::Cancelled
    } else if has_failed {
        Exit::Failed
    } else {
        Exit::Done
    }
}

/// A name that can be that of a folder.
fn name(text: &str) -> core::result::Result<String, String> {
    let plain = |one: char| one.is_ascii_alphanumeric() || matches!(one, '-' | '_' | '.');
    let is_name = (1..=64).contains(&text.len()) && text.chars().all(plain);
    if is_name && !text.starts_with('.') {
        Ok(text.to_owned())
    } else {
        Err("give 1 to 64 letters, digits, `-`, `_` and `.`".to_owned())
    }
}

fn rate(text: &str) -> core::result::Result<f64, String> {
    range::within(text, &RATE, "calls a second")
}

fn lease(text: &str) -> core::result::Result<f64, String> {
    range::within(text, &LEASE_S, "seconds")
}
