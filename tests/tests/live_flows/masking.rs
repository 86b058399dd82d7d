//! Sensitive steps: masked before they ask, unmasked however the flow ends.

use core::time::Duration;
use std::sync::Arc;

use cxtone_runner::{FlowReport, FlowRunner};
use serde_json::json;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::{
    forgetful::{Forgetful, Lost},
    stage::{Seen, Stage, caller, fixture, lines},
};

/// Up to the PIN.
const ACCOUNT: &str = "ends 2, wait 300, press 79927398713#";

struct Ran {
    report: FlowReport,
    seen: Seen,
    /// What is in the recording.
    keys: String,
}

/// Takes a caller through the flow with the account number and the PIN; it is cancelled after so
/// long.
async fn run(acts: &str, fault: Option<&str>, cancelled: Option<Duration>) -> Ran {
    let flow = fixture("account-number");
    let stage = Stage::for_flow(&flow);
    let script = format!("{ACCOUNT}, {acts}");
    let call = stage.place("call-1", &caller(&script), 1).await;
    if let Some(fault) = fault {
        let fault: serde_json::Value = serde_json::from_str(fault).expect("JSON");
        stage.order(&fault).await;
    }
    let cancellation = CancellationToken::new();
    let runner = stage.runner(&call);
    let running = runner.run(&call, Arc::clone(&flow), &cancellation);
    let cancelling = async {
        match cancelled {
            Some(after) => sleep(after).await,
            None => core::future::pending().await,
        }
        cancellation.cancel();
        core::future::pending().await
    };
    let report = tokio::select! {
        report = running => report.expect("it can be followed"),
        () = cancelling => unreachable!("it is pending"),
    };
    let (seen, keys) = (stage.seen(&call).await, stage.keys_recorded(&call).await);
    Ran { report, seen, keys }
}

#[tokio::test(start_paused = true)]
async fn the_recording_is_masked_while_sensitive_digits_are_entered_and_not_longer() {
    let Ran { report, seen, keys } = run("ends 3, wait 300, press 1234#", None, None).await;
    assert_eq!(report.outcome.to_string(), "finished in thanks");
    assert!(report.digits.is_empty() && report.unmasking_failure.is_none());
    let [(from, Some(to))] = seen.masked()[..] else {
        panic!("{:?}", seen.masked());
    };
    // The digits of the account are in the recording, those of the PIN are not.
    assert_eq!(keys, "79927398713#");
    assert_eq!(seen.entries(), ["79927398713", "1234"]);
    assert!(to > from + 2.0, "{from} to {to}");
    let names: Vec<_> = seen.commands().into_iter().map(|it| it.name).collect();
    assert_eq!(
        names,
        ["play", "collect", "mask", "collect", "unmask", "play"]
    );
}

#[tokio::test(start_paused = true)]
async fn a_step_that_cannot_be_masked_is_not_begun() {
    for fault in [
        r#"{ "on": "interaction", "kind": "conflict" }"#,
        r#"{ "on": "interaction", "kind": "serverError", "status": 500, "times": 3 }"#,
        r#"{ "on": "interaction", "kind": "dropBefore", "times": 3 }"#,
    ] {
        let Ran { report, seen, .. } =
            run("ends 3, wait 300, press 1234#", Some(fault), None).await;
        assert_eq!(report.outcome.to_string(), "mask-failed in pin", "{fault}");
        assert!(report.failure.is_some(), "{fault}");
        let collects = seen
            .commands()
            .into_iter()
            .filter(|it| it.name == "collect");
        assert_eq!(collects.count(), 1, "{fault}");
        assert!(seen.masked().iter().all(|(_, to)| to.is_some()), "{fault}");
    }
}

/// The command that ends the masking came, and was carried out.
fn is_unmasked(seen: &Seen) -> bool {
    let unmasks = seen.commands().into_iter().filter(|it| it.name == "unmask");
    seen.masked().iter().all(|(_, to)| to.is_some()) && unmasks.count() > 0
}

#[tokio::test(start_paused = true)]
async fn however_a_sensitive_step_ends_the_recording_hears_again() {
    // An error.
    let fault = r#"{ "rules": [{ "endpoint": "collect", "nth": 2, "kind": "dropAfter" }] }"#;
    let Ran { report, seen, .. } = run("ends 3, wait 300, press 1234#", Some(fault), None).await;
    assert_eq!(report.outcome.to_string(), "command-failed in pin");
    assert!(report.failure.as_ref().is_some_and(|it| it.is_ambiguous()));
    assert!(is_unmasked(&seen) && report.unmasking_failure.is_none());
    // An answer to the mask that was lost.
    let fault = r#"{ "on": "interaction", "kind": "dropAfter", "times": 3 }"#;
    let Ran { report, seen, .. } = run("", Some(fault), None).await;
    assert_eq!(report.outcome.to_string(), "mask-failed in pin");
    assert!(is_unmasked(&seen) && report.unmasking_failure.is_none());
    // A cancellation in the midst of the entry: silence, until it is given up.
    let Ran { report, seen, .. } = run("", None, Some(Duration::from_secs(20))).await;
    assert_eq!(
        report.outcome.as_str(),
        "cancelled",
        "{:#?}",
        lines(&report)
    );
    assert!(is_unmasked(&seen) && report.unmasking_failure.is_none());
}

/// Enters the PIN long after whoever asked for it has lost sight of the entry; what is in the
/// recording when the caller has long been through.
async fn lost_sight_of(lost: Lost, cancelled: Option<Duration>) -> (FlowReport, Seen, String) {
    let flow = fixture("account-number");
    let stage = Stage::for_flow(&flow);
    let script = format!("{ACCOUNT}, ends 3, wait 13000, press 1, wait 2000, press 234#");
    let call = stage.place("call-1", &caller(&script), 1).await;
    let client = stage.client_over(Arc::new(Forgetful::new(stage.wire.clone(), 2, lost)));
    let runner = FlowRunner::new(client)
        .masking(stage.mask(&call))
        .counting_keys_ahead();
    let cancellation = CancellationToken::new();
    if let Some(after) = cancelled {
        let cancellation = cancellation.clone();
        tokio::spawn(async move {
            sleep(after).await;
            cancellation.cancel();
        });
    }
    let report = runner.run(&call, Arc::clone(&flow), &cancellation).await;
    sleep(Duration::from_secs(60)).await;
    let (seen, keys) = (stage.seen(&call).await, stage.keys_recorded(&call).await);
    (report.expect("it can be followed"), seen, keys)
}

#[tokio::test(start_paused = true)]
async fn while_the_caller_may_still_make_an_entry_that_was_lost_sight_of_nothing_is_unmasked() {
    let soon = Duration::from_secs(1);
    for (lost, cancelled, outcome) in [
        (Lost::Connection(soon), None, "command-failed in pin"),
        (Lost::Gateway(soon), None, "command-failed in pin"),
        (Lost::Nothing, Some(Duration::from_secs(14)), "cancelled"),
    ] {
        let (report, seen, keys) = lost_sight_of(lost, cancelled).await;
        assert_eq!(report.outcome.to_string(), outcome, "{:#?}", lines(&report));
        assert_eq!(seen.entries(), ["79927398713", "1234"], "{lost:?}");
        assert_eq!(keys, "79927398713#", "{lost:?}");
        assert!(is_unmasked(&seen) && report.unmasking_failure.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn after_a_hang_up_it_is_tried_all_the_same_and_told_where_the_far_end_refuses() {
    let Ran { report, seen, .. } = run("ends 3, wait 300, press 12, hang-up", None, None).await;
    assert_eq!(report.outcome.as_str(), "caller-hung-up");
    assert!(report.digits.is_empty());
    let last = seen.commands().pop().expect("commands");
    assert_eq!((last.name.as_str(), last.executed), ("unmask", false));
    let failure = report.unmasking_failure.expect("the call is over");
    assert!(!failure.is_ambiguous(), "{failure}");
    let media = seen.commands().into_iter().filter(|it| it.name != "unmask");
    assert!(media.into_iter().all(|it| it.executed));
}

#[tokio::test(start_paused = true)]
async fn a_recording_that_stays_masked_is_told() {
    let rules = r#"{ "rules": [{ "endpoint": "interaction", "nth": 1, "kind": "success", "status": 204 },
                               { "endpoint": "interaction", "kind": "conflict" }] }"#;
    let Ran { report, seen, .. } = run("ends 3, wait 300, press 1234#", Some(rules), None).await;
    assert_eq!(report.outcome.to_string(), "command-failed in pin");
    assert!(report.unmasking_failure.is_some());
    assert_eq!(seen.masked().last().map(|(_, to)| *to), Some(None));
}

#[tokio::test(start_paused = true)]
async fn without_a_mask_that_can_be_reached_nothing_is_sent() {
    let flow = fixture("account-number");
    let stage = Stage::for_flow(&flow);
    let call = stage.place("call-1", &caller(""), 1).await;
    let never = CancellationToken::new();
    let unmasked = FlowRunner::new(stage.client()).counting_keys_ahead();
    let refused = unmasked.run(&call, Arc::clone(&flow), &never).await;
    let refused = refused.expect_err("nothing masks").to_string();
    assert!(refused.contains("`pin` is `sensitive`"), "{refused}");
    stage
        .order(&json!({ "on": "token", "kind": "unauthorized" }))
        .await;
    let runner = stage.runner(&call);
    let refused = runner.run(&call, Arc::clone(&flow), &never).await;
    let refused = refused.expect_err("there is no token").to_string();
    assert!(refused.contains("cannot be masked"), "{refused}");
    assert!(stage.seen(&call).await.commands().is_empty());
}

#[tokio::test(start_paused = true)]
async fn keys_pressed_ahead_are_not_counted_silently() {
    let flow = fixture("date-of-birth");
    let stage = Stage::for_flow(&flow);
    let runner = FlowRunner::new(stage.client());
    let refused = runner.check(&flow).expect_err("it would count them");
    let refused = refused.to_string();
    assert!(
        refused.contains("step `confirm` has `type-ahead: false`"),
        "{refused}"
    );
    assert!(runner.counting_keys_ahead().check(&flow).is_ok());
    let call = "call-1".parse().expect("an id");
    assert!(stage.runner(&call).check(&flow).is_ok());
}
