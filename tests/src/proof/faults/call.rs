//! One call: its emulator, its injections in paused time, and what was heard in the end.
//! What of it is a failure is judged in `judged`.

use core::{mem, time::Duration};
use std::sync::{Arc, Mutex, PoisonError};

use cxtone_audit::Record;
use cxtone_cxone::{BoxFuture, Client, RetryPolicy, TokenCache};
use cxtone_dialect::{BaseUrl, CallAddress, Credentials, cxone_v2};
use cxtone_emulator::{EmulatorConfig, Hello};
use cxtone_payload::{DtmfType, Limits, Raw, validate};
use cxtone_runner::{
    EffectLog, Failure, Injection, Injector, LogError, RecordingUrlTap, Report, Settle,
};
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::{
    Tally,
    drawn::{Drawn, DrawnInjection},
    judged,
    network::{Network, Posted},
};
use crate::in_process::Wire;

/// Longer than any injection takes, all its waits and sends included.
const PATIENCE: Duration = Duration::from_secs(3_600);

/// Shorter than the usual ones, since every second of a call costs time to listen to.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(2);

/// The same.
const BACKOFF_BASE: Duration = Duration::from_millis(200);

/// The same; nothing in this proof plays later.
const LATE_MARGIN: Duration = Duration::from_secs(1);

/// How long after the last outcome everything has played out.
const PLAYED_OUT: Duration = Duration::from_secs(4);

/// A call that has ended, and the truth about it.
pub(in crate::proof) struct Ended {
    pub(super) drawn: Drawn,
    pub(super) endings: Vec<Ending>,
    /// All digits that were heard, in their order.
    pub(super) heard: String,
    /// What the emulator says of each request that it got: executed or refused, and whether it
    /// overlapped with another one.
    pub(super) commands: Vec<(bool, bool)>,
    pub(super) posted: Vec<Posted>,
    /// When the recording was asked for in vain.
    pub(super) unheard: Vec<Instant>,
    pub(super) records: Vec<Record>,
    pub(super) calls_locked: usize,
}

/// How one injection ended.
pub(super) struct Ending {
    pub(super) drawn: DrawnInjection,
    pub(super) result: Result<Report, Failure>,
    pub(super) began: Instant,
    pub(super) ended: Instant,
    pub(super) cancelled: bool,
}

/// An emulator with an injector on it, for one call after another.
pub(in crate::proof) struct Stage {
    hello: Hello,
    network: Network,
    log: MemoryLog,
    injector: Injector,
}

/// Runs a call and judges it: how its injections ended, and what must not have happened.
pub(super) fn run(seed: u64, number: u64) -> (Tally, Vec<String>) {
    let runtime = paused_runtime();
    let ended = runtime.block_on(async {
        let drawn = Drawn::of(seed, number);
        let stage = Stage::new(seed, number, drawn.token_life_s, drawn.fallback);
        stage.call("call-1", drawn).await
    });
    judged::judge(&ended)
}

/// A runtime whose time passes only while nothing can be done.
pub(in crate::proof) fn paused_runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime without sockets")
}

impl Stage {
    pub(in crate::proof) fn new(seed: u64, number: u64, token_life_s: u32, fallback: bool) -> Self {
        let config = EmulatorConfig {
            calls: 0,
            call_s_max: 3_600,
            seed: Some(seed ^ number),
            token_life_s,
            ..EmulatorConfig::default()
        };
        let wire = Wire::to(&config);
        let hello = wire.hello().clone();
        let network = Network::new(wire, seed, number);
        let log = MemoryLog::default();
        let injector = injector(&network, &hello, &log, fallback);
        Self {
            hello,
            network,
            log,
            injector,
        }
    }

    /// Places a call, injects into it, and forgets it again.
    pub(in crate::proof) async fn call(&self, id: &str, drawn: Drawn) -> Ended {
        let order = serde_json::json!({ "callId": id, "line": drawn.line });
        let order = order.to_string();
        self.network.ask("POST", "/emulator/calls", &order).await;
        self.network.notes().may_be_late = drawn.may_be_late();
        let mut running = Vec::new();
        for injection in drawn.injections.clone() {
            let injecting = inject(
                self.injector.clone(),
                self.hello.clone(),
                id.to_owned(),
                injection,
            );
            running.push(tokio::spawn(injecting));
        }
        let mut endings = Vec::new();
        for ending in running {
            endings.push(ending.await.expect("it does not panic"));
        }
        sleep(PLAYED_OUT).await;
        let path = format!("/emulator/calls/{id}");
        let report = self.network.ask("GET", &path, "").await;
        self.network.ask("DELETE", &path, "").await;
        let mut notes = self.network.notes();
        Ended {
            drawn,
            endings,
            heard: heard(&report),
            commands: commands(&report),
            posted: mem::take(&mut notes.posted),
            unheard: mem::take(&mut notes.unheard),
            records: self.log.take(),
            calls_locked: self.injector.locks().locked_calls(),
        }
    }
}

async fn inject(injector: Injector, hello: Hello, call: String, drawn: DrawnInjection) -> Ending {
    sleep(drawn.after).await;
    let began = Instant::now();
    let cancellation = CancellationToken::new();
    if let Some(after) = drawn.cancelled_after {
        let cancelling = cancellation.clone();
        tokio::spawn(async move {
            sleep(after).await;
            cancelling.cancel();
        });
    }
    let injection = injection(&hello, &call, &drawn);
    let result = timeout(PATIENCE, injector.inject(injection, &cancellation))
        .await
        .expect("no injection is stuck");
    Ending {
        drawn,
        result,
        began,
        ended: Instant::now(),
        cancelled: cancellation.is_cancelled(),
    }
}

fn injection(hello: &Hello, call: &str, drawn: &DrawnInjection) -> Injection {
    let raw = Raw {
        digits: drawn.digits.as_str().into(),
        dtmf_type: drawn.dtmf_type.into(),
        pause_ms: drawn.pause_ms.into(),
    };
    Injection {
        address: CallAddress {
            provider: hello.provider_id.parse().expect("an id"),
            line: hello.line_id.parse().expect("an id"),
            call: call.parse().expect("an id"),
        }
        .into(),
        payload: validate(&raw, &Limits::CXONE_V2).expect("valid"),
        verify: drawn.verify,
    }
}

fn injector(network: &Network, hello: &Hello, log: &MemoryLog, fallback: bool) -> Injector {
    let url = BaseUrl::parse(&hello.url).expect("a URL");
    let transport = Arc::new(network.clone());
    let tokens = TokenCache::new(
        transport.clone(),
        url.clone(),
        Credentials::new(&hello.client_id, &*hello.client_secret),
        &cxone_v2::SCOPES,
    )
    .with_jitter_seed(1);
    let policy = RetryPolicy {
        attempt_timeout: ATTEMPT_TIMEOUT,
        backoff_base: BACKOFF_BASE,
        jitter_seed: Some(1),
        ..RetryPolicy::default()
    };
    let client = Client::new(transport, Arc::new(tokens), url, policy);
    let recordings = format!("{}/emulator/calls/{{callId}}/audio.wav", hello.url);
    let tap = RecordingUrlTap::new(client.clone(), &recordings).expect("a placeholder");
    // The emulator's recordings have all digits as tones, however they came.
    let tap = tap.rendering(&DtmfType::ALL);
    Injector::builder(client)
        .tap(tap)
        .log(log.clone())
        .settle(Settle::Listen {
            late_margin: LATE_MARGIN,
            fallback,
        })
        .build()
}

fn heard(report: &Value) -> String {
    let groups = report["heard"].as_array().expect("a list");
    let digits = |group: &Value| group["digits"].as_str().expect("digits").to_owned();
    groups.iter().map(digits).collect()
}

fn commands(report: &Value) -> Vec<(bool, bool)> {
    let commands = report["commands"].as_array().expect("a list");
    let brief = |command: &Value| {
        (
            command["outcome"] == "executed",
            command["overlaps"] == true,
        )
    };
    commands.iter().map(brief).collect()
}

/// A log in memory.
#[derive(Clone, Default)]
struct MemoryLog(Arc<Mutex<Vec<Record>>>);

impl MemoryLog {
    fn take(&self) -> Vec<Record> {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl EffectLog for MemoryLog {
    fn append(&self, record: Record) -> BoxFuture<'_, Result<(), LogError>> {
        let mut records = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        records.push(record);
        Box::pin(async { Ok(()) })
    }
}
