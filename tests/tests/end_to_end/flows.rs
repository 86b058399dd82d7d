//! The Go source's flow over loopback: callers who press, are silent, hang up; where it leads them,
//! and what the call's audio held.

use std::sync::Arc;

use cxtone_audio::Recording;
use cxtone_cxone::{Client, HttpOptions, HttpTransport, TokenCache};
use cxtone_dialect::{
    BaseUrl, Credentials,
    cxone_v2::{CALL_CONTROL_SCOPES, CallControlCredentials},
};
use cxtone_dtmf::{Detector, Event, Profile, SampleRate};
use cxtone_emulator::EmulatorConfig;
use cxtone_flow::{Flow, StepName};
use cxtone_payload::CallId;
use cxtone_runner::FlowRunner;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::world::{SEED, World};

const GO_FLOW: &str = include_str!("../../../fixtures/flows/outbound-code.yaml");

/// Seconds of a call in one second: fast enough for a test, and slow enough that what one waits for
/// between two commands, a quarter of a second, is no long time in a call.
const SPEED: u32 = 20;

/// As much as a call's recording may be.
const RECORDING_BYTES_MAX: usize = 8 * 1024 * 1024;

/// What a prompt is louder than.
const LOUD: f32 = 0.02;

/// What is expected of a call.
struct Expected<'a> {
    outcome: &'a str,
    path: &'a [&'a str],
    /// The last entry.
    digits: &'a str,
    /// All keys that are in the audio.
    keys: &'a str,
}

async fn world() -> World {
    World::with(EmulatorConfig {
        calls: 0,
        seed: Some(SEED),
        speed: SPEED,
        ..EmulatorConfig::default()
    })
    .await
}

fn client(world: &World) -> Client {
    let transport = HttpTransport::new(HttpOptions::default()).expect("a transport");
    let transport = Arc::new(transport);
    let url = BaseUrl::parse(&world.hello.url).expect("a URL");
    let credentials = Credentials::new(&world.hello.client_id, &*world.hello.client_secret);
    let login = CallControlCredentials::new(url.clone(), credentials, &CALL_CONTROL_SCOPES);
    let tokens = TokenCache::with_login(transport.clone(), login);
    let client = Client::builder(transport, Arc::new(tokens), url).build();
    let named = client.with_prompt_host_of("https://storage.cxone.com/");
    named.expect("a URL")
}

async fn check(caller: &str, expected: Expected<'_>) {
    let world = world().await;
    let order = json!({ "callId": "call-1", "caller": caller }).to_string();
    world.ask("POST /emulator/calls", &order).await;
    let call: CallId = "call-1".parse().expect("an id");
    let client = client(&world);
    let flow = Arc::new(Flow::parse(GO_FLOW).expect("a flow"));
    let never = CancellationToken::new();
    let runner = FlowRunner::new(client.clone());
    let report = runner.run(&call, flow, &never).await;
    let report = report.expect("it can be followed");
    let path: Vec<_> = report.path.iter().map(StepName::as_str).collect();
    assert_eq!(report.outcome.to_string(), expected.outcome, "{caller}");
    assert_eq!(path, expected.path, "{caller}");
    let digits: String = report.digits.chars().collect();
    assert_eq!(digits, expected.digits, "{caller}");
    let url = format!("{}/emulator/calls/call-1/audio.wav", world.hello.url);
    let wav = client.fetch(&url, RECORDING_BYTES_MAX).await;
    let recording = Recording::parse(&wav.expect("a download")).expect("a recording");
    let audio = &recording.channels()[0];
    assert_eq!(keys(audio), expected.keys, "{caller}");
    prompts_are_heard(&world, audio, expected.path).await;
}

/// The keys that a detector finds.
fn keys(audio: &[f32]) -> String {
    let mut keys = String::new();
    let mut detector = Detector::new(SampleRate::TELEPHONE, Profile::ATT);
    detector.feed(audio, |event| {
        if let Event::Confirmed { digit, .. } = event {
            keys.push(digit.as_char());
        }
    });
    keys
}

/// Where the emulator says that a prompt was played, there is sound.
async fn prompts_are_heard(world: &World, audio: &[f32], path: &[&str]) {
    let report = world.ask("GET /emulator/calls/call-1", "").await;
    let said = report["conversation"].as_array().expect("a list").iter();
    let begins: Vec<f64> = said
        .filter(|said| said["what"] == "prompt")
        .filter_map(|said| said["at"].as_f64())
        .collect();
    // Each step but the branch plays one.
    let prompts = path.iter().filter(|step| **step != "which").count();
    assert!(begins.len() >= prompts, "{begins:?} for {path:?}");
    for begin in begins {
        let rate = f64::from(SampleRate::TELEPHONE.hz());
        let first = (0..).find(|at| f64::from(*at) >= begin * rate);
        let first = usize::try_from(first.expect("finite")).expect("positive");
        let part = audio.iter().skip(first).take(1_600);
        assert!(part.into_iter().any(|it| it.abs() > LOUD), "at {begin} s");
    }
}

const SUCCESS: [&str; 4] = ["greeting", "code", "which", "success"];

#[tokio::test]
async fn the_right_code_leads_to_success() {
    let expected = Expected {
        outcome: "finished in success",
        path: &SUCCESS,
        digits: "100",
        keys: "100",
    };
    check("ends 2, wait 400, press 100", expected).await;
}

#[tokio::test]
async fn three_zeros_lead_to_the_agent() {
    let expected = Expected {
        outcome: "finished in agent",
        path: &["greeting", "code", "which", "agent"],
        digits: "000",
        keys: "000",
    };
    check("ends 2, wait 400, press 000", expected).await;
}

#[tokio::test]
async fn keys_during_the_prompt_count() {
    let expected = Expected {
        outcome: "finished in success",
        path: &SUCCESS,
        digits: "100",
        keys: "100",
    };
    check("begins 2, wait 300, press 100", expected).await;
}

#[tokio::test]
async fn three_wrong_codes_are_the_end_of_it() {
    let expected = Expected {
        outcome: "finished in invalid",
        path: &["greeting", "code", "invalid"],
        digits: "45",
        keys: "99912345#",
    };
    let caller =
        "ends 2, wait 200, press 999, ends 4, wait 200, press 123, ends 6, wait 200, press 45#";
    check(caller, expected).await;
}

#[tokio::test]
async fn silence_leads_to_the_timeout() {
    let expected = Expected {
        outcome: "finished in timeout",
        path: &["greeting", "code", "timeout"],
        digits: "",
        keys: "",
    };
    check("wait 1", expected).await;
}

#[tokio::test]
async fn who_hangs_up_during_a_prompt_is_asked_nothing_more() {
    let expected = Expected {
        outcome: "caller-hung-up",
        path: &["greeting"],
        digits: "",
        keys: "",
    };
    check("begins 1, wait 400, hang-up", expected).await;
}

#[tokio::test]
async fn the_digits_before_a_hang_up_are_kept() {
    let expected = Expected {
        outcome: "caller-hung-up",
        path: &["greeting", "code"],
        digits: "10",
        keys: "10",
    };
    check("ends 2, wait 200, press 10, wait 300, hang-up", expected).await;
}

#[tokio::test]
async fn a_busy_line_is_told_as_such() {
    let world = world().await;
    let order = json!({ "callId": "call-1", "caller": { "answer": "busy" } }).to_string();
    world.ask("POST /emulator/calls", &order).await;
    let flow = Arc::new(Flow::parse(GO_FLOW).expect("a flow"));
    let call = "call-1".parse().expect("an id");
    let never = CancellationToken::new();
    let runner = FlowRunner::new(client(&world));
    let report = runner.run(&call, flow, &never).await;
    assert_eq!(report.expect("it can be followed").outcome.as_str(), "busy");
    let told: Value = world.ask("GET /emulator/calls/call-1", "").await;
    assert_eq!(told["commands"], json!([]));
}
