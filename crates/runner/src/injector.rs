//! The injector: one injection from its call's turn to its outcome, written down on the way.
//! Requests are the client's part; what happens once the turn has come is in `errand`.

mod ended;
mod errand;
mod lost;
mod plan;
mod play_out;
mod sending;
mod used;

use core::{fmt, time::Duration};
use std::{sync::Arc, time::SystemTime};

use cxtone_audit::{DigitsKey, InjectionId, Observed, Timestamp};
use cxtone_cxone::{Client, RetryPolicy};
use cxtone_dialect::Address;
use cxtone_payload::{CallId, Limits};
use futures_util::future::join_all;
use tokio::{
    sync::oneshot,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;
use tracing::{Instrument as _, Span};
use uuid::Uuid;

use crate::{
    AudioTap, CallGuard, CallLocks, EffectLog, Failure, Injection, Metrics, Monitor, MonitorCounts,
    MonitorEvent, Report, Settle, Timings, monitor::Post, pace::Pace,
};
use errand::Errand;
pub use lost::{LostDigits, SENDER_LOST};
use play_out::PlayOuts;

/// Injects digits, one injection into a call at a time. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Injector {
    client: Client,
    parts: Arc<Parts>,
    locks: CallLocks,
    play_outs: PlayOuts,
    tap: Option<Arc<dyn AudioTap>>,
}

/// An [`Injector`] in the making.
pub struct InjectorBuilder {
    client: Client,
    parts: Parts,
    locks: CallLocks,
    tap: Option<Arc<dyn AudioTap>>,
}

struct Parts {
    log: Option<Arc<dyn EffectLog>>,
    digits_key: Option<DigitsKey>,
    monitors: Vec<Post>,
    metrics: Option<Metrics>,
    settle: Settle,
    pace: Pace,
}

impl Injector {
    /// Starts with a client alone: no log, no monitors, no tap.
    #[must_use]
    pub fn builder(client: Client) -> InjectorBuilder {
        InjectorBuilder {
            client,
            parts: Parts {
                log: None,
                digits_key: None,
                monitors: Vec::new(),
                metrics: None,
                settle: Settle::Off,
                pace: Pace::REAL,
            },
            locks: CallLocks::new(),
            tap: None,
        }
    }

    /// Sends digits into a call when its turn has come.
    ///
    /// Returns at the far end's answer, or with `verify` when the tones have played out and were
    /// listened to. The call stays locked in the background until the tones have played out.
    ///
    /// Dropping the future while the call's turn has not come gives the injection up. Later it
    /// changes nothing: the injection goes on to its end and is written down. Only the
    /// cancellation token ends it sooner; what was on its way then is ambiguous.
    ///
    /// # Errors
    ///
    /// [`Failure`] when the digits were not delivered, or perhaps not.
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with its time enabled.
    pub async fn inject(
        &self,
        injection: Injection,
        cancellation: &CancellationToken,
    ) -> Result<Report, Failure> {
        self.inject_under(&self.locks, injection, cancellation)
            .await
    }

    /// The same under other locks than the injector's: for whoever holds the call there already.
    pub(crate) async fn inject_under(
        &self,
        locks: &CallLocks,
        injection: Injection,
        cancellation: &CancellationToken,
    ) -> Result<Report, Failure> {
        let mut errand = self.errand(injection, cancellation);
        let span = errand.span();
        let key = self.lock_key(&errand.injection.address);
        let turn = turn(locks, &key, cancellation)
            .instrument(tracing::debug_span!(parent: &span, "lock"))
            .await;
        errand.lock_wait = errand.started.elapsed();
        let guard = turn.inspect_err(|failure| errand.notify_unsent(failure))?;
        self.send_off(errand, span, guard).await
    }

    /// As [`inject`](Self::inject), for whoever holds the call's lock already, which goes over to the injection. A
    /// guard of another call or other locks is given back, and the call's turn is waited for.
    ///
    /// # Errors
    ///
    /// As [`inject`](Self::inject).
    ///
    /// # Panics
    ///
    /// Outside a tokio runtime with its time enabled.
    pub async fn inject_holding(
        &self,
        guard: CallGuard,
        injection: Injection,
        cancellation: &CancellationToken,
    ) -> Result<Report, Failure> {
        let key = self.client.lock_key(&injection.address);
        if *guard.call() != key || !self.locks.is_guarded_by(&guard) {
            drop(guard);
            return self.inject(injection, cancellation).await;
        }
        let errand = self.errand(injection, cancellation);
        let span = errand.span();
        self.send_off(errand, span, guard).await
    }

    /// The same injector with another policy: locks, log, monitors and all else stay shared. It is
    /// for whoever allows each injection attempts and time of its own.
    #[must_use]
    pub fn with_policy(&self, policy: RetryPolicy) -> Self {
        Self {
            client: self.client.with_policy(policy),
            ..self.clone()
        }
    }

    /// The same injector with another tap: locks, log, monitors and all else stay shared. It is for
    /// whoever listens to each call in a place of its own.
    #[must_use]
    pub fn with_tap(&self, tap: Arc<dyn AudioTap>) -> Self {
        Self {
            tap: Some(tap),
            ..self.clone()
        }
    }

    /// The locks of all calls, for work on a call that must not overlap with injections.
    #[must_use]
    pub fn locks(&self) -> &CallLocks {
        &self.locks
    }

    /// Waits until the monitors have been told of all injections that have ended, but no longer
    /// than this, and tells how each of them fared. It is for the end of a program: what monitors
    /// have not been told when its runtime ends, they never hear.
    pub async fn drain_monitors(&self, patience: Duration) -> Vec<MonitorCounts> {
        let drained = self.parts.monitors.iter().map(Post::drained);
        // How far it came stands in the counts.
        let _elapsed = timeout(patience, join_all(drained)).await;
        self.monitor_counts()
    }

    /// How the monitors fare, in the order in which they were added.
    #[must_use]
    pub fn monitor_counts(&self) -> Vec<MonitorCounts> {
        self.parts.monitors.iter().map(Post::counts).collect()
    }

    /// Whether it has a tap.
    pub(crate) fn listens(&self) -> bool {
        self.tap.is_some()
    }

    /// What the tenant allows in one injection.
    pub(crate) fn limits(&self) -> Limits {
        self.client.capabilities().limits()
    }

    fn errand(&self, injection: Injection, cancellation: &CancellationToken) -> Box<Errand> {
        Box::new(Errand {
            client: self.client.clone(),
            parts: self.parts.clone(),
            tap: self.tap.clone(),
            injection_id: new_injection_id(),
            injection,
            cancellation: cancellation.clone(),
            started: Instant::now(),
            lock_wait: Duration::ZERO,
        })
    }

    /// Runs in a task of its own from here on.
    async fn send_off(
        &self,
        errand: Box<Errand>,
        span: Span,
        guard: CallGuard,
    ) -> Result<Report, Failure> {
        let (report, reported) = oneshot::channel();
        let play_outs = self.play_outs.clone();
        let running = async move {
            if let Some(play_out) = errand.run(guard, report).await {
                play_outs.keep(play_out);
            }
        };
        tokio::spawn(running.instrument(span));
        reported.await.unwrap_or(Err(Failure::Interrupted))
    }

    /// What must not overlap: injections whose keys are equal.
    pub(crate) fn lock_key(&self, address: &Address) -> CallId {
        self.client.lock_key(address)
    }
}

impl Parts {
    /// Counts an injection that ended, and tells all monitors, whatever each of them does with it.
    fn tell(&self, audit: &Observed, timings: &Timings, event: impl FnOnce() -> MonitorEvent) {
        if let Some(metrics) = &self.metrics {
            metrics.count(audit, timings);
        }
        if self.monitors.is_empty() {
            return;
        }
        let event = Arc::new(event());
        for monitor in &self.monitors {
            monitor.tell(&event);
        }
    }
}

impl fmt::Debug for Injector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Injector")
            .field("client", &self.client)
            .field("locks", &self.locks)
            .finish_non_exhaustive()
    }
}

impl InjectorBuilder {
    /// Where injections are written down. Without a log, a crash leaves no trace of what was sent.
    #[must_use]
    pub fn log(mut self, log: impl EffectLog + 'static) -> Self {
        self.parts.log = Some(Arc::new(log));
        self
    }

    /// Writes a keyed code of the digits into each record, by which whoever has the key recognises
    /// them later; without a key, as unless told otherwise, there is none. The masked audit entries
    /// that monitors are told have it too.
    #[must_use]
    pub fn digits_key(mut self, key: DigitsKey) -> Self {
        self.parts.digits_key = Some(key);
        self
    }

    /// One more monitor. Each has a queue and a task of its own; nobody waits for any of them.
    #[must_use]
    pub fn monitor(mut self, monitor: impl Monitor + 'static) -> Self {
        self.parts.monitors.push(Post::new(Arc::new(monitor)));
        self
    }

    /// Where injections are counted and their stages measured.
    #[must_use]
    pub fn metrics(mut self, metrics: Metrics) -> Self {
        self.parts.metrics = Some(metrics);
        self
    }

    /// Where to listen to calls. Without a tap, the recognition rate is assumed from the status.
    #[must_use]
    pub fn tap(mut self, tap: impl AudioTap + 'static) -> Self {
        self.tap = Some(Arc::new(tap));
        self
    }

    /// Whether listening may settle what an answer left open; [`Settle::Off`] unless told
    /// otherwise, and without effect where there is no tap.
    #[must_use]
    pub fn settle(mut self, settle: Settle) -> Self {
        self.parts.settle = settle;
        self
    }

    /// How many times as fast as this machine's clock time passes in the calls; 1 unless told
    /// otherwise. It is for an emulated far end that is hurried as much; what is no positive
    /// number counts as 1.
    #[must_use]
    pub fn speed(mut self, speed: f64) -> Self {
        self.parts.pace = Pace::new(speed);
        self
    }

    /// Locks shared with another injector. Without, it has its own.
    #[must_use]
    pub fn locks(mut self, locks: CallLocks) -> Self {
        self.locks = locks;
        self
    }

    /// The injector.
    #[must_use]
    pub fn build(mut self) -> Injector {
        if let Some(metrics) = &self.parts.metrics {
            let monitors = self.parts.monitors.into_iter();
            let metered = monitors.map(|monitor| monitor.metered(metrics.clone()));
            self.parts.monitors = metered.collect();
        }
        Injector {
            client: self.client,
            parts: Arc::new(self.parts),
            locks: self.locks,
            play_outs: PlayOuts::default(),
            tap: self.tap,
        }
    }
}

impl fmt::Debug for InjectorBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("InjectorBuilder")
            .finish_non_exhaustive()
    }
}

/// Waits for the call's turn.
async fn turn(
    locks: &CallLocks,
    key: &CallId,
    cancellation: &CancellationToken,
) -> Result<CallGuard, Failure> {
    tokio::select! {
        biased;
        () = cancellation.cancelled() => Err(Failure::Cancelled),
        guard = locks.acquire(key) => guard.map_err(Failure::Busy),
    }
}

pub(crate) fn new_injection_id() -> InjectionId {
    InjectionId::new(&Uuid::new_v4().to_string()).expect("a UUID is 36 plain characters")
}

/// The wall clock, for records; durations are measured on the monotonic one.
pub(crate) fn now() -> Timestamp {
    SystemTime::now().into()
}
