//! Who else hears of an injection, and that none of them can change or delay it, or another.

use core::time::Duration;
use std::{
    io::ErrorKind,
    sync::{Arc, Mutex, mpsc},
};

use cxtone_cxone::BoxFuture;
use cxtone_runner::{
    CallbackMonitor, ChannelMonitor, Injector, JsonLinesMonitor, MONITOR_BACKLOG_MAX,
    MONITOR_QUEUE_DEFAULT, Monitor, MonitorCounts, MonitorError, MonitorEvent,
};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::{
    far_end::{ANSWER_MS, Answer, FarEnd, TOKEN_MS, status},
    setting::{DIGITS, MemoryLog, PLAY_OUT, inject, injection, injector},
};

/// Longer than any injection here takes.
const SLOW: Duration = Duration::from_secs(3600);

/// As long as anything real may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a monitor does with each event.
#[derive(Clone, Copy)]
enum Manner {
    PanicsAtOnce,
    PanicsLater,
    Fails,
    TakesAnHour,
}

struct Odd(Manner);

impl Monitor for Odd {
    fn name(&self) -> &'static str {
        "odd"
    }

    fn notify<'a>(&'a self, _event: &'a MonitorEvent) -> BoxFuture<'a, Result<(), MonitorError>> {
        match self.0 {
            Manner::PanicsAtOnce => panic!("a monitor with a defect"),
            Manner::PanicsLater => Box::pin(async { panic!("a monitor with a hidden defect") }),
            Manner::Fails => Box::pin(async { Err(MonitorError::Write(ErrorKind::StorageFull)) }),
            Manner::TakesAnHour => Box::pin(async {
                sleep(SLOW).await;
                Ok(())
            }),
        }
    }
}

#[derive(Clone, Default)]
struct Listing(Arc<Mutex<Vec<String>>>);

impl Listing {
    fn heard(&self) -> Vec<String> {
        self.0.lock().expect("no holder panics").clone()
    }
}

impl Monitor for Listing {
    fn name(&self) -> &'static str {
        "listing"
    }

    fn notify<'a>(&'a self, event: &'a MonitorEvent) -> BoxFuture<'a, Result<(), MonitorError>> {
        let text = format!("{} {}", event.name(), event.call_id());
        self.0.lock().expect("no holder panics").push(text);
        Box::pin(async { Ok(()) })
    }
}

/// One injection that is delivered and one that is not, with an odd monitor before a good one:
/// what the odd one has come to.
async fn check_contained(manner: Manner) -> MonitorCounts {
    let far_end = FarEnd::new(&[status(200), status(409)]);
    let (listing, log) = (Listing::default(), MemoryLog::default());
    let injector = injector(&far_end)
        .log(log.clone())
        .monitor(Odd(manner))
        .monitor(listing.clone())
        .build();
    let started = Instant::now();
    inject(&injector, injection("call-1"))
        .await
        .expect("delivered");
    inject(&injector, injection("call-2"))
        .await
        .expect_err("a conflict");
    let taken = Duration::from_millis(TOKEN_MS + 2 * ANSWER_MS);
    assert_eq!(started.elapsed(), taken, "nobody waited for the monitor");
    assert_eq!(log.entries()[1]["status"], "success");
    sleep(Duration::from_millis(1)).await;
    assert_eq!(
        listing.heard(),
        ["dtmf.injected call-1", "dtmf.failed call-2"]
    );
    injector.monitor_counts()[0]
}

#[tokio::test(start_paused = true)]
async fn n16_a_panicking_monitor_changes_neither_the_outcome_nor_what_the_next_one_hears() {
    for manner in [Manner::PanicsAtOnce, Manner::PanicsLater] {
        let counts = check_contained(manner).await;
        assert_eq!((counts.name, counts.failed), ("odd", 2));
        assert_eq!((counts.told, counts.lost, counts.waiting), (0, 0, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn n16_a_failing_monitor_changes_neither_the_outcome_nor_what_the_next_one_hears() {
    let counts = check_contained(Manner::Fails).await;
    assert_eq!((counts.told, counts.failed), (0, 2));
}

#[tokio::test(start_paused = true)]
async fn n16_a_slow_monitor_delays_neither_the_injections_nor_what_the_next_one_hears() {
    let counts = check_contained(Manner::TakesAnHour).await;
    assert_eq!((counts.told, counts.waiting), (0, 2));
}

#[tokio::test(start_paused = true)]
async fn n16_a_callback_may_block_and_still_nobody_waits_for_it() {
    let far_end = FarEnd::new(&[]);
    let (listing, gate) = (Listing::default(), mpsc::channel::<()>());
    let (open, closed) = gate;
    let heard = Listing::default();
    let keeping = heard.clone();
    let blocking = CallbackMonitor::new("blocking", move |event| {
        let _opened = closed.recv();
        let mut heard = keeping.0.lock().expect("no holder panics");
        heard.push(event.call_id().to_string());
    });
    let injector = injector(&far_end)
        .monitor(blocking.expect("a thread"))
        .monitor(listing.clone())
        .build();
    let calls = ["call-1", "call-2", "call-3"];
    for call in calls {
        inject(&injector, injection(call)).await.expect("delivered");
    }
    sleep(Duration::from_millis(1)).await;
    assert_eq!(listing.heard().len(), 3);
    assert_eq!(heard.heard(), [""; 0]);
    drop(open);
    until(|| heard.heard().len() == calls.len()).await;
    assert_eq!(heard.heard(), calls, "in order, none left out");
}

/// Waits in real time: what is waited for happens on a thread that paused time knows nothing of.
async fn until(condition: impl Fn() -> bool) {
    let started = std::time::Instant::now();
    while !condition() {
        assert!(started.elapsed() < PATIENCE, "it never came");
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn n16_a_callback_that_panics_hears_the_next_event() {
    let far_end = FarEnd::new(&[]);
    let mut calls = 0;
    let clumsy = CallbackMonitor::new("clumsy", move |_event| {
        calls += 1;
        assert!(calls > 1, "a defect that shows once");
    });
    let injector = injector(&far_end)
        .monitor(clumsy.expect("a thread"))
        .build();
    for call in ["call-1", "call-2"] {
        inject(&injector, injection(call)).await.expect("delivered");
    }
    let counts = injector.drain_monitors(PATIENCE).await;
    assert_eq!((counts[0].told, counts[0].failed), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn n16_a_monitor_that_does_not_read_its_queue_holds_nothing_up() {
    let far_end = FarEnd::new(&[]);
    let (monitor, mut events) = ChannelMonitor::new(1);
    let injector = injector(&far_end).monitor(monitor.clone()).build();
    for call in ["call-1", "call-2", "call-3"] {
        inject(&injector, injection(call)).await.expect("delivered");
    }
    injector.drain_monitors(PATIENCE).await;
    assert_eq!(monitor.dropped(), 2);
    assert_eq!(
        events.recv().await.expect("the first").call_id().as_str(),
        "call-1"
    );
    drop(events);
    inject(&injector, injection("call-4"))
        .await
        .expect("delivered");
    let counts = injector.drain_monitors(PATIENCE).await;
    assert_eq!(monitor.dropped(), 3);
    assert_eq!((counts[0].told, counts[0].failed), (1, 3));
}

#[tokio::test(start_paused = true)]
async fn what_a_full_queue_cannot_hold_is_lost_to_its_monitor_alone_and_counted() {
    let far_end = FarEnd::new(&[]);
    let listing = Listing::default();
    let injector = injector(&far_end)
        .monitor(Odd(Manner::TakesAnHour))
        .monitor(listing.clone())
        .build();
    // One is being told, the queue is full, and three are too many.
    let total = 1 + MONITOR_BACKLOG_MAX + 3;
    for _ in 0..total {
        inject(&injector, injection("call-1"))
            .await
            .expect("delivered");
        sleep(PLAY_OUT).await;
    }
    let [slow, good] = injector.monitor_counts()[..] else {
        panic!("two monitors");
    };
    assert_eq!(slow.lost + slow.told + slow.waiting, total as u64);
    assert_eq!(slow.waiting, MONITOR_BACKLOG_MAX as u64 + 1);
    assert_eq!((good.told, good.lost), (total as u64, 0));
}

#[tokio::test(start_paused = true)]
async fn draining_waits_for_slow_monitors_until_its_patience_ends() {
    let far_end = FarEnd::new(&[]);
    let injector = injector(&far_end).monitor(Odd(Manner::TakesAnHour)).build();
    for call in ["call-1", "call-2"] {
        inject(&injector, injection(call)).await.expect("delivered");
    }
    let started = Instant::now();
    let counts = injector.drain_monitors(SLOW / 2).await;
    assert_eq!(started.elapsed(), SLOW / 2);
    assert_eq!((counts[0].told, counts[0].waiting), (0, 2));
    let counts = injector.drain_monitors(SLOW * 2).await;
    assert_eq!((counts[0].told, counts[0].waiting), (2, 0));
    assert!(started.elapsed() < SLOW * 2 + Duration::from_secs(1));
}

#[tokio::test]
async fn json_lines_are_added_to_a_file_one_object_a_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("events.jsonl");
    let far_end = FarEnd::new(&[status(200), status(409)]);
    for call in ["call-1", "call-2"] {
        let monitor = JsonLinesMonitor::append(&path).expect("opens");
        let injector: Injector = injector(&far_end).monitor(monitor).build();
        drop(inject(&injector, injection(call)).await);
        let counts = injector.drain_monitors(PATIENCE).await;
        assert_eq!((counts[0].told, counts[0].failed), (1, 0));
    }
    let text = std::fs::read_to_string(&path).expect("a file");
    let events: Vec<serde_json::Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let names: Vec<_> = events.iter().map(|event| &event["event"]).collect();
    assert_eq!(names, ["dtmf.injected", "dtmf.failed"]);
    assert_eq!(events[1]["auditEntry"]["errorKind"], "conflict");
    assert!(!text.contains(DIGITS), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&path)
            .expect("is there")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_carries_the_source_s_fields_and_the_answer_apart() {
    let answer = Answer::Status(200, Vec::new(), "{\"id\":7}".to_owned());
    let far_end = FarEnd::new(&[answer]);
    let (monitor, mut events) = ChannelMonitor::new(MONITOR_QUEUE_DEFAULT);
    let injector = injector(&far_end).monitor(monitor).build();
    inject(&injector, injection("call-1"))
        .await
        .expect("delivered");
    let event = events.recv().await.expect("one event");
    assert_eq!(event.answer(), Some("{\"id\":7}"));
    let json = serde_json::to_value(&event).expect("plain data");
    assert_eq!(json["event"], "dtmf.injected");
    assert_eq!(json["callId"], "call-1");
    assert_eq!(json["auditEntry"]["dtmfString"], "[5 digits]");
    assert_eq!(json["auditEntry"]["status"], "success");
    assert_eq!(json.as_object().map(serde_json::Map::len), Some(3));
}

#[tokio::test(start_paused = true)]
async fn monitors_hear_of_what_failed_before_it_was_sent() {
    let far_end = FarEnd::new(&[]);
    let (monitor, mut events) = ChannelMonitor::new(MONITOR_QUEUE_DEFAULT);
    let injector = injector(&far_end)
        .log(MemoryLog::failing_from(0))
        .monitor(monitor)
        .build();
    inject(&injector, injection("call-1"))
        .await
        .expect_err("no log");
    let cancelled = CancellationToken::new();
    cancelled.cancel();
    let failure = injector.inject(injection("call-1"), &cancelled).await;
    assert!(failure.is_err());
    for kind in ["notLogged", "cancelled"] {
        let event = events.recv().await.expect("one event each");
        let json = serde_json::to_value(&event).expect("plain data");
        assert_eq!(json["event"], "dtmf.failed");
        assert_eq!(json["auditEntry"]["errorKind"], kind);
        assert_eq!(json["auditEntry"]["attempts"], 0);
    }
    assert_eq!(far_end.seen().len(), 0);
}
