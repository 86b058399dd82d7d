//! What workers promise, with conductors that follow a script, on SQLite.
//! Workers that are killed, and PostgreSQL, are tested in the package of what crosses crates.

mod lost;

use core::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::{collections::BTreeMap, sync::Mutex};

use cxtone_audit::{
    CommandObserved, CommandOutcome, FlowCommand, InjectionId, Record, ShortText, Timestamp,
};
use futures_util::future::BoxFuture;
use tokio::{sync::Notify, time::timeout};

use super::*;
use crate::{
    CallJournal, CallOutcome, Claimed, Conclusion, EffectStatus, NewCall, store::TestStore,
};

/// How long a condition may take to come true.
const PATIENCE: Duration = Duration::from_secs(60);

/// Sends one effect in each call, and counts how often.
#[derive(Default)]
struct Script {
    /// Effects sent, by call.
    sent: Mutex<BTreeMap<String, u32>>,
    /// Whether calls end only when they are cancelled or let go.
    holds: AtomicBool,
    /// Whether it panics, after its effect or before.
    panics: Option<bool>,
    let_go: Notify,
    begun: AtomicU32,
}

impl Script {
    fn sent(&self) -> BTreeMap<String, u32> {
        self.sent.lock().expect("nobody panics with it").clone()
    }

    async fn begun(&self, calls: u32) {
        until(|| self.begun.load(Ordering::SeqCst) >= calls).await;
    }
}

impl Conductor for Script {
    fn conduct<'a>(
        &'a self,
        claimed: &'a Claimed,
        journal: &'a CallJournal,
        cancellation: &'a CancellationToken,
    ) -> BoxFuture<'a, Conclusion> {
        Box::pin(async move {
            let call = claimed.call().as_str();
            assert_ne!(self.panics, Some(false), "before anything was sent");
            if journal.append(command(call, None)).await.is_err() {
                return Conclusion {
                    not_begun: true,
                    ..Conclusion::of(CallOutcome::CommandFailed)
                };
            }
            assert_ne!(self.panics, Some(true), "after something was intended");
            *self
                .sent
                .lock()
                .expect("nobody panics with it")
                .entry(call.to_owned())
                .or_default() += 1;
            self.begun.fetch_add(1, Ordering::SeqCst);
            let done = journal.append(command(call, Some(CommandOutcome::Done)));
            let _refused = done.await;
            if self.holds.load(Ordering::SeqCst) {
                tokio::select! {
                    () = cancellation.cancelled() => return Conclusion::of(CallOutcome::Cancelled),
                    () = self.let_go.notified() => {}
                }
            }
            Conclusion::of(CallOutcome::Finished)
        })
    }
}

fn command(call: &str, outcome: Option<CommandOutcome>) -> Record {
    Record::Commanded(FlowCommand {
        timestamp: Timestamp::from_unix_ms(0),
        run_id: InjectionId::new("run-1").expect("an id"),
        call_id: call.parse().expect("an id"),
        number: 1,
        step: ShortText::new("code"),
        command: "play",
        observed: outcome.map(|outcome| CommandObserved {
            outcome,
            took: Duration::ZERO,
        }),
    })
}

async fn until(condition: impl Fn() -> bool) {
    let coming = async {
        while !condition() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, coming).await.expect("in time");
}

fn options(name: &str) -> WorkerOptions {
    WorkerOptions {
        concurrent: 10,
        lease: LEASE_MIN,
        ..WorkerOptions::named(name)
    }
}

fn start(
    store: &Store,
    script: &Arc<Script>,
    options: WorkerOptions,
) -> (tokio::task::JoinHandle<WorkerReport>, Stop) {
    let stop = Stop::default();
    let conductor: Arc<dyn Conductor> = script.clone();
    let worker = Worker::new(store.clone(), conductor, options);
    let stopping = stop.clone();
    let running = tokio::spawn(async move { worker.run(&stopping).await.expect("no error") });
    (running, stop)
}

fn calls(count: usize) -> Vec<NewCall> {
    let call = |number| NewCall::new(&format!("call-{number}"), 0, BTreeMap::new());
    (0..count)
        .map(|number| call(number).expect("a call"))
        .collect()
}

async fn check_all_ended_once(test: &TestStore, script: &Script, count: usize) {
    let rows = test.store.calls(0, 1000).await.expect("calls");
    assert_eq!(rows.len(), count);
    for row in &rows {
        assert_eq!(row.outcome, Some(CallOutcome::Finished), "{row:?}");
        let statuses: Vec<_> = row.effects.iter().map(|effect| effect.status).collect();
        assert_eq!(statuses, [EffectStatus::Done]);
    }
    let sent = script.sent();
    assert!(sent.len() == count && sent.values().all(|times| *times == 1));
}

#[tokio::test]
async fn workers_of_one_name_share_the_calls_and_each_call_ends_once() {
    let test = TestStore::begun().await;
    test.store.load(calls(60)).await.expect("loaded");
    let script = Arc::new(Script::default());
    let second = Store::at_for_test(&test).await;
    let (one, _) = start(&test.store, &script, options("same"));
    let (two, _) = start(&second, &script, options("same"));
    let (one, two) = (one.await.expect("ended"), two.await.expect("ended"));
    assert_eq!((one.ended + two.ended, one.lost + two.lost), (60, 0));
    check_all_ended_once(&test, &script, 60).await;
    let status = test.store.status().await.expect("status");
    assert_eq!(status.workers.len(), 2);
    assert!(
        status
            .workers
            .iter()
            .all(|worker| worker.ended && worker.name == "same")
    );
}

#[tokio::test]
async fn a_drained_worker_lets_its_calls_end_and_leaves_the_others() {
    let test = TestStore::begun().await;
    test.store.load(calls(30)).await.expect("loaded");
    let script = Arc::new(Script::default());
    script.holds.store(true, Ordering::SeqCst);
    let (running, stop) = start(&test.store, &script, options("a"));
    script.begun(10).await;
    stop.drain.cancel();
    script.holds.store(false, Ordering::SeqCst);
    until_notified(&script, &running).await;
    let report = running.await.expect("ended");
    assert_eq!((report.ended, report.lost), (10, 0));
    let status = test.store.status().await.expect("status");
    assert_eq!(
        (status.waiting, status.running, status.calls_ended()),
        (20, 0, 10)
    );
}

/// Lets calls go until the worker has ended.
async fn until_notified(script: &Script, running: &tokio::task::JoinHandle<WorkerReport>) {
    let coming = async {
        while !running.is_finished() {
            script.let_go.notify_waiters();
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, coming).await.expect("in time");
}

#[tokio::test]
async fn a_cancelled_campaign_cancels_the_running_calls_too() {
    let test = TestStore::begun().await;
    test.store.load(calls(30)).await.expect("loaded");
    let script = Arc::new(Script::default());
    script.holds.store(true, Ordering::SeqCst);
    let (running, _stop) = start(&test.store, &script, options("a"));
    script.begun(10).await;
    test.store
        .command(CampaignState::Cancelled)
        .await
        .expect("told");
    let report = timeout(PATIENCE, running)
        .await
        .expect("in time")
        .expect("ended");
    assert_eq!(report.state, Some(CampaignState::Cancelled));
    let status = test.store.status().await.expect("status");
    assert_eq!(status.ended.get(&CallOutcome::Cancelled), Some(&30));
}

#[tokio::test]
async fn a_paused_campaign_goes_on_when_it_is_resumed() {
    let test = TestStore::begun().await;
    test.store.load(calls(5)).await.expect("loaded");
    test.store
        .command(CampaignState::Paused)
        .await
        .expect("told");
    let script = Arc::new(Script::default());
    let (running, _stop) = start(&test.store, &script, options("a"));
    let alive = async {
        while test
            .store
            .status()
            .await
            .expect("status")
            .workers
            .is_empty()
        {}
    };
    timeout(PATIENCE, alive).await.expect("in time");
    assert_eq!(script.sent().len(), 0);
    test.store
        .command(CampaignState::Running)
        .await
        .expect("told");
    running.await.expect("ended");
    check_all_ended_once(&test, &script, 5).await;
}

#[tokio::test]
async fn a_worker_that_is_fed_stays_until_the_feed_ends() {
    let test = TestStore::begun().await;
    let script = Arc::new(Script::default());
    let fed = CancellationToken::new();
    let feeder = WorkerOptions {
        fed: Some(fed.clone()),
        ..options("feeder")
    };
    let (running, _stop) = start(&test.store, &script, feeder);
    for call in calls(3) {
        test.store.load(vec![call]).await.expect("loaded");
        let known = script.sent().len();
        until(|| script.sent().len() > known).await;
    }
    assert!(!running.is_finished());
    fed.cancel();
    timeout(PATIENCE, running)
        .await
        .expect("in time")
        .expect("ended");
    check_all_ended_once(&test, &script, 3).await;
}

#[tokio::test]
async fn on_a_full_disk_nothing_is_sent_and_when_there_is_room_all_goes_on() {
    let test = TestStore::begun().await;
    test.store.load(calls(200)).await.expect("loaded");
    // As full as it is: the first row that needs a page is refused.
    let pages = test.number("PRAGMA page_count").await;
    test.begin_with(&format!("PRAGMA max_page_count = {pages}"));
    let full = Store::at_for_test(&test).await;
    let script = Arc::new(Script::default());
    let (running, _stop) = start(&full, &script, options("a"));
    let refused = async { while !is_full(&test).await {} };
    timeout(PATIENCE, refused).await.expect("in time");
    assert!(script.sent().len() < 200, "there was room for all of them");
    test.begin_with("PRAGMA max_page_count = 1000000");
    timeout(PATIENCE, running)
        .await
        .expect("in time")
        .expect("ended");
    check_all_ended_once(&test, &script, 200).await;
}

/// Whether another page is refused over a connection that is as limited as the worker's.
async fn is_full(test: &TestStore) -> bool {
    let pages = test.number("PRAGMA page_count").await;
    let most = test.number("PRAGMA max_page_count").await;
    let waiting = test.store.status().await.expect("status").running;
    pages >= most && waiting > 0
}

#[tokio::test]
async fn a_conductor_that_panics_ends_its_call_by_what_it_had_written() {
    for (after, outcome) in [
        (false, CallOutcome::Refused),
        (true, CallOutcome::Ambiguous),
    ] {
        let test = TestStore::begun().await;
        test.store.load(calls(1)).await.expect("loaded");
        let script = Arc::new(Script {
            panics: Some(after),
            ..Script::default()
        });
        let (running, _stop) = start(&test.store, &script, options("a"));
        timeout(PATIENCE, running)
            .await
            .expect("in time")
            .expect("ended");
        let rows = test.store.calls(0, 10).await.expect("calls");
        assert_eq!(rows[0].outcome, Some(outcome));
    }
}

#[tokio::test]
async fn a_store_that_is_away_is_waited_for() {
    let test = TestStore::begun().await;
    test.store.load(calls(40)).await.expect("loaded");
    let script = Arc::new(Script::default());
    // Nobody else can write, nor begin to, as long as this lasts.
    let guard = test.locked().await;
    let other = test.store.clone();
    let (running, _stop) = start(&other, &script, options("a"));
    let refused = test.store.run(
        crate::store::Release { call: 0, fence: 0 },
        Duration::from_millis(1),
    );
    assert!(matches!(refused.await, Err(StoreError::Unavailable(_))));
    assert_eq!(script.sent().len(), 0);
    drop(guard);
    timeout(PATIENCE, running)
        .await
        .expect("in time")
        .expect("ended");
    check_all_ended_once(&test, &script, 40).await;
}
