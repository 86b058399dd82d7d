//! Whether a campaign kept its promises, by its export and by what was heard in each call.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::field::{Field, pin};

/// The second send of the flow.
const SECOND: &str = "#*";

/// Each call has one outcome, its digits were heard at most once, and the emulator's account says
/// the same as the export, row by row. Gives the outcomes with their counts.
pub(crate) fn check(field: &Field) -> BTreeMap<String, u64> {
    let rows = field.export();
    assert_eq!(rows.len(), field.calls.len(), "a call is lost or doubled");
    let mut outcomes = BTreeMap::new();
    for (index, row) in rows.iter().enumerate() {
        assert_eq!(row["callId"], field.calls[index]);
        let outcome = row["outcome"].as_str();
        let outcome = outcome.unwrap_or_else(|| panic!("no outcome: {row}"));
        *outcomes.entry(outcome.to_owned()).or_default() += 1;
        check_call(field, index, row, outcome);
    }
    outcomes
}

fn check_call(field: &Field, index: usize, row: &Value, outcome: &str) {
    let call = field.ask(&format!("/emulator/calls/{}", field.calls[index]));
    let heard = heard(&call);
    let (first, second) = (pin(index), SECOND);
    let whole = format!("{first}{second}");
    assert!(
        whole == heard || first == heard || heard.is_empty(),
        "heard {heard:?} for {whole:?}: {row} {call}"
    );
    let sends = sends(row);
    let told = [first.as_str(), second];
    // What is known to be done was heard, and what is known not to be done was not.
    for (send, digits) in sends.iter().zip(told) {
        match *send {
            "done" => assert!(heard.contains(digits), "done and not heard: {row} {call}"),
            "failed" | "unsent" | "hung-up" => {
                assert!(!heard.contains(digits), "heard and not done: {row} {call}");
            }
            "ambiguous" => {}
            other => panic!("{other}: {row}"),
        }
    }
    for digits in told.iter().skip(sends.len()) {
        assert!(!heard.contains(digits), "never intended and heard: {row}");
    }
    match outcome {
        "finished" => assert!(sends == ["done", "done"], "{row}"),
        "ambiguous" => assert!(sends.contains(&"ambiguous"), "{row}"),
        "interrupted" => assert!(!sends.is_empty() && !sends.contains(&"ambiguous"), "{row}"),
        "command-failed" | "cancelled" | "caller-hung-up" => {
            assert!(!sends.contains(&"ambiguous"), "{row}");
        }
        other => panic!("{other}: {row}"),
    }
}

/// What became of each send in the end: what was provably not heard may have been sent again.
fn sends(row: &Value) -> Vec<&str> {
    let mut sends = BTreeMap::new();
    for effect in row["effects"].as_array().expect("effects") {
        let step = effect["step"].as_u64().expect("a number");
        sends.insert(step, effect["status"].as_str().expect("a status"));
    }
    sends.into_values().collect()
}

/// All digits heard in a call, in their order.
fn heard(call: &Value) -> String {
    let heard = call["heard"].as_array().expect("heard");
    heard
        .iter()
        .map(|one| one["digits"].as_str().expect("digits"))
        .collect()
}
