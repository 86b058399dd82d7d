//! `validate`: all findings at once, without the digits.

use serde_json::json;

use crate::program::{cxtone, fed};

#[test]
fn a_request_that_may_be_sent_exits_with_0() {
    let request = [
        "validate", "--digits", "1234#", "--type", "RFC2833", "--pause", "200",
    ];
    let ran = cxtone(request).exits(0).hides("1234");
    assert!(ran.stdout.contains("[5 digits]"), "{}", ran.stdout);
    let ran = cxtone([&request[..], &["--json"]].concat()).exits(0);
    // Five digits, each with a tone of 100 ms and a pause of 200.
    assert_eq!(
        ran.json(),
        [json!({"valid": true, "playOutMs": 1500, "findings": []})]
    );
}

#[test]
fn all_findings_are_told_at_once() {
    let request = [
        "validate", "--digits", "98x76", "--type", "MORSE", "--pause", "10", "--json",
    ];
    let ran = cxtone(request).exits(1).hides("98").hides("76");
    let verdict = &ran.json()[0];
    assert_eq!(verdict["valid"], false);
    let findings = verdict["findings"].as_array().expect("findings");
    let pointers: Vec<_> = findings.iter().map(|finding| &finding["pointer"]).collect();
    assert_eq!(pointers, ["/dtmfString", "/dtmfType", "/interDigitPause"]);
    for finding in findings {
        for part in ["code", "message", "help"] {
            assert!(!finding[part].as_str().expect("a text").is_empty());
        }
    }
    let ran = cxtone(&request[..7]).exits(1);
    assert_eq!(ran.stdout.matches("help:").count(), 3, "{}", ran.stdout);
}

#[test]
fn what_is_not_given_is_a_finding() {
    let ran = cxtone(["validate", "--json"]).exits(1);
    assert_eq!(
        ran.json()[0]["findings"]
            .as_array()
            .expect("findings")
            .len(),
        3
    );
}

#[test]
fn digits_are_read_from_stdin() {
    let request = [
        "validate", "--digits", "-", "--type", "INBAND", "--pause", "50",
    ];
    fed(request, b"5678\n").exits(0).hides("5678");
    fed(request, b"5678x").exits(1).hides("5678");
}

#[test]
fn a_pause_that_is_no_whole_number_is_a_finding() {
    for pause in ["NaN", "200.5", "fast", "", "-5", "1001"] {
        cxtone([
            "validate", "--digits", "1", "--type", "INBAND", "--pause", pause,
        ])
        .exits(1);
    }
}
