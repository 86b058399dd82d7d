//! What the emulator's own ear hears of what was injected.

use serde_json::Value;

use crate::client::{Far, digits, pass, seeded};

const TYPES: [&str; 3] = ["RFC2833", "SIPINFO", "INBAND"];

const ALL: &str = "159D*0#A23468B7C";

/// The digits of all that was heard.
fn heard(report: &Value) -> String {
    let groups = report["heard"].as_array().expect("a list");
    groups
        .iter()
        .map(|group| group["digits"].as_str().expect("digits"))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn each_type_is_heard_as_the_same_digits_where_they_were_injected() {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let call = &far.hello.calls[0];
    for signalling in TYPES {
        pass(1_000).await;
        let answer = far.inject(&token, call, &digits(ALL, signalling, 50)).await;
        assert_eq!(answer.status, 200);
        pass(2_400).await;
    }
    pass(100).await;
    let report = far.report(call).await;
    let groups = report["heard"].as_array().expect("a list");
    for ((group, signalling), begin_s) in groups.iter().zip(TYPES).zip([1.0, 4.4, 7.8]) {
        assert_eq!(group["digits"], ALL, "{signalling}");
        assert_eq!(group["source"], signalling);
        assert_eq!(group["overlaps"], false);
        let late_s = group["at"].as_f64().expect("a time") - begin_s;
        assert!(late_s.abs() < 0.03, "{signalling} is {late_s} s late");
    }
    assert_eq!(groups.len(), TYPES.len());
}

#[tokio::test(start_paused = true)]
async fn digits_are_heard_as_they_play_and_not_before() {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let call = &far.hello.calls[0];
    far.inject(&token, call, &digits("147", "SIPINFO", 100))
        .await;
    assert_eq!(heard(&far.report(call).await), "");
    pass(290).await;
    assert_eq!(heard(&far.report(call).await), "14");
    pass(310).await;
    assert_eq!(heard(&far.report(call).await), "147");
}

#[tokio::test(start_paused = true)]
async fn a_quiet_line_says_nothing() {
    let far = Far::start(seeded()).await;
    pass(30_000).await;
    let report = far.report(&far.hello.calls[0]).await;
    assert_eq!(report["heard"].as_array().map(Vec::len), Some(0));
}

#[tokio::test(start_paused = true)]
async fn overlapping_injections_garble_each_other_and_are_told_of() {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let call = &far.hello.calls[0];
    far.inject(&token, call, &digits("1111", "RFC2833", 50))
        .await;
    pass(30).await;
    far.inject(&token, call, &digits("9999", "INBAND", 50))
        .await;
    pass(2_000).await;
    let report = far.report(call).await;
    let heard = heard(&report);
    assert_ne!(heard, "1111");
    assert_ne!(heard, "9999");
    assert_eq!(report["heard"][0]["source"], "RFC2833+INBAND");
    assert_eq!(report["heard"][0]["overlaps"], true);
    assert_eq!(report["commands"][0]["overlaps"], false);
    assert_eq!(report["commands"][1]["overlaps"], true);
}

#[tokio::test(start_paused = true)]
async fn one_injection_after_the_other_overlaps_nothing() {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let call = &far.hello.calls[0];
    for signalling in TYPES {
        far.inject(&token, call, &digits("7", signalling, 50)).await;
        pass(150).await;
    }
    pass(100).await;
    let report = far.report(call).await;
    assert_eq!(heard(&report), "777");
    for index in 0..TYPES.len() {
        assert_eq!(report["commands"][index]["overlaps"], false);
    }
}

async fn heard_over(line: &str, signalling: &str) -> String {
    let far = Far::start(seeded()).await;
    let token = far.token().await;
    let call = far.place(&format!(r#"{{"line":{line}}}"#)).await;
    far.inject(&token, &call, &digits(ALL, signalling, 50))
        .await;
    pass(3_000).await;
    heard(&far.report(&call).await)
}

#[tokio::test(start_paused = true)]
async fn noise_lowers_what_is_heard() {
    for signalling in TYPES {
        assert_eq!(heard_over(r#"{"noiseDbm0":-40}"#, signalling).await, ALL);
        let spoiled = heard_over(r#"{"noiseDbm0":5}"#, signalling).await;
        assert_ne!(spoiled, ALL, "{signalling}");
    }
}

#[tokio::test(start_paused = true)]
async fn lost_packets_take_their_digits_with_them() {
    for signalling in ["RFC2833", "INBAND"] {
        assert_eq!(heard_over(r#"{"packetLoss":1}"#, signalling).await, "");
    }
    assert_eq!(heard_over(r#"{"packetLoss":1}"#, "SIPINFO").await, ALL);
}

#[tokio::test(start_paused = true)]
async fn a_moderate_line_is_heard_through() {
    let line = r#"{"gainDb":-6,"twistDb":-3,"echo":{"delayMs":20,"levelDb":-20},"noiseDbm0":-45}"#;
    for signalling in TYPES {
        assert_eq!(heard_over(line, signalling).await, ALL, "{signalling}");
    }
}
