//! What is written down, when, and what happens where writing fails.

use core::{future::pending, time::Duration};
use std::{
    fs,
    sync::{Arc, Mutex},
};

use cxtone_audit::{SEAL_BYTES, SealKey, verify};
use cxtone_cxone::{BoxFuture, Token, TokenError, TokenSource};
use cxtone_payload::CallId;
use cxtone_runner::{
    AudioTap, Failure, Injection, Injector, JsonLinesLog, LogError, Mark, Overheard, TapError,
};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::{
    far_end::{Answer, FarEnd, status},
    setting::{MemoryLog, client_with, inject, injection, injector},
};

#[tokio::test(start_paused = true)]
async fn n21_every_record_has_an_id_and_its_attempts_and_a_failure_keeps_type_and_pause() {
    let wait = ("retry-after", "1");
    let limited = Answer::Status(429, vec![wait], String::new());
    for (script, attempts, state) in [
        (vec![status(200)], 1, "success"),
        (vec![status(409)], 1, "error"),
        (vec![limited.clone(), status(500)], 2, "ambiguous"),
        (vec![limited.clone(), limited.clone(), limited], 3, "error"),
    ] {
        let far_end = FarEnd::new(&script);
        let log = MemoryLog::default();
        let injector = injector(&far_end).log(log.clone()).build();
        let _outcome = inject(&injector, injection("call-1")).await;
        let entries = log.entries();
        assert_eq!(entries.len(), 2);
        for (entry, kind, status, attempts) in [
            (&entries[0], "intended", "pending", 0),
            (&entries[1], "observed", state, attempts),
        ] {
            assert_eq!(entry["kind"], kind);
            assert_eq!(entry["status"], status);
            assert_eq!(entry["attempts"], attempts);
            assert_eq!(entry["injectionId"], entries[0]["injectionId"]);
            assert_eq!(entry["injectionId"].as_str().map(str::len), Some(36));
            assert_eq!(entry["callId"], "call-1");
            assert_eq!(entry["dtmfType"], "RFC2833");
            assert_eq!(entry["interDigitPause"], 200);
        }
    }
}

/// Has no token, now or ever.
#[derive(Clone, Copy)]
enum Tokenless {
    Refused,
    Waiting,
}

impl TokenSource for Tokenless {
    fn token(&self) -> BoxFuture<'_, Result<Token, TokenError>> {
        match self {
            Self::Refused => Box::pin(async { Err(TokenError::TimedOut) }),
            Self::Waiting => Box::pin(pending()),
        }
    }

    fn invalidate(&self, _generation: u64) {}
}

/// Not to be asked where nothing is sent.
struct Unasked;

impl AudioTap for Unasked {
    fn mark<'a>(&'a self, _call: &'a CallId) -> BoxFuture<'a, Result<Mark, TapError>> {
        panic!("there is nothing to listen to")
    }

    fn since<'a>(
        &'a self,
        _call: &'a CallId,
        _mark: Mark,
    ) -> BoxFuture<'a, Result<Overheard, TapError>> {
        panic!("there is nothing to listen to")
    }
}

#[tokio::test(start_paused = true)]
async fn n21_an_injection_that_ends_without_a_token_is_written_down_to_its_end() {
    let cancelled_after = Duration::from_secs(2);
    for (tokens, cancels, kind) in [
        (Tokenless::Refused, false, "token"),
        (Tokenless::Waiting, false, "deadlineExceeded"),
        (Tokenless::Waiting, true, "cancelled"),
    ] {
        for verify in [false, true] {
            let far_end = FarEnd::new(&[]);
            let log = MemoryLog::default();
            let injector = Injector::builder(client_with(&far_end, tokens))
                .log(log.clone())
                .tap(Unasked)
                .build();
            let cancellation = CancellationToken::new();
            let injection = Injection {
                verify,
                ..injection("call-1")
            };
            let injecting = injector.inject(injection, &cancellation);
            let cancelling = async {
                if cancels {
                    sleep(cancelled_after).await;
                    cancellation.cancel();
                }
            };
            let (result, ()) = tokio::join!(injecting, cancelling);
            assert!(result.is_err_and(|failure| !failure.is_ambiguous()));
            let entries = log.entries();
            assert_eq!(entries.len(), 2, "{kind}");
            assert_eq!(entries[0]["kind"], "intended");
            assert_eq!(entries[1]["status"], "error");
            assert_eq!(entries[1]["errorKind"], kind);
            assert_eq!(entries[1]["attempts"], 0);
            assert_eq!(far_end.seen().len(), 0);
            assert_eq!(injector.locks().locked_calls(), 0);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_when_the_intention_cannot_be_written_down() {
    let far_end = FarEnd::new(&[]);
    let injector = injector(&far_end).log(MemoryLog::failing_from(0)).build();
    let failure = inject(&injector, injection("call-1"))
        .await
        .expect_err("no log");
    assert!(
        matches!(failure, Failure::NotLogged(LogError::Write(_))),
        "{failure}"
    );
    assert!(!failure.is_ambiguous());
    assert_eq!(far_end.seen().len(), 0);
    assert_eq!(injector.locks().locked_calls(), 0);
}

#[tokio::test(start_paused = true)]
async fn an_outcome_that_cannot_be_written_down_is_reported_all_the_same() {
    let far_end = FarEnd::new(&[]);
    let injector = injector(&far_end).log(MemoryLog::failing_from(1)).build();
    let report = inject(&injector, injection("call-1"))
        .await
        .expect("delivered");
    assert_eq!(report.outcome.status(), Some(200));
    assert!(matches!(report.troubles.log, Some(LogError::Write(_))));
}

#[tokio::test(start_paused = true)]
async fn the_intention_is_sealed_on_disk_before_the_request_arrives() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("audit.jsonl");
    let key = SealKey::new([7; SEAL_BYTES]);
    let log = JsonLinesLog::open(&path, key.clone()).expect("new");
    let far_end = FarEnd::new(&[]);
    let found = Arc::new(Mutex::new(Vec::new()));
    let on_disk = {
        let (path, key) = (path.clone(), key.clone());
        move || {
            let head = fs::read_to_string(JsonLinesLog::head_path(&path)).expect("a head");
            let text = fs::read(&path).expect("a log");
            verify(&text[..], &head, &key).expect("unbroken")
        }
    };
    far_end.on_arrival({
        let (found, on_disk) = (found.clone(), on_disk.clone());
        move || found.lock().expect("no holder panics").push(on_disk())
    });
    let injector = injector(&far_end).log(log).build();
    inject(&injector, injection("call-1"))
        .await
        .expect("delivered");
    let at_arrival = found.lock().expect("no holder panics").clone();
    assert_eq!(at_arrival.len(), 1);
    assert_eq!(
        (at_arrival[0].records, at_arrival[0].intended_only.len()),
        (1, 1)
    );
    let at_end = on_disk();
    assert_eq!(
        (at_end.records, at_end.unsealed, at_end.intended_only.len()),
        (2, 0, 0)
    );
}
