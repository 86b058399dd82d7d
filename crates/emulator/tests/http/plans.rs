//! Plans of faults, and the kinds that take time or befall the call: each over a connection.

use core::time::Duration;
use std::sync::Arc;

use cxtone_emulator::{EmulatorConfig, FaultPlan};
use serde_json::Value;

use crate::client::{Answer, Far, digits, pass, seeded};

const BODY: &str = r#"{"dtmf":"15","dtmfType":"INBAND","interDigitPause":50}"#;

/// Sends an injection into a fault; what came, and the emulator.
async fn meet(fault: &str) -> (Far, String, Vec<u8>) {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    far.order_fault(fault).await;
    let request = far.injection(&token, &far.hello.calls[0], BODY);
    let bytes = far.raw(&request).await.unwrap_or_default();
    (far, token, bytes)
}

async fn command(far: &Far) -> Value {
    far.report(&far.hello.calls[0]).await["commands"][0].clone()
}

#[tokio::test(start_paused = true)]
async fn an_odd_answer_comes_after_the_execution() {
    for (fault, status) in [
        (r#""kind":"contentType","value":"text/html""#, 200),
        (r#""kind":"oversized","bytes":300000"#, 200),
        (r#""kind":"hangUp","executed":"after""#, 200),
        (r#""kind":"expireToken","executed":"after""#, 200),
        (r#""kind":"line","line":{"noiseDbm0":-40}"#, 200),
    ] {
        let (far, _, bytes) = meet(&format!(r#"{{"on":"dtmf",{fault}}}"#)).await;
        assert_eq!(Answer::parse(&bytes).status, status, "{fault}");
        let command = command(&far).await;
        assert_eq!(command["outcome"], "executed", "{fault}");
        let request = &far.requests().await["requests"][1];
        assert_eq!(request["executed"], true, "{fault}");
        assert_eq!(request["fault"], command["fault"], "{fault}");
    }
}

#[tokio::test(start_paused = true)]
async fn odd_answers_are_as_odd_as_they_were_ordered() {
    let (_, _, bytes) = meet(r#"{"on":"dtmf","kind":"contentType","value":"text/html"}"#).await;
    let answer = Answer::parse(&bytes);
    assert_eq!(answer.headers["content-type"], "text/html");
    assert_eq!(answer.json()["status"], "accepted");
    let (_, _, bytes) = meet(r#"{"on":"dtmf","kind":"oversized","bytes":300000}"#).await;
    assert!(bytes.len() > 300_000);
    let (far, _, bytes) = meet(r#"{"on":"dtmf","kind":"redirect","location":"/x"}"#).await;
    let answer = Answer::parse(&bytes);
    assert_eq!(
        (answer.status, answer.headers["location"].as_str()),
        (307, "/x")
    );
    assert_eq!(command(&far).await["outcome"], "refused");
    let (far, _, bytes) = meet(r#"{"on":"dtmf","kind":"truncated"}"#).await;
    let answer = Answer::parse(&bytes);
    let announced: usize = answer.headers["content-length"].parse().expect("a length");
    assert_eq!(answer.body.len(), announced / 2);
    assert_eq!(command(&far).await["outcome"], "executed");
}

#[tokio::test(start_paused = true)]
async fn a_slow_answer_dribbles() {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    far.order_fault(r#"{"on":"dtmf","kind":"slowAnswer","bytesPerS":100}"#)
        .await;
    let began = tokio::time::Instant::now();
    let answer = far.inject(&token, &far.hello.calls[0], BODY).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["digitCount"], 2);
    let took = began.elapsed();
    assert!(took >= Duration::from_secs(2), "{took:?}");
}

/// Sends an injection into a fault that holds it up for ten seconds, and leaves after one.
async fn leave(kind: &str) -> Value {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let fault = format!(r#"{{"on":"dtmf","kind":"{kind}","delayMs":10000}}"#);
    far.order_fault(&fault).await;
    let request = far.injection(&token, &far.hello.calls[0], BODY);
    let left = tokio::time::timeout(Duration::from_secs(1), far.raw(&request)).await;
    assert!(left.is_err(), "it was answered at once");
    // Whether the emulator has seen that the client left is told by its closing the connection.
    far.get("/emulator/clock").await;
    pass(20_000).await;
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    far.report(&far.hello.calls[0]).await["commands"].clone()
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_read_slowly_is_lost_when_the_client_leaves_and_a_late_one_is_not() {
    assert_eq!(leave("slowRead").await.as_array().map(Vec::len), Some(0));
    let late = leave("late").await;
    assert_eq!(late[0]["outcome"], "executed");
    assert_eq!(late[0]["fault"], "late");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_hung_up_takes_no_digits_or_only_the_first() {
    let (far, _, bytes) = meet(r#"{"on":"dtmf","kind":"hangUp"}"#).await;
    let answer = Answer::parse(&bytes);
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (400, "callNotActive")
    );
    assert_eq!(command(&far).await["outcome"], "refused");
    let fault = r#"{"on":"dtmf","kind":"hangUp","executed":"after","afterMs":140}"#;
    let (far, _, bytes) = meet(fault).await;
    assert_eq!(Answer::parse(&bytes).status, 200);
    pass(1_000).await;
    let report = far.report(&far.hello.calls[0]).await;
    assert_eq!(report["status"], "ended");
    assert_eq!(report["lengthS"], 0.14);
    assert_eq!(report["heard"][0]["digits"], "1");
}

#[tokio::test(start_paused = true)]
async fn a_token_expires_before_or_after_its_request() {
    let (far, _, bytes) = meet(r#"{"on":"dtmf","kind":"expireToken"}"#).await;
    assert_eq!(Answer::parse(&bytes).status, 401);
    assert_eq!(command(&far).await["outcome"], "refused");
    let (far, token, bytes) =
        meet(r#"{"on":"dtmf","kind":"expireToken","executed":"after"}"#).await;
    assert_eq!(Answer::parse(&bytes).status, 200);
    let next = far.inject(&token, &far.hello.calls[0], BODY).await;
    assert_eq!(next.status, 401);
}

#[tokio::test(start_paused = true)]
async fn a_line_changes_while_the_call_runs() {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let call = &far.hello.calls[0];
    let path = format!("/emulator/calls/{call}/line");
    far.inject(&token, call, BODY).await;
    pass(1_000).await;
    let changed = far.post(&path, r#"{"packetLoss":1}"#).await;
    assert_eq!(changed.status, 200);
    far.inject(&token, call, BODY).await;
    pass(1_000).await;
    assert_eq!(far.post(&path, "{}").await.status, 200);
    far.inject(&token, call, BODY).await;
    pass(1_000).await;
    let report = far.report(call).await;
    let heard = report["heard"].as_array().expect("a list");
    let starts: Vec<_> = heard.iter().map(|group| group["at"].as_f64()).collect();
    assert_eq!(heard.len(), 2, "{starts:?}");
    assert_eq!(far.post(&path, r#"{"gainDb":1000}"#).await.status, 400);
}

const PLAN: &str = r#"{"seed":11,"rules":[
    {"endpoint":"dtmf","kind":"conflict","nth":1},
    {"endpoint":"dtmf","kind":"dropAfter","probability":0.3},
    {"endpoint":"dtmf","kind":"serverError","probability":0.3}]}"#;

/// The faults that two calls meet, asked in turn or one after the other.
async fn faults_of_calls(in_turn: bool) -> Vec<Vec<Value>> {
    let config = EmulatorConfig {
        calls: 2,
        faults: Some(FaultPlan::from_json(PLAN).expect("a right plan")),
        ..seeded()
    };
    let far = Arc::new(Far::start(config).await);
    let token = far.token().await;
    let order: Vec<usize> = if in_turn {
        (0..20).map(|number| number % 2).collect()
    } else {
        (0..20).map(|number| number / 10).collect()
    };
    for call in order {
        let request = far.injection(&token, &far.hello.calls[call], &digits("1", "INBAND", 50));
        far.raw(&request).await.unwrap_or_default();
        pass(1_000).await;
    }
    let mut faults = Vec::new();
    for call in &far.hello.calls {
        let report = far.report(call).await;
        let commands = report["commands"].as_array().expect("a list");
        faults.push(commands.iter().map(|one| one["fault"].clone()).collect());
    }
    faults
}

#[tokio::test(start_paused = true)]
async fn calls_that_run_side_by_side_meet_the_faults_that_each_would_meet_alone() {
    let in_turn = faults_of_calls(true).await;
    assert_eq!(in_turn, faults_of_calls(false).await);
    assert_eq!(in_turn[0][0], "conflict");
    assert_ne!(in_turn[0], in_turn[1]);
}

#[tokio::test(start_paused = true)]
async fn a_plan_is_shown_with_how_often_its_rules_fired() {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let answer = far.post("/emulator/faults", PLAN).await;
    assert_eq!(
        (answer.status, answer.json()["rules"].as_u64()),
        (201, Some(3))
    );
    assert_eq!(
        far.inject(&token, &far.hello.calls[0], BODY).await.status,
        409
    );
    let shown = far.get("/emulator/faults").await.json();
    assert_eq!(shown["seed"], 11);
    assert_eq!(shown["rules"][0]["fired"], 1);
    assert_eq!(shown["rules"][0]["nth"], 1);
    assert_eq!(shown["rules"][1]["probability"], 0.3);
}

#[tokio::test(start_paused = true)]
async fn a_fast_clock_plays_sooner_and_sounds_the_same() {
    let config = EmulatorConfig {
        speed: 100,
        ..seeded()
    };
    let far = Far::start(config).await;
    assert_eq!(far.hello.speed, 100);
    let token = far.token().await;
    far.inject(&token, &far.hello.calls[0], BODY).await;
    pass(5).await;
    let report = far.report(&far.hello.calls[0]).await;
    assert_eq!(report["lengthS"], 0.5);
    assert_eq!(report["heard"][0]["digits"], "15");
    let clock = far.get("/emulator/clock").await.json();
    assert_eq!(
        (clock["at"].as_f64(), clock["speed"].as_u64()),
        (Some(0.5), Some(100))
    );
    // A token lives by the clock on the wall: an hour of it has not passed.
    pass(60_000).await;
    let later = far.place("{}").await;
    assert_eq!(far.inject(&token, &later, BODY).await.status, 200);
}

async fn inject_with_key(far: &Far, token: &str, key: &str) -> u16 {
    let request = far.injection(token, &far.hello.calls[0], BODY);
    let request = String::from_utf8(request).expect("text");
    let header = format!("\r\nidempotency-key: {key}\r\nhost:");
    let request = request.replacen("\r\nhost:", &header, 1);
    let bytes = far.raw(request.as_bytes()).await.unwrap_or_default();
    if bytes.is_empty() {
        0
    } else {
        Answer::parse(&bytes).status
    }
}

async fn outcomes(dedupe: bool) -> Vec<Value> {
    let config = EmulatorConfig { dedupe, ..seeded() };
    let far = Far::start(config).await;
    let token = far.token().await;
    far.order_fault(r#"{"on":"dtmf","kind":"dropAfter"}"#).await;
    assert_eq!(inject_with_key(&far, &token, "a").await, 0);
    assert_eq!(inject_with_key(&far, &token, "a").await, 200);
    assert_eq!(inject_with_key(&far, &token, "b").await, 200);
    let report = far.report(&far.hello.calls[0]).await;
    let commands = report["commands"].as_array().expect("a list");
    commands.iter().map(|one| one["outcome"].clone()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_key_keeps_digits_from_playing_twice_only_where_it_is_looked_at() {
    assert_eq!(outcomes(true).await, ["executed", "repeated", "executed"]);
    assert_eq!(outcomes(false).await, ["executed", "executed", "executed"]);
}
