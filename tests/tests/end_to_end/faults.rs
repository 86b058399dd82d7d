//! Every fault that the emulator knows: what the injector makes of it, how often it sends, and
//! that nobody ever hears the digits twice.

use cxtone_cxone::{Doubt, InjectError, TokenError};
use cxtone_dialect::cxone_v2::TokenRefusal;
use cxtone_runner::{Failure, Report};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::world::World;

const DIGITS: &str = "1#";

/// What came of an injection, in a word.
fn told(outcome: &Result<Report, Failure>) -> String {
    let error = match outcome {
        Ok(report) if report.outcome.accepted() => return "accepted".to_owned(),
        Ok(report) => {
            let status = report.outcome.status().expect("it was answered");
            return format!("delivered, {status}");
        }
        Err(failure) => failure.error().expect("a request was tried"),
    };
    match error {
        InjectError::RateLimited { attempts, .. } => format!("rate limited, {attempts}"),
        InjectError::Conflict { .. } => "conflict".to_owned(),
        InjectError::Unauthorized(_) => "unauthorized".to_owned(),
        InjectError::Ambiguous(Doubt::Answer(answer)) => format!("ambiguous, {}", answer.status()),
        InjectError::Ambiguous(Doubt::Transport(_)) => "ambiguous, no answer".to_owned(),
        InjectError::Token(TokenError::Refused(TokenRefusal::InvalidClient)) => {
            "no token, client".to_owned()
        }
        InjectError::Token(TokenError::Refused(TokenRefusal::Malformed { .. })) => {
            "no token, malformed".to_owned()
        }
        other => other.to_string(),
    }
}

/// Orders the faults, injects once, and compares the outcome, the number of requests and what was
/// heard; the log then holds one pair, and nothing is left in doubt that was not in doubt.
async fn check(faults: Value, outcome: &str, posts: usize, heard: &str) {
    let world = World::start(1).await;
    world.order(&faults).await;
    let injection = world.injection(0, DIGITS, "RFC2833");
    let injector = world.injector();
    let result = injector.inject(injection, &CancellationToken::new()).await;
    assert_eq!(told(&result), outcome, "{faults}");
    let is_ambiguous = result.is_err_and(|failure| failure.is_ambiguous());
    assert_eq!(is_ambiguous, outcome.starts_with("ambiguous"), "{faults}");
    assert_eq!(world.posts().await, posts, "{faults}");
    assert_eq!(world.digits_heard().await, heard, "{faults}");

    let (verified, records) = world.records();
    assert_eq!((verified.records, verified.unsealed), (2, 0));
    assert_eq!(verified.intended_only, [""; 0]);
    assert_eq!(records[0]["kind"], "intended");
    assert_eq!(records[1]["kind"], "observed");
    assert_eq!(records[0]["injectionId"], records[1]["injectionId"]);
    assert_eq!(records[1]["attempts"], posts);
    assert_eq!(records[1]["status"] == "ambiguous", is_ambiguous);
}

#[tokio::test]
async fn a_rate_limit_is_waited_for_and_the_digits_are_sent_again() {
    let limit = |retry_after: Value| json!({ "on": "dtmf", "kind": "rateLimit", "retryAfter": retry_after });
    check(limit(json!(0)), "delivered, 200", 2, DIGITS).await;
    check(limit(json!("soon")), "delivered, 200", 2, DIGITS).await;
    check(limit(json!(-5)), "delivered, 200", 2, DIGITS).await;
    check(limit(json!(null)), "delivered, 200", 2, DIGITS).await;
    check(limit(json!({ "dateInS": 1 })), "delivered, 200", 2, DIGITS).await;
}

#[tokio::test]
async fn a_rate_limit_without_end_or_with_too_long_a_wait_is_told() {
    let limit = json!({ "on": "dtmf", "kind": "rateLimit", "times": 9 });
    check(limit, "rate limited, 3", 3, "").await;
    let limit = json!({ "on": "dtmf", "kind": "rateLimit", "retryAfter": 3600 });
    check(limit, "rate limited, 1", 1, "").await;
    let limit = json!({ "on": "dtmf", "kind": "rateLimit", "retryAfter": { "dateInS": 3600 } });
    check(limit, "rate limited, 1", 1, "").await;
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let refusals = |times: u32| json!({ "on": "dtmf", "kind": "unauthorized", "times": times });
    check(refusals(1), "delivered, 200", 2, DIGITS).await;
    check(refusals(9), "unauthorized", 2, "").await;
}

#[tokio::test]
async fn a_conflict_is_told_and_not_repeated() {
    check(
        json!({ "on": "dtmf", "kind": "conflict" }),
        "conflict",
        1,
        "",
    )
    .await;
}

#[tokio::test]
async fn a_server_error_is_ambiguous_whether_or_not_the_digits_were_played() {
    let error = |status: u16, executed: &str| json!({ "on": "dtmf", "kind": "serverError", "status": status, "executed": executed });
    check(error(503, "before"), "ambiguous, 503", 1, "").await;
    check(error(500, "after"), "ambiguous, 500", 1, DIGITS).await;
    check(error(504, "after"), "ambiguous, 504", 1, DIGITS).await;
}

#[tokio::test]
async fn a_lost_answer_is_ambiguous_whether_or_not_the_digits_were_played() {
    let fault = |kind: &str| json!({ "on": "dtmf", "kind": kind });
    check(fault("dropBefore"), "ambiguous, no answer", 1, "").await;
    check(fault("dropAfter"), "ambiguous, no answer", 1, DIGITS).await;
    check(fault("stall"), "ambiguous, no answer", 1, DIGITS).await;
}

#[tokio::test]
async fn any_success_is_one_whatever_its_body() {
    let success = |status: u16| json!({ "on": "dtmf", "kind": "success", "status": status });
    check(success(201), "delivered, 201", 1, DIGITS).await;
    check(success(202), "accepted", 1, DIGITS).await;
    check(success(203), "delivered, 203", 1, DIGITS).await;
    check(success(204), "delivered, 204", 1, DIGITS).await;
    let broken = json!({ "on": "dtmf", "kind": "brokenJson" });
    check(broken, "delivered, 200", 1, DIGITS).await;
}

#[tokio::test]
async fn faults_that_follow_one_another_are_each_taken_for_what_they_are() {
    let faults = json!([
        { "on": "dtmf", "kind": "rateLimit", "retryAfter": 0 },
        { "on": "dtmf", "kind": "unauthorized" },
        { "on": "dtmf", "kind": "dropAfter" },
    ]);
    check(faults, "ambiguous, no answer", 3, DIGITS).await;
}

#[tokio::test]
async fn a_login_that_fails_in_passing_is_asked_again() {
    for kind in ["serverError", "dropBefore", "dropAfter"] {
        let fault = json!({ "on": "token", "kind": kind });
        check(fault, "delivered, 200", 1, DIGITS).await;
    }
}

#[tokio::test]
async fn a_login_that_refuses_or_makes_no_sense_sends_nothing() {
    let fault = |kind: &str| json!({ "on": "token", "kind": kind });
    check(fault("unauthorized"), "no token, client", 0, "").await;
    check(fault("brokenJson"), "no token, malformed", 0, "").await;
}
