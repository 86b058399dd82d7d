//! Calls of the test API: placing, looking at, hearing and ending them.

use cxtone_audio::Recording;
use cxtone_emulator::EmulatorConfig;

use crate::client::{Ask, Far, digits, pass, seeded};

async fn samples(far: &Far, call: &str) -> Vec<f32> {
    let answer = far.get(&format!("/emulator/calls/{call}/audio.wav")).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "audio/wav");
    let recording = Recording::parse(&answer.body).expect("a WAV file");
    assert_eq!(recording.sample_rate_hz(), 8_000);
    let [channel] = recording.channels() else {
        panic!("{} channels", recording.channels().len());
    };
    channel.clone()
}

#[tokio::test(start_paused = true)]
async fn a_recording_has_the_samples_of_the_time_that_has_passed() {
    let far = Far::start(seeded()).await;
    let call = &far.hello.calls[0];
    let mut before = Vec::new();
    for (step_ms, expected) in [(0, 0), (1, 8), (999, 8_000), (250, 10_000)] {
        pass(step_ms).await;
        let now = samples(&far, call).await;
        assert_eq!(now.len(), expected);
        assert_eq!(now[..before.len()], before[..]);
        before = now;
    }
}

#[tokio::test(start_paused = true)]
async fn what_has_not_played_yet_is_not_in_the_recording() {
    let far = Far::start(seeded()).await;
    let call = &far.hello.calls[0];
    let token = far.token().await;
    pass(500).await;
    far.inject(&token, call, &digits("5", "INBAND", 50)).await;
    assert_eq!(samples(&far, call).await.len(), 4_000);
    pass(50).await;
    let halfway = samples(&far, call).await;
    let peak = |samples: &[f32]| samples.iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
    assert_eq!(halfway.len(), 4_400);
    assert!(peak(&halfway[..4_000]) < 0.01);
    assert!(peak(&halfway[4_000..]) > 0.1);
}

#[tokio::test(start_paused = true)]
async fn an_ended_call_is_recorded_no_further() {
    let far = Far::start(seeded()).await;
    let call = &far.hello.calls[0];
    pass(1_000).await;
    let ended = far
        .post(&format!("/emulator/calls/{call}/hangup"), "")
        .await;
    assert_eq!(ended.json()["status"], "ended");
    pass(1_000).await;
    assert_eq!(samples(&far, call).await.len(), 8_000);
    assert_eq!(far.report(call).await["status"], "ended");
    assert_eq!(far.report(call).await["lengthS"], 1.0);
}

#[tokio::test(start_paused = true)]
async fn a_call_ends_by_itself_at_its_longest() {
    let config = EmulatorConfig {
        call_s_max: 2,
        ..seeded()
    };
    let far = Far::start(config).await;
    let call = &far.hello.calls[0];
    pass(1_999).await;
    assert_eq!(far.report(call).await["status"], "active");
    pass(5_000).await;
    assert_eq!(far.report(call).await["status"], "ended");
    assert_eq!(samples(&far, call).await.len(), 16_000);
}

#[tokio::test(start_paused = true)]
async fn the_same_seed_gives_the_same_recording() {
    let mut recordings = Vec::new();
    for line_seed in [1, 1, 2] {
        let far = Far::start(seeded()).await;
        let token = far.token().await;
        let body = format!(r#"{{"line":{{"packetLoss":0.2,"seed":{line_seed}}}}}"#);
        let call = far.place(&body).await;
        far.inject(&token, &call, &digits("123", "INBAND", 50))
            .await;
        pass(600).await;
        recordings.push(samples(&far, &call).await);
    }
    assert_eq!(recordings[0], recordings[1]);
    assert_ne!(recordings[0], recordings[2]);
}

async fn check_placing(body: &str, status: u16, error: &str) {
    let far = Far::start(seeded()).await;
    far.place(r#"{"callId":"taken"}"#).await;
    let answer = far.post("/emulator/calls", body).await;
    assert_eq!(
        (answer.status, answer.error().as_str()),
        (status, error),
        "{body}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_is_placed_as_asked_or_refused_with_a_reason() {
    check_placing("", 201, "").await;
    check_placing("{}", 201, "").await;
    check_placing(
        r#"{"callId":"free","status":"ringing","line":{"noiseDbm0":-30}}"#,
        201,
        "",
    )
    .await;
    check_placing(r#"{"callId":"taken"}"#, 409, "callIdTaken").await;
    check_placing(r#"{"callId":"../x"}"#, 400, "badRequest").await;
    check_placing(r#"{"callID":"free"}"#, 400, "badRequest").await;
    check_placing(r#"{"status":"ended"}"#, 400, "badRequest").await;
    check_placing(r#"{"line":{"gainDb":1000}}"#, 400, "badRequest").await;
    check_placing(r#"{"line":{"packetLoss":2}}"#, 400, "badRequest").await;
    check_placing("[", 400, "badRequest").await;
}

#[tokio::test(start_paused = true)]
async fn calls_are_listed_and_removed() {
    let config = EmulatorConfig {
        calls: 0,
        calls_max: 2,
        ..seeded()
    };
    let far = Far::start(config).await;
    for id in ["b", "a"] {
        far.place(&format!(r#"{{"callId":"{id}"}}"#)).await;
    }
    let listed = far.get("/emulator/calls").await.json();
    let expected = r#"[{"callId":"a","status":"active"},{"callId":"b","status":"active"}]"#;
    assert_eq!(listed["calls"].to_string(), expected);
    let third = far.post("/emulator/calls", "{}").await;
    assert_eq!(
        (third.status, third.error().as_str()),
        (409, "tooManyCalls")
    );
    let removal = || Ask {
        method: "DELETE",
        path: "/emulator/calls/a",
        headers: &[],
        body: "",
    };
    assert_eq!(far.ask(removal()).await.status, 204);
    assert_eq!(far.ask(removal()).await.status, 404);
    assert_eq!(far.get("/emulator/calls/a").await.status, 404);
    assert_eq!(far.get("/emulator/calls/a/audio.wav").await.status, 404);
}
