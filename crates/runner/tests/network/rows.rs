//! What is promised of an injection as a whole, row by row.

use core::time::Duration;
use std::{fs, sync::Arc, time::Instant};

use cxtone_audit::{SEAL_BYTES, SealKey};
use cxtone_cxone::{Client, HttpOptions, HttpTransport, RetryPolicy, TokenCache};
use cxtone_dialect::{Address, BaseUrl, CallAddress, Credentials, cxone_v2};
use cxtone_payload::{Limits, Raw, RawValue, validate};
use cxtone_runner::{
    ChannelMonitor, Failure, Injection, Injector, JsonLinesLog, MONITOR_QUEUE_DEFAULT, Report,
};
use serde_json::Value;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::far_end::{Answer, FarEnd, TOKEN, WORK};

const DIGITS: &str = "90#A";
const SECRET: &str = "canary-secret-88d0";

/// Σ (tone + pause) of four digits: 100 ms and 50 ms each.
const PLAY_OUT: Duration = Duration::from_millis(600);

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

fn client(far_end: &FarEnd) -> Client {
    let url = BaseUrl::parse(&far_end.url).expect("a base URL");
    let transport = Arc::new(HttpTransport::new(HttpOptions::default()).expect("it is set up"));
    let tokens = TokenCache::new(
        transport.clone(),
        url.clone(),
        Credentials::new("client", SECRET),
        &cxone_v2::SCOPES,
    );
    let policy = RetryPolicy {
        backoff_base: Duration::from_millis(2),
        ..RetryPolicy::default()
    };
    Client::new(transport, Arc::new(tokens), url, policy)
}

fn injector(far_end: &FarEnd) -> Injector {
    Injector::builder(client(far_end)).build()
}

fn injection_of(call: &str, digits: &str) -> Injection {
    let raw = Raw {
        digits: RawValue::Text(digits.to_owned()),
        dtmf_type: RawValue::Text("SIPINFO".to_owned()),
        pause_ms: RawValue::Number(50.0),
    };
    Injection {
        address: Address::from(CallAddress {
            provider: "provider-1".parse().expect("a plain id"),
            line: "line-1".parse().expect("a plain id"),
            call: call.parse().expect("a plain id"),
        }),
        payload: validate(&raw, &Limits::CXONE_V2).expect("valid"),
        verify: false,
    }
}

fn injection(call: &str) -> Injection {
    injection_of(call, DIGITS)
}

async fn inject(injector: &Injector, injection: Injection) -> Result<Report, Failure> {
    let never = CancellationToken::new();
    timeout(PATIENCE, injector.inject(injection, &never))
        .await
        .expect("it ends")
}

/// Waits until no call is locked.
async fn until_idle(injector: &Injector) {
    let idle = async {
        while injector.locks().locked_calls() > 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, idle).await.expect("the lock is released");
}

#[tokio::test]
async fn n1_one_injection_is_exactly_one_post_on_the_wire() {
    let far_end = FarEnd::start([]).await;
    let injector = injector(&far_end);
    let report = inject(&injector, injection("call-1"))
        .await
        .expect("delivered");
    assert_eq!((report.outcome.status(), report.attempts), (Some(200), 1));
    until_idle(&injector).await;
    let arrivals = far_end.arrivals();
    assert_eq!((far_end.token_requests(), arrivals.len()), (1, 1));
    assert_eq!(
        arrivals[0].line,
        "POST /api/v2/telephony/providers/provider-1/lines/line-1/calls/call-1/dtmf HTTP/1.1"
    );
}

#[tokio::test]
async fn n2_any_outcome_on_the_wire_frees_the_call() {
    for (answer, may_have_played) in [
        (Answer::Status("200 OK", ""), true),
        (Answer::Status("202 Accepted", ""), true),
        (Answer::Status("400 Bad Request", ""), false),
        (Answer::Status("403 Forbidden", ""), false),
        (Answer::Status("409 Conflict", ""), false),
        (Answer::Status("500 Internal Server Error", ""), true),
        (Answer::Reset, true),
    ] {
        let far_end = FarEnd::start([answer]).await;
        let injector = injector(&far_end);
        let _outcome = inject(&injector, injection("call-1")).await;
        if !may_have_played {
            assert_eq!(injector.locks().locked_calls(), 0);
        }
        until_idle(&injector).await;
        assert_eq!(far_end.arrivals().len(), 1);
        assert!(inject(&injector, injection("call-1")).await.is_ok());
    }
}

#[tokio::test]
async fn n3_injections_into_one_call_overlap_neither_as_requests_nor_as_tones() {
    let far_end = FarEnd::start([]).await;
    let injector = injector(&far_end);
    let mut running = Vec::new();
    for digits in ["1111", "2222", "3333"] {
        let injector = injector.clone();
        let injection = injection_of("call-1", digits);
        running.push(tokio::spawn(
            async move { inject(&injector, injection).await },
        ));
        tokio::task::yield_now().await;
    }
    for injection in running {
        assert!(injection.await.expect("no panic").is_ok());
    }
    let arrivals = far_end.arrivals();
    assert_eq!(arrivals.len(), 3);
    for (arrival, digits) in arrivals.iter().zip(["1111", "2222", "3333"]) {
        assert!(arrival.body.contains(digits), "first come, first served");
    }
    for pair in arrivals.windows(2) {
        let answered_at = pair[0].answered_at.expect("answered");
        assert!(pair[1].at >= answered_at + PLAY_OUT);
    }
}

#[tokio::test]
async fn n4_two_calls_at_once_are_both_free_again() {
    let far_end = FarEnd::start([]).await;
    let injector = injector(&far_end);
    let (one, two) = tokio::join!(
        inject(&injector, injection("call-1")),
        inject(&injector, injection("call-2")),
    );
    assert!(one.is_ok() && two.is_ok());
    let arrivals = far_end.arrivals();
    let first_answer = arrivals[0].answered_at.expect("answered");
    assert!(arrivals[1].at < first_answer + PLAY_OUT, "nobody waited");
    until_idle(&injector).await;
}

#[tokio::test]
async fn n5_it_resolves_at_the_answer_and_the_call_stays_locked_through_the_play_out() {
    let far_end = FarEnd::start([]).await;
    let injector = injector(&far_end);
    let report = inject(&injector, injection("call-1"))
        .await
        .expect("delivered");
    let resolved_at = Instant::now();
    assert_eq!(injector.locks().locked_calls(), 1);
    assert!(report.latency.total >= WORK);
    inject(&injector, injection("call-1"))
        .await
        .expect("delivered");
    let arrivals = far_end.arrivals();
    let answered_at = arrivals[0].answered_at.expect("answered");
    assert!(resolved_at < answered_at + PLAY_OUT, "at the answer");
    assert!(
        arrivals[1].at >= answered_at + PLAY_OUT,
        "locked until then"
    );
}

#[tokio::test]
async fn n5_the_call_stays_locked_between_attempts() {
    let limited = Answer::Status("429 Too Many Requests", "Retry-After: 1\r\n");
    let far_end = FarEnd::start([limited]).await;
    let injector = injector(&far_end);
    let first = {
        let injector = injector.clone();
        tokio::spawn(async move { inject(&injector, injection_of("call-1", "1111")).await })
    };
    let arrived = async {
        while far_end.arrivals().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, arrived).await.expect("it arrives");
    inject(&injector, injection_of("call-1", "2222"))
        .await
        .expect("delivered");
    let report = first.await.expect("no panic").expect("delivered");
    assert_eq!(report.attempts, 2);
    let arrivals = far_end.arrivals();
    assert_eq!(arrivals.len(), 3);
    for (arrival, digits) in arrivals.iter().zip(["1111", "1111", "2222"]) {
        assert!(arrival.body.contains(digits));
    }
    let answered_at = arrivals[1].answered_at.expect("answered");
    assert!(arrivals[2].at >= answered_at + PLAY_OUT);
}

#[tokio::test]
async fn n10_the_stages_of_success_and_failure_are_what_they_took() {
    for answer in [
        Answer::Status("200 OK", ""),
        Answer::Status("409 Conflict", ""),
        Answer::Reset,
    ] {
        let far_end = FarEnd::start([answer]).await;
        let injector = injector(&far_end);
        let started = Instant::now();
        let result = inject(&injector, injection("call-1")).await;
        let whole = started.elapsed();
        let (latency, latency_ms) = match result {
            Ok(report) => (report.latency, report.latency_ms),
            Err(Failure::Failed(failed)) => (failed.latency, failed.latency_ms),
            Err(failure) => panic!("{failure}"),
        };
        assert!(latency.token > Duration::ZERO);
        assert!(latency.first_byte >= WORK, "{latency:?}");
        assert!(latency.lock_wait + latency.token + latency.first_byte <= latency.total);
        assert!(latency.total <= whole, "{latency:?}");
        let token_and_request_ms = (latency.token + latency.first_byte).as_secs_f64() * 1000.0;
        assert!(latency_ms >= token_and_request_ms - 0.001);
        assert!(latency_ms <= latency.total.as_secs_f64() * 1000.0);
    }
}

/// The log's entries as JSON.
fn entries(path: &std::path::Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("a log");
    let entry = |line| serde_json::from_str(line).expect("JSON");
    text.lines().map(entry).collect()
}

#[tokio::test]
async fn n11_result_event_and_audit_agree_on_every_2xx() {
    for (status_line, status, accepted) in [
        ("200 OK", 200, false),
        ("201 Created", 201, false),
        ("202 Accepted", 202, true),
        ("204 No Content", 204, false),
    ] {
        let far_end = FarEnd::start([Answer::Status(status_line, "")]).await;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("audit.jsonl");
        let log = JsonLinesLog::open(&path, SealKey::new([7; SEAL_BYTES])).expect("new");
        let (monitor, mut events) = ChannelMonitor::new(MONITOR_QUEUE_DEFAULT);
        let injector = Injector::builder(client(&far_end))
            .log(log)
            .monitor(monitor)
            .build();
        let report = inject(&injector, injection("call-1"))
            .await
            .expect(status_line);
        assert_eq!(report.outcome.status(), Some(status));
        assert_eq!(report.outcome.accepted(), accepted);
        assert_eq!(report.recognition.rate, 1.0);
        let event = events.recv().await.expect("one event");
        assert_eq!(event.name(), "dtmf.injected");
        let observed = &entries(&path)[1];
        assert_eq!(observed["status"], "success");
        assert_eq!(observed["httpStatus"], status);
        assert_eq!(observed["accepted"], accepted);
    }
}

#[tokio::test]
async fn n21_the_log_of_every_outcome_is_whole_and_masked() {
    let limited = || Answer::Status("429 Too Many Requests", "Retry-After: 0\r\n");
    for (script, status, code, attempts) in [
        (vec![], "success", Value::Null, 1),
        (
            vec![Answer::Status("409 Conflict", "")],
            "error",
            409.into(),
            1,
        ),
        (
            vec![limited(), limited(), limited()],
            "error",
            429.into(),
            3,
        ),
        (
            vec![limited(), Answer::Reset],
            "ambiguous",
            "unknown".into(),
            2,
        ),
    ] {
        let far_end = FarEnd::start(script).await;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("audit.jsonl");
        let log = JsonLinesLog::open(&path, SealKey::new([7; SEAL_BYTES])).expect("new");
        let injector = Injector::builder(client(&far_end)).log(log).build();
        let result = inject(&injector, injection("call-1")).await;
        let entries = entries(&path);
        assert_eq!(entries.len(), 2);
        for entry in &entries {
            assert_eq!(entry["injectionId"], entries[0]["injectionId"]);
            assert_eq!(entry["dtmfString"], "[4 digits]");
            assert_eq!(entry["dtmfType"], "SIPINFO");
            assert_eq!(entry["interDigitPause"], 50);
            assert_eq!(entry["validation"]["frequencies"], Value::Array(vec![]));
        }
        assert_eq!(entries[0]["status"], "pending");
        assert_eq!(entries[1]["status"], status);
        assert_eq!(entries[1]["errorCode"], code);
        assert_eq!(entries[1]["attempts"], attempts);
        let shown = format!("{entries:?} {result:?}");
        for secret in [DIGITS, TOKEN, SECRET] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
    }
}
