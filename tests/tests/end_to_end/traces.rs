//! What our crates trace, at the finest level, and what a panic in somebody's monitor or tap
//! prints.

use core::time::Duration;
use std::{
    io::{self, Write},
    panic,
    sync::{Mutex, OnceLock, PoisonError},
};

use cxtone_cxone::BoxFuture;
use cxtone_payload::CallId;
use cxtone_runner::{
    AudioTap, Injection, Mark, Monitor, MonitorError, MonitorEvent, Overheard, TapError,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::{
    filter::Targets, fmt::MakeWriter, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::{
    leaks::Canary,
    nasty::{self, CANARY, DIGITS},
    world::World,
};

/// As long as anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

static TRACED: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static PANICS: Mutex<String> = Mutex::new(String::new());

/// From now on everything that our crates trace in this process is kept.
fn trace() {
    static TRACING: OnceLock<()> = OnceLock::new();
    TRACING.get_or_init(|| {
        let ours = Targets::new().with_target("cxtone", tracing::Level::TRACE);
        let kept = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(Kept);
        tracing_subscriber::registry().with(ours).with(kept).init();
    });
}

fn traced() -> String {
    let traced = TRACED.lock().unwrap_or_else(PoisonError::into_inner);
    String::from_utf8_lossy(&traced).into_owned()
}

struct Kept;

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut traced = TRACED.lock().unwrap_or_else(PoisonError::into_inner);
        traced.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Kept {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        Self
    }
}

/// From now on every panic of this process is kept, and printed as before.
fn watch_panics() {
    static WATCHING: OnceLock<()> = OnceLock::new();
    WATCHING.get_or_init(|| {
        let printing = panic::take_hook();
        panic::set_hook(Box::new(move |told| {
            let mut panics = PANICS.lock().unwrap_or_else(PoisonError::into_inner);
            panics.push_str(&format!("{told}\n{told:?}\n"));
            drop(panics);
            printing(told);
        }));
    });
}

/// Panics with all that it is told.
struct Clumsy;

impl Monitor for Clumsy {
    fn name(&self) -> &'static str {
        "clumsy"
    }

    fn notify<'a>(&'a self, event: &'a MonitorEvent) -> BoxFuture<'a, Result<(), MonitorError>> {
        panic!("clumsy monitor: {event:?}");
    }
}

impl AudioTap for Clumsy {
    fn mark<'a>(&'a self, call: &'a CallId) -> BoxFuture<'a, Result<Mark, TapError>> {
        panic!("clumsy tap: {call:?}");
    }

    fn since<'a>(
        &'a self,
        call: &'a CallId,
        mark: Mark,
    ) -> BoxFuture<'a, Result<Overheard, TapError>> {
        panic!("clumsy tap: {call:?} {mark:?}");
    }
}

#[tokio::test]
async fn no_fault_brings_digits_tokens_or_secrets_into_the_traces() {
    trace();
    let faults = [
        json!({ "on": "dtmf", "kind": "rateLimit", "retryAfter": 3600 }),
        json!({ "on": "dtmf", "kind": "unauthorized", "times": 2 }),
        json!({ "on": "dtmf", "kind": "conflict" }),
        json!({ "on": "dtmf", "kind": "serverError", "executed": "after" }),
        json!({ "on": "dtmf", "kind": "dropBefore" }),
        json!({ "on": "dtmf", "kind": "dropAfter" }),
        json!({ "on": "dtmf", "kind": "stall" }),
        json!({ "on": "dtmf", "kind": "brokenJson" }),
        json!({ "on": "token", "kind": "unauthorized" }),
        json!({ "on": "token", "kind": "brokenJson" }),
    ];
    let world = World::start(faults.len()).await;
    for (call, fault) in faults.iter().enumerate() {
        world.order(fault).await;
        let injection = world.injection(call, DIGITS, "INBAND");
        let injector = world.listener().build();
        // What came of it is told in the tests of the faults.
        drop(injector.inject(injection, &CancellationToken::new()).await);
    }
    let secrets = [world.hello.client_secret.as_str()];
    let canary = Canary {
        digits: DIGITS,
        secrets: &secrets,
    };
    let traced = traced();
    assert!(
        traced.contains("cxtone_cxone"),
        "the client traces: {traced}"
    );
    assert!(traced.contains("cxtone_emulator"), "so does the emulator");
    canary.assert_hidden("the traces", &traced);
}

#[tokio::test]
async fn a_far_end_that_gives_everything_back_does_not_get_into_the_traces() {
    trace();
    let world = World::start(1).await;
    for status in [200, 302, 401, 403, 409, 429, 503] {
        let injection = world.injection(0, DIGITS, "INBAND");
        let client = nasty::client(status);
        let sent = client
            .inject(
                &injection.address,
                &injection.payload,
                &CancellationToken::new(),
            )
            .await;
        assert_eq!(sent.outcome.is_ok(), status == 200);
        assert_eq!(sent.correlation_id, None, "it holds digits and a token");
    }
    assert!(!traced().is_empty());
    CANARY.assert_hidden("the traces", &traced());
}

#[tokio::test]
async fn a_panic_of_a_monitor_or_tap_prints_nothing_and_changes_nothing() {
    watch_panics();
    let world = World::start(1).await;
    let injector = cxtone_runner::Injector::builder(world.client())
        .monitor(Clumsy)
        .tap(Clumsy)
        .build();
    let injection = Injection {
        verify: true,
        ..world.injection(0, DIGITS, "SIPINFO")
    };
    let report = injector.inject(injection, &CancellationToken::new()).await;
    let report = report.expect("delivered all the same");
    assert!(report.troubles.tap.is_some());
    let counts = injector.drain_monitors(PATIENCE).await;
    assert_eq!(counts[0].failed, 1, "the monitor was told, and panicked");
    let panics = PANICS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    assert!(panics.contains("clumsy monitor") && panics.contains("clumsy tap"));
    CANARY.assert_hidden("the panics", &panics);
}
