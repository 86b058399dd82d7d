//! Who is called in which call, and on which line, where the configuration says it.

use cxtone_emulator::{BindError, CallLine, Cast, Emulator, EmulatorConfig};
use serde_json::json;

use crate::client::{Far, seeded};

fn cast(roles: &[(&str, &str)]) -> Cast {
    let mut cast = Cast::default();
    for (calls, acts) in roles {
        let calls = calls.parse().expect("a pattern");
        let caller = acts.parse().expect("acts");
        cast.give(calls, caller).expect("the first");
    }
    cast
}

/// Why the call is over, once it is.
async fn end(far: &Far, call: &str) -> String {
    far.post("/emulator/clock", r#"{"advanceMs":40000}"#).await;
    let report = far.report(call).await;
    let said = report["conversation"].as_array().expect("a list");
    let last = said.last().expect("it has ended");
    last["what"].as_str().expect("a text").to_owned()
}

#[tokio::test(start_paused = true)]
async fn calls_get_their_callers_by_their_ids() {
    let config = EmulatorConfig {
        calls: 1,
        call_ids: vec!["one".to_owned(), "two".to_owned()],
        callers: vec!["wait 1".parse().expect("acts")],
        cast: cast(&[
            ("one", "hang-up"),
            ("t*", "wait 100, hang-up"),
            ("*", "wait 7, wait 7"),
        ]),
        ..seeded()
    };
    let far = Far::start(config).await;
    assert_eq!(far.hello.calls[..2], ["one", "two"]);
    assert_eq!(far.hello.calls.len(), 3);
    assert_eq!(far.hello.agent.sessions[1], "session-two");
    // The first has a caller by its place, which goes before the cast.
    assert_eq!(end(&far, "one").await, "answered");
    assert_eq!(end(&far, "two").await, "hung up");
    let placed = json!({ "callId": "three" }).to_string();
    let placed = far.post("/emulator/calls", &placed).await;
    assert_eq!(placed.json()["status"], "ringing");
    assert_eq!(end(&far, "three").await, "hung up");
    // A caller of its own goes before the cast.
    let own = json!({ "callId": "twelve", "caller": "wait 1" }).to_string();
    far.place(&own).await;
    assert_eq!(end(&far, "twelve").await, "answered");
}

#[tokio::test(start_paused = true)]
async fn a_call_without_a_role_is_active_as_ever() {
    let config = EmulatorConfig {
        calls: 0,
        cast: cast(&[("a*", "hang-up")]),
        ..seeded()
    };
    let far = Far::start(config).await;
    let placed = far.post("/emulator/calls", r#"{"callId":"b"}"#).await;
    assert_eq!(placed.json()["status"], "active");
}

/// What the recording of one second without anything else holds: the mean of its samples' squares.
async fn noise(far: &Far, order: &str) -> f64 {
    let call = far.place(order).await;
    far.post("/emulator/clock", r#"{"advanceMs":1000}"#).await;
    let path = format!("/emulator/calls/{call}/audio.wav");
    let wav = far.get(&path).await.body;
    let recording = cxtone_audio::Recording::parse(&wav).expect("a recording");
    let samples = &recording.channels()[0];
    let sum: f64 = samples.iter().map(|it| f64::from(*it).powi(2)).sum();
    sum / samples.len() as f64
}

#[tokio::test(start_paused = true)]
async fn a_call_has_its_own_line_and_else_that_of_its_caller_and_else_that_of_all() {
    let mut cast = Cast::default();
    let script = cxtone_flow::Caller::parse("line: { snr-db: 40 }").expect("a script");
    cast.give("noisy*".parse().expect("a pattern"), script)
        .expect("the first");
    let config = EmulatorConfig {
        cast,
        line: CallLine::from_json(r#"{"noiseDbm0":-20}"#).expect("a line"),
        ..seeded()
    };
    let far = Far::start(config).await;
    let of_all = noise(&far, "").await;
    let of_caller = noise(&far, r#"{"callId":"noisy-1"}"#).await;
    let own = noise(&far, r#"{"line":{}}"#).await;
    let own_of_caller = noise(&far, r#"{"callId":"noisy-2","line":{"noiseDbm0":-20}}"#).await;
    let db = |one: f64, other: f64| 10.0 * (one / other).log10();
    // -20 dBm0; keys of -7 dBm0 with 40 dB below them; and -65 dBm0, of which 16 bits keep little.
    assert!(
        (db(of_all, of_caller) - 27.0).abs() < 1.0,
        "{of_all} {of_caller}"
    );
    assert!(
        (db(of_all, own_of_caller)).abs() < 0.5,
        "{of_all} {own_of_caller}"
    );
    assert!(db(of_caller, own) > 10.0, "{of_caller} {own}");
}

#[tokio::test]
async fn ids_of_calls_are_checked() {
    for (ids, problem) in [
        (["a b", "c"], "is no call's id"),
        (["a", "a"], "is the id of two calls"),
    ] {
        let config = EmulatorConfig {
            call_ids: ids.map(str::to_owned).to_vec(),
            ..seeded()
        };
        let address = "127.0.0.1:0".parse().expect("an address");
        let error = Emulator::bind(address, config).await.expect_err("refused");
        assert!(matches!(error, BindError::CallId { .. }));
        assert!(error.to_string().contains(problem), "{error}");
    }
}
