//! Who else hears of an injection, and that none of them can change it.

use std::sync::{Arc, Mutex};

use cxtone_runner::{ChannelMonitor, MONITOR_QUEUE_DEFAULT, Monitor, MonitorEvent};
use tokio_util::sync::CancellationToken;

use crate::{
    far_end::{Answer, FarEnd, status},
    setting::{MemoryLog, inject, injection, injector},
};

struct Panicking;

impl Monitor for Panicking {
    fn notify(&self, _event: &MonitorEvent) {
        panic!("a monitor with a defect");
    }
}

#[derive(Clone, Default)]
struct Listing(Arc<Mutex<Vec<String>>>);

impl Monitor for Listing {
    fn notify(&self, event: &MonitorEvent) {
        let text = format!("{} {}", event.name(), event.call_id());
        self.0.lock().expect("no holder panics").push(text);
    }
}

#[tokio::test(start_paused = true)]
async fn n16_a_panicking_monitor_changes_neither_the_outcome_nor_what_the_next_one_hears() {
    let far_end = FarEnd::new(&[status(200), status(409)]);
    let (listing, log) = (Listing::default(), MemoryLog::default());
    let injector = injector(&far_end)
        .log(log.clone())
        .monitor(Panicking)
        .monitor(listing.clone())
        .build();
    inject(&injector, injection("call-1"))
        .await
        .expect("delivered");
    inject(&injector, injection("call-2"))
        .await
        .expect_err("a conflict");
    let heard = listing.0.lock().expect("no holder panics").clone();
    assert_eq!(heard, ["dtmf.injected call-1", "dtmf.failed call-2"]);
    assert_eq!(log.entries()[1]["status"], "success");
}

#[tokio::test(start_paused = true)]
async fn n16_a_monitor_that_does_not_read_its_queue_holds_nothing_up() {
    let far_end = FarEnd::new(&[]);
    let (monitor, mut events) = ChannelMonitor::new(1);
    let injector = injector(&far_end).monitor(monitor.clone()).build();
    for call in ["call-1", "call-2", "call-3"] {
        inject(&injector, injection(call)).await.expect("delivered");
    }
    assert_eq!(monitor.dropped(), 2);
    assert_eq!(
        events.recv().await.expect("the first").call_id().as_str(),
        "call-1"
    );
    drop(events);
    inject(&injector, injection("call-4"))
        .await
        .expect("delivered");
    assert_eq!(monitor.dropped(), 3);
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
