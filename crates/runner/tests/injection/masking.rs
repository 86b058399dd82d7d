//! Digits, tokens and keys are in no log, event, error or `Debug`.

use cxtone_audit::{SEAL_BYTES, SealKey};
use cxtone_runner::{
    ChannelMonitor, Injector, JsonLinesLog, MONITOR_QUEUE_DEFAULT, RecordingFileTap,
    RecordingUrlTap,
};

use crate::{
    far_end::{Answer, FarEnd, TOKEN, status},
    setting::{DIGITS, MemoryLog, client, inject, injection, injector},
};

fn check(shown: &str, secrets: &[&str]) {
    for secret in secrets {
        assert!(!shown.contains(secret), "{secret:?} in {shown}");
    }
}

#[tokio::test(start_paused = true)]
async fn n13_no_log_event_error_or_report_shows_digits_or_token() {
    let echo = format!("{{\"dtmf\":\"{DIGITS}\",\"token\":\"{TOKEN}\"}}");
    for code in [200, 202, 400, 401, 403, 409, 429, 500, 302] {
        let far_end = FarEnd::new(&vec![Answer::Status(code, Vec::new(), echo.clone()); 3]);
        let log = MemoryLog::default();
        let (monitor, mut events) = ChannelMonitor::new(MONITOR_QUEUE_DEFAULT);
        let injector = injector(&far_end).log(log.clone()).monitor(monitor).build();
        let result = inject(&injector, injection("call-1")).await;
        let event = events.recv().await.expect("one event");
        let mut shown = format!("{result:?} {event:?}");
        if let Err(failure) = &result {
            shown += &format!(" {failure}");
        }
        shown += &serde_json::to_string(&event).expect("plain data");
        for entry in log.entries() {
            assert_eq!(entry["dtmfString"], "[5 digits]");
            assert_eq!(entry["validation"]["frequencies"], serde_json::json!([]));
            shown += &entry.to_string();
        }
        check(&shown, &[DIGITS, TOKEN]);
    }
}

#[tokio::test(start_paused = true)]
async fn n23_debug_of_every_part_shows_no_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("audit.jsonl");
    let log = JsonLinesLog::open(&path, SealKey::new([0xab; SEAL_BYTES])).expect("new");
    let far_end = FarEnd::new(&[status(200)]);
    let client = client(&far_end);
    let url = "https://api.example.com/{callId}.wav?signature=canary-signature";
    let tap = RecordingUrlTap::new(client.clone(), url).expect("a placeholder");
    let file_tap = RecordingFileTap::new("/recordings/{callId}.wav").expect("a placeholder");
    let builder = Injector::builder(client).log(log.clone()).tap(tap.clone());
    let mut shown = format!(
        "{log:?} {tap:?} {file_tap:?} {builder:?} {:?}",
        injection("call-1")
    );
    let injector = builder.build();
    let guard = injector
        .locks()
        .acquire(&injection("call-1").address.recorded_as())
        .await;
    shown += &format!("{injector:?} {guard:?}");
    check(
        &shown,
        &[DIGITS, TOKEN, "abab", "171, 171", "canary-signature"],
    );
}
