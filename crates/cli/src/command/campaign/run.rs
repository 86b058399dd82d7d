//! `campaign run`: loads calls, and works on the campaign until nothing is left.

use core::{ops::RangeInclusive, time::Duration};
use std::{path::PathBuf, sync::Arc};

use cxtone_campaign::{
    Audit, CONCURRENT_DEFAULT, CONCURRENT_MAX, CallOutcome, CampaignState, FlowTemplate, Heading,
    LEASE_DEFAULT, Status, Stop, Store, Worker, WorkerOptions, WorkerReport,
};
use cxtone_flow::limits::FILE_BYTES_MAX;
use cxtone_runner::JsonLinesLog;
use tokio_util::sync::CancellationToken;

use super::{
    Place, calls::Source, conducting::Conducting, fit::Fit, of_store, shown::Shown, status::Bar,
};
use crate::{
    audit_options::AuditOptions,
    command::flow::reading,
    exit::Exit,
    failure::Result,
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
lets the running calls end first, a second one cancels them. The exit code is 3 where a call is
ambiguous, 1 where one failed, 4 where the campaign or the worker was stopped before its end.";

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
    #[arg(long, value_name = "SOURCE", value_parser = Source::parse)]
    calls: Option<Source>,

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
    let store = arguments.place.open().await?;
    let heading = Heading {
        flow: text,
        rate_per_s: arguments.rate,
        concurrent_max: arguments.concurrent_all,
    };
    store.begin(heading).await.map_err(of_store)?;
    if arguments.load_only {
        arguments.load(&store, &fit).await?;
        return tell(arguments, &store.status().await.map_err(of_store)?);
    }
    let report = arguments.work(&store, &template, &fit).await?;
    let status = store.status().await.map_err(of_store)?;
    tell(arguments, &status)?;
    Ok(exit(&report, &status))
}

impl Arguments {
    /// Loads and works at the same time where calls are fed, and else one after the other.
    async fn work(
        &self,
        store: &Store,
        template: &FlowTemplate,
        fit: &Fit,
    ) -> Result<WorkerReport> {
        let conductor = self.conducting.conductor(&self.tenant, template.clone());
        let conductor = Arc::new(conductor.await?);
        let is_feed = self.calls.as_ref().is_some_and(Source::is_feed);
        if !is_feed {
            self.load(store, fit).await?;
        }
        let fed = is_feed.then(CancellationToken::new);
        let options = self.options(fed.clone())?;
        let worker = Worker::new(store.clone(), conductor, options);
        let stop = Stop::default();
        stop_when_asked(stop.clone())?;
        let feeding = async {
            if let Some(fed) = fed {
                self.load(store, fit).await?;
                fed.cancel();
            }
            // What is left is the worker's.
            core::future::pending::<Result<WorkerReport>>().await
        };
        let bar = Bar::new(!self.json);
        tokio::select! {
            report = worker.run(&stop) => report.map_err(of_store),
            failed = feeding => failed,
            () = watch(store, &bar) => Ok(WorkerReport::default()),
        }
    }

    async fn load(&self, store: &Store, fit: &Fit) -> Result<()> {
        let Some(source) = &self.calls else {
            return Ok(());
        };
        let loaded = source.load(store, fit, &self.tenant).await?;
        if !self.json {
            output::note(&format!(
                "loaded {}, {} there already",
                output::counted(loaded.added, "call"),
                loaded.known
            ));
        }
        Ok(())
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

/// Shows how the campaign stands until it is dropped.
async fn watch(store: &Store, bar: &Bar) {
    if !bar.is_shown() {
        core::future::pending::<()>().await;
    }
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
        let again = runtime::asked_to_end();
        stop.drain.cancel();
        if let Ok(again) = again {
            again.await;
            stop.cancel.cancel();
        }
    });
    Ok(())
}

fn tell(arguments: &Arguments, status: &Status) -> Result<Exit> {
    let shown = Shown::of(status);
    if arguments.json {
        output::json(&shown)?;
    } else {
        shown.tell()?;
    }
    Ok(Exit::Done)
}

/// What the shell is told: the worst of all calls, whichever worker ended them.
fn exit(report: &WorkerReport, status: &Status) -> Exit {
    let has = |outcome: &CallOutcome| status.ended.contains_key(outcome);
    let is_stopped = status.waiting + status.running > 0
        || status.state == CampaignState::Cancelled
        || report.state == Some(CampaignState::Draining);
    if has(&CallOutcome::Ambiguous) {
        Exit::Ambiguous
    } else if is_stopped {
        Exit::Cancelled
    } else if status.ended.keys().any(|outcome| !outcome.is_regular()) {
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
