//! Every fault of the emulator at every request of every flow.
//! What then must not have happened is judged in `judged`.

use core::time::Duration;
use std::sync::Arc;

use cxtone_flow::Flow;
use cxtone_runner::FlowReport;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::judged::judge;
use crate::stage::{Prompts, Seen, Stage, caller, fixture, lines, paused_runtime};

/// A flow, a caller who goes through most of it, wrong first and then right, and where that leads.
/// One stops in the midst of an entry, so that a timer ends it.
const STORIES: [(&str, &str, &str); 3] = [
    (
        "outbound-code",
        "ends 2, wait 200, press 12, ends 4, wait 200, press 100",
        "finished in success",
    ),
    (
        "date-of-birth",
        "ends 1, wait 200, press 31022024, ends 3, wait 200, press 29022024, begins 4, wait 200, press 1",
        "finished in thanks",
    ),
    (
        "account-number",
        "ends 2, wait 200, press 79927398713#, ends 3, wait 200, press 1#, ends 5, wait 200, press 1234#",
        "finished in thanks",
    ),
];

/// Where faults are ordered.
const ENDPOINTS: [&str; 5] = ["token", "status", "play", "collect", "interaction"];

/// Of the questions how the call is, there are very many that are alike: besides the first ones, so
/// many are left out between two that meet faults.
const STATUSES_APART: usize = 16;

/// The longest that any request is held up, and longer than a client waits for most.
const LATE_MS: u64 = 5_000;

/// Longer than anything takes that could still be under way after a flow.
const AFTERWARDS: Duration = Duration::from_secs(900);

/// What goes wrong, as the emulator takes it, for requests that have a call.
fn kinds() -> Vec<Value> {
    vec![
        json!({ "kind": "rateLimit", "retryAfter": 1 }),
        json!({ "kind": "rateLimit", "retryAfter": 3_600 }),
        json!({ "kind": "unauthorized" }),
        json!({ "kind": "conflict" }),
        json!({ "kind": "serverError", "status": 500 }),
        json!({ "kind": "serverError", "status": 503, "executed": "after" }),
        json!({ "kind": "dropBefore" }),
        json!({ "kind": "dropAfter" }),
        json!({ "kind": "stall" }),
        json!({ "kind": "success", "status": 202 }),
        json!({ "kind": "success", "status": 204 }),
        json!({ "kind": "brokenJson" }),
        json!({ "kind": "slowAnswer", "bytesPerS": 10 }),
        json!({ "kind": "slowRead", "delayMs": LATE_MS }),
        json!({ "kind": "late", "delayMs": LATE_MS }),
        json!({ "kind": "truncated" }),
        json!({ "kind": "contentType" }),
        json!({ "kind": "oversized" }),
        json!({ "kind": "redirect", "status": 307 }),
        json!({ "kind": "redirect", "status": 303 }),
        json!({ "kind": "hangUp" }),
        json!({ "kind": "hangUp", "executed": "after" }),
        json!({ "kind": "hangUp", "executed": "after", "afterMs": 400 }),
        json!({ "kind": "expireToken" }),
        json!({ "kind": "expireToken", "executed": "after" }),
        json!({ "kind": "line", "line": { "noiseDbm0": 5 } }),
    ]
}

/// A call under one fault, or under none.
pub(crate) struct Lived {
    pub(crate) report: FlowReport,
    pub(crate) seen: Seen,
    /// How many requests came at each endpoint.
    requests: Vec<usize>,
    /// How many came after the flow had ended.
    pub(crate) late: usize,
    pub(crate) calls_locked: usize,
}

/// None where the flow was refused, and nothing was sent.
fn live(
    (flow, prompts): (&Arc<Flow>, &Prompts),
    script: &str,
    fault: Option<&Value>,
) -> Option<Lived> {
    paused_runtime().block_on(async {
        let stage = Stage::with(prompts);
        let call = stage.place("call-1", &caller(script), 1).await;
        if let Some(fault) = fault {
            stage.order(&json!({ "rules": [fault] })).await;
        }
        let locks = cxtone_runner::CallLocks::new();
        let runner = stage.runner(&call).locks(locks.clone());
        let never = tokio_util::sync::CancellationToken::new();
        let ran = runner.run(&call, Arc::clone(flow), &never).await;
        let requests = requests(&stage).await;
        let seen = stage.seen(&call).await;
        sleep(AFTERWARDS).await;
        let later = requests_in_all(&self::requests(&stage).await);
        // What masks the recording is reached for before a flow begins.
        let refused = ran.as_ref().err();
        let reached = fault.is_none_or(|fault| fault["endpoint"] != "token");
        assert!(!reached || refused.is_none(), "{fault:?}: {refused:?}");
        assert!(refused.is_none() || seen.commands().is_empty(), "{fault:?}");
        Some(Lived {
            report: ran.ok()?,
            seen,
            late: later - requests_in_all(&requests),
            requests,
            calls_locked: locks.locked_calls(),
        })
    })
}

/// How many requests have come at each endpoint.
async fn requests(stage: &Stage) -> Vec<usize> {
    let log = stage.wire.ask("GET", "/emulator/requests", "").await;
    let log = log["requests"].as_array().expect("a list");
    let paths: Vec<&str> = log.iter().filter_map(|it| it["path"].as_str()).collect();
    let at = |endpoint: &str| {
        let is_at = |path: &&&str| match endpoint {
            "token" => path.contains("token"),
            "status" => {
                path.starts_with("/api/v2/callcontrol/calls/") && path.matches('/').count() == 5
            }
            "interaction" => path.contains("/interactions/"),
            verb => path.ends_with(&format!("/{verb}")),
        };
        paths.iter().filter(is_at).count()
    };
    ENDPOINTS.iter().map(|endpoint| at(endpoint)).collect()
}

fn requests_in_all(requests: &[usize]) -> usize {
    requests.iter().sum()
}

/// The faults of one flow: each kind at each request.
fn faults(requests: &[usize]) -> Vec<Value> {
    let mut faults = Vec::new();
    for (endpoint, count) in ENDPOINTS.into_iter().zip(requests) {
        for nth in 1..=*count {
            if endpoint == "status" && nth > 3 && nth % STATUSES_APART != 0 {
                continue;
            }
            for mut fault in kinds() {
                let kind = fault["kind"].as_str().unwrap_or_default();
                let needs_call = matches!(kind, "hangUp" | "expireToken" | "line");
                if endpoint == "token" {
                    // Its own clients' tests have the rest of what can go wrong with a login.
                    if needs_call || !matches!(kind, "dropAfter" | "serverError" | "unauthorized") {
                        continue;
                    }
                } else {
                    fault["call"] = "call-1".into();
                }
                fault["endpoint"] = endpoint.into();
                fault["nth"] = nth.into();
                faults.push(fault);
            }
        }
    }
    faults
}

fn walk((name, script, outcome): (&str, &str, &str)) {
    let flow = fixture(name);
    let prompts = Prompts::of(&flow);
    let flow = (&flow, &prompts);
    let untroubled = live(flow, script, None).expect("it can be followed");
    let told = lines(&untroubled.report);
    assert_eq!(told.last().map(String::as_str), Some(outcome), "{told:#?}");
    let faults = faults(&untroubled.requests);
    assert!(faults.len() > 200, "{name}: {}", faults.len());
    let half = faults.len() / 2;
    let (one, other) = faults.split_at(half);
    let look = |faults: &[Value]| -> Vec<String> {
        let found = faults.iter().flat_map(|fault| {
            let Some(lived) = live(flow, script, Some(fault)) else {
                return Vec::new();
            };
            let story = lines(&lived.report);
            let commands = lived.seen.commands();
            let findings = judge(flow.0, &untroubled, &lived, fault);
            let told = move |it: &str| format!("{fault}: {it}\n    {story:?}\n    {commands:?}");
            findings.into_iter().map(told).collect::<Vec<_>>()
        });
        found.collect()
    };
    let findings = std::thread::scope(|scope| {
        let other = scope.spawn(|| look(other));
        let mut findings = look(one);
        findings.extend(other.join().expect("no panic"));
        findings
    });
    cxtone_tests::assert_none(&findings);
}

#[test]
fn no_fault_at_any_request_of_the_go_flow_is_without_a_typed_end() {
    walk(STORIES[0]);
}

#[test]
fn no_fault_at_any_request_of_a_date_and_a_menu_is_without_a_typed_end() {
    walk(STORIES[1]);
}

#[test]
fn no_fault_at_any_request_of_a_sensitive_flow_is_without_a_typed_end() {
    walk(STORIES[2]);
}
