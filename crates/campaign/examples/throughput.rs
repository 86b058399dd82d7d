//! What a campaign costs where its calls do nothing: calls a second of the bare queue, and of the
//! queue with the journal of one effect a call. A store of its own for each: `sqlite:FOLDER` makes
//! files in a folder, `postgres://…/{}` puts `bare` or `journal` in the place of the braces. One of
//! the two words at the end leaves the other out.

use core::{error::Error, time::Duration};
use std::{collections::BTreeMap, env, fs, sync::Arc, time::Instant};

use cxtone_audit::{
    CommandObserved, CommandOutcome, FlowCommand, InjectionId, Record, ShortText, Timestamp,
};
use cxtone_campaign::{
    CallJournal, CallOutcome, Claimed, Conclusion, Conductor, EffectLog as _, Heading,
    LOAD_ROWS_MAX, NewCall, Stop, Store, Worker, WorkerOptions,
};
use futures_util::future::{BoxFuture, try_join_all};
use tokio_util::sync::CancellationToken;

const USAGE: &str =
    "throughput sqlite:FOLDER|postgres://…/{} CALLS WORKERS CONCURRENT [bare|journal]";

/// Does nothing in its calls, or only writes down one effect.
struct Empty {
    journals: bool,
}

impl Conductor for Empty {
    fn conduct<'a>(
        &'a self,
        claimed: &'a Claimed,
        journal: &'a CallJournal,
        _cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Conclusion> {
        Box::pin(async move {
            if self.journals {
                for outcome in [None, Some(CommandOutcome::Done)] {
                    if journal.append(command(claimed, outcome)).await.is_err() {
                        return Conclusion::of(CallOutcome::CommandFailed);
                    }
                }
            }
            Conclusion::of(CallOutcome::Finished)
        })
    }
}

fn command(claimed: &Claimed, outcome: Option<CommandOutcome>) -> Record {
    Record::Commanded(FlowCommand {
        timestamp: Timestamp::from_unix_ms(0),
        run_id: InjectionId::new("run").expect("plain characters"),
        call_id: claimed.call().clone(),
        number: 1,
        step: ShortText::new("code"),
        command: "play",
        observed: outcome.map(|outcome| CommandObserved {
            outcome,
            took: Duration::ZERO,
        }),
    })
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [place, calls, workers, concurrent, only @ ..] = arguments.as_slice() else {
        return Err(USAGE.into());
    };
    let (calls, workers) = (calls.parse()?, workers.parse()?);
    let concurrent = concurrent.parse()?;
    for (name, journals) in [("bare", false), ("journal", true)] {
        if only.first().is_some_and(|only| only != name) {
            continue;
        }
        let address = match place.strip_prefix("sqlite:") {
            Some(folder) => {
                fs::create_dir_all(folder)?;
                format!("sqlite:{folder}/{name}.db")
            }
            None => place.replace("{}", name),
        };
        let store = Store::open(&address).await?;
        let loading = Instant::now();
        load(&store, calls).await?;
        let loading = loading.elapsed();
        let working = Instant::now();
        let running = (0..workers).map(|_| work(&address, journals, concurrent));
        try_join_all(running).await?;
        let took = working.elapsed();
        let ended = store.status().await?.calls_ended();
        assert_eq!(ended, calls, "every call has ended");
        println!(
            "{name:8} {calls} calls, {workers} workers: loaded in {:.1} s, {:.0} calls/s, {:.1} µs a call, {} MiB resident",
            loading.as_secs_f64(),
            calls as f64 / took.as_secs_f64(),
            took.as_secs_f64() * 1e6 / calls as f64,
            resident_mib(),
        );
    }
    Ok(())
}

async fn load(store: &Store, calls: u64) -> Result<(), Box<dyn Error>> {
    store.begin(Heading::default()).await?;
    let mut batch = Vec::new();
    for number in 0..calls {
        batch.push(NewCall::new(&format!("call-{number}"), 0, BTreeMap::new())?);
        if batch.len() == LOAD_ROWS_MAX {
            store.load(core::mem::take(&mut batch)).await?;
        }
    }
    store.load(batch).await?;
    Ok(())
}

/// A worker with a connection of its own, as on a machine of its own.
async fn work(address: &str, journals: bool, concurrent: u32) -> Result<(), Box<dyn Error>> {
    let options = WorkerOptions {
        concurrent,
        ..WorkerOptions::named("one")
    };
    let store = Store::open(address).await?;
    let worker = Worker::new(store, Arc::new(Empty { journals }), options);
    worker.run(&Stop::default()).await?;
    Ok(())
}

/// The process's memory; nothing where the system does not tell.
fn resident_mib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or(0) / 1024
}
