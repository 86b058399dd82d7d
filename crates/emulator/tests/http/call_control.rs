//! Call control: prompts, entries, callers that follow a script, and how calls end.

use cxtone_audio::Recording;
use cxtone_dtmf::{Detector, Event, Profile, SampleRate};
use cxtone_emulator::{CALL_CONTROL_SCOPES, EmulatorConfig};
use serde_json::{Value, json};

use crate::client::{Answer, Ask, Far, pass, seeded};

const GREETING: &str = "https://storage.cxone.com/prompts/greeting.wav";

/// A tenant with one call of this caller.
struct Called {
    far: Far,
    token: String,
    call: String,
}

impl Called {
    async fn by(caller: Value) -> Self {
        Self::within(seeded(), caller).await
    }

    async fn within(config: EmulatorConfig, caller: Value) -> Self {
        let far = Far::start(config).await;
        let order = json!({ "caller": caller }).to_string();
        let placed = far.post("/emulator/calls", &order).await;
        assert_eq!(placed.status, 201, "{}", placed.json());
        let call = placed.json()["callId"].as_str().expect("an id").to_owned();
        let token = far.token().await;
        Self { far, token, call }
    }

    async fn ask(&self, method: &str, verb: &str, body: &str) -> Answer {
        let path = format!("/api/v2/callcontrol/calls/{}{verb}", self.call);
        let authorization = format!("Bearer {}", self.token);
        let headers = [
            ("authorization", authorization.as_str()),
            ("content-type", "application/json"),
        ];
        let ask = Ask {
            method,
            path: &path,
            headers: &headers,
            body,
        };
        self.far.ask(ask).await
    }

    async fn play(&self, body: Value) -> Answer {
        self.ask("POST", "/play", &body.to_string()).await
    }

    /// Three digits within 5 s, `#` or `*` ends them; the prompt gives way to a key or not.
    async fn collect(&self, interruptible: bool) -> Value {
        let prompt = json!({ "mediaUrl": GREETING, "interruptible": interruptible });
        let body = json!({
            "maxDigits": 3, "timeout": 5_000, "terminatingDigits": ["#", "*"],
            "playPrompt": prompt,
        });
        let answer = self.ask("POST", "/collect", &body.to_string()).await;
        assert_eq!(answer.status, 200, "{}", answer.json());
        answer.json()
    }

    async fn state(&self) -> Value {
        let answer = self.ask("GET", "", "").await;
        assert_eq!(answer.status, 200, "{}", answer.json());
        answer.json()
    }

    /// Waits until the call's media do this.
    async fn until(&self, media: &str) {
        for _ in 0..100 {
            if self.state().await["media"] == media {
                return;
            }
            pass(10).await;
        }
        panic!("it is not {media}");
    }

    async fn report(&self) -> Value {
        let path = format!("/emulator/calls/{}", self.call);
        self.far.get(&path).await.json()
    }

    /// What happened in the call, without its times.
    async fn story(&self) -> Vec<String> {
        let report = self.report().await;
        let said = report["conversation"].as_array().expect("a list").iter();
        said.map(|said| {
            let words = ["what", "name", "keys"].map(|field| said[field].as_str());
            let words: Vec<_> = words.into_iter().flatten().collect();
            words.join(" ")
        })
        .collect()
    }
}

/// The digits, whether time was up, and the reason.
fn told(entry: &Value) -> (&str, bool, &str) {
    let text = |field: &str| entry[field].as_str().expect("a text");
    let timeout = entry["timeout"].as_bool().expect("a truth");
    (text("digits"), timeout, text("reason"))
}

async fn check(caller: Value, interruptible: bool, expected: (&str, bool, &str)) {
    let called = Called::by(caller.clone()).await;
    let entry = called.collect(interruptible).await;
    assert_eq!(told(&entry), expected, "{caller}");
    called.far.stop().await;
}

#[tokio::test(start_paused = true)]
async fn an_entry_ends_as_the_caller_lets_it_end() {
    check(
        json!("ends 1, wait 400, press 100"),
        true,
        ("100", false, "maxDigits"),
    )
    .await;
    check(
        json!("begins 1, wait 200, press 10#"),
        true,
        ("10", false, "terminatingDigit"),
    )
    .await;
    check(json!("ends 1, press 7"), true, ("7", true, "timeout")).await;
    check(json!(""), true, ("", true, "timeout")).await;
    check(
        json!("ends 1, press 1, wait 500, hang-up"),
        true,
        ("1", false, "hangup"),
    )
    .await;
    check(json!("begins 1, hang-up"), true, ("", false, "hangup")).await;
}

#[tokio::test(start_paused = true)]
async fn keys_before_an_entry_and_during_a_prompt_count() {
    check(json!("wait 100, press 42"), false, ("42", true, "timeout")).await;
    check(
        json!("begins 1, wait 100, press 100"),
        false,
        ("100", false, "maxDigits"),
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_is_not_reached_enters_nothing() {
    for answer in ["busy", "no-answer", "voicemail"] {
        check(
            json!({ "answer": answer }),
            true,
            match answer {
                "voicemail" => ("", true, "timeout"),
                _ => ("", false, "hangup"),
            },
        )
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_rings_is_answered_and_ends() {
    let called =
        Called::by(json!({ "answer": { "after-ms": 700 }, "acts": [{ "wait": 1000 }, "hang-up"] }))
            .await;
    assert_eq!(called.state().await["status"], "ringing");
    pass(800).await;
    assert_eq!(called.state().await["status"], "active");
    pass(1_000).await;
    assert_eq!(called.state().await["status"], "completed");
    for (answer, reason) in [("busy", "busy"), ("no-answer", "noAnswer")] {
        let called = Called::by(json!({ "answer": answer })).await;
        pass(31_000).await;
        let state = called.state().await;
        assert_eq!(
            (&state["status"], &state["reason"]),
            (&json!("failed"), &json!(reason))
        );
        let late = called.play(json!({ "mediaUrl": GREETING })).await;
        assert_eq!(
            (late.status, late.error()),
            (500, "callNotActive".to_owned())
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_ends_a_prompt_that_may_be_ended() {
    let caller = json!("begins 1, wait 100, press 5");
    for (interruptible, end) in [(true, "interrupted"), (false, "ended")] {
        let called = Called::by(caller.clone()).await;
        pass(600).await;
        let played = called.play(json!({ "mediaUrl": GREETING, "interruptible": interruptible }));
        assert_eq!(played.await.json()["status"], "playing");
        assert_eq!(called.state().await["media"], "playing");
        pass(3_000).await;
        assert_eq!(called.state().await["media"], "idle");
        let story = called.story().await;
        assert_eq!(
            story[2..5],
            [
                "prompt greeting.wav".to_owned(),
                "key 5".to_owned(),
                format!("{end} greeting.wav")
            ]
        );
    }
}

#[tokio::test(start_paused = true)]
async fn one_command_at_a_time_and_a_collection_suspends_a_prompt() {
    let called = Called::by(json!("ends 2, press 9#")).await;
    pass(600).await;
    let prompt = json!({ "mediaUrl": GREETING, "loop": true });
    assert_eq!(called.play(prompt.clone()).await.status, 200);
    pass(20_000).await;
    let second = called.play(prompt).await;
    assert_eq!(
        (second.status, second.error()),
        (503, "mediaBusy".to_owned())
    );
    let (entry, second) = tokio::join!(called.collect(true), async {
        called.until("collecting").await;
        called.play(json!({ "mediaUrl": GREETING })).await
    });
    assert_eq!(second.status, 503);
    assert_eq!(told(&entry), ("9", false, "terminatingDigit"));
    assert!(
        called
            .story()
            .await
            .contains(&"suspended greeting.wav".to_owned())
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_heard_depends_on_the_line() {
    let caller = |snr_db: i32| json!({ "line": { "snr-db": snr_db }, "acts": [{ "ends": 1 }, { "press": "100" }] });
    check(caller(20), true, ("100", false, "maxDigits")).await;
    check(caller(-15), true, ("", true, "timeout")).await;
}

#[tokio::test(start_paused = true)]
async fn the_recording_has_the_prompt_and_then_the_keys() {
    let called = Called::by(json!("ends 1, wait 400, press 100")).await;
    pass(500).await;
    called.collect(true).await;
    pass(500).await;
    let path = format!("/emulator/calls/{}/audio.wav", called.call);
    let wav = called.far.get(&path).await.body;
    let recording = Recording::parse(&wav).expect("a WAV file");
    let samples = &recording.channels()[0];
    let loud = |samples: &[f32]| samples.iter().any(|sample| sample.abs() > 0.03);
    assert!(!loud(&samples[..4_000]) && loud(&samples[4_100..5_000]));
    let mut detector = Detector::new(SampleRate::TELEPHONE, Profile::ATT);
    let mut keys = String::new();
    detector.feed(samples, |event| {
        if let Event::Confirmed { digit, .. } = event {
            keys.push(digit.as_char());
        }
    });
    assert_eq!(keys, "100");
    assert_eq!(called.report().await["heard"][0]["digits"], "100");
}

#[tokio::test(start_paused = true)]
async fn the_same_caller_does_the_same_however_often_one_looks() {
    let caller = json!("ends 1, wait 400, press 10, wait 900, press 0");
    let mut stories = Vec::new();
    for looks in [1, 40] {
        let called = Called::by(caller.clone()).await;
        let looking = async {
            for _ in 0..looks {
                pass(37).await;
                called.report().await;
            }
        };
        let (entry, ()) = tokio::join!(called.collect(true), looking);
        assert_eq!(told(&entry), ("100", false, "maxDigits"));
        stories.push(called.report().await["conversation"].clone());
    }
    assert_eq!(stories[0], stories[1]);
}

#[tokio::test(start_paused = true)]
async fn a_collection_that_nobody_waits_for_is_given_up() {
    let called = Called::by(json!("ends 1, wait 3000, press 1")).await;
    pass(600).await;
    let patience = core::time::Duration::from_secs(1);
    let given_up = tokio::time::timeout(patience, called.collect(true)).await;
    assert!(given_up.is_err());
    called.until("idle").await;
}

#[tokio::test(start_paused = true)]
async fn faults_befall_media_commands_too() {
    let called = Called::by(json!("ends 1, press 100")).await;
    let fault = r#"{"on":"play","kind":"serverError","status":502}"#;
    called.far.order_fault(fault).await;
    let failed = called.play(json!({ "mediaUrl": GREETING })).await;
    assert_eq!(failed.status, 502);
    assert_eq!(called.state().await["media"], "idle");
    let fault = r#"{"on":"status","kind":"rateLimit","retryAfter":"3"}"#;
    called.far.order_fault(fault).await;
    let limited = called.ask("GET", "", "").await;
    assert_eq!(
        (limited.status, limited.headers["retry-after"].as_str()),
        (429, "3")
    );
    let fault = r#"{"on":"collect","kind":"success","status":204}"#;
    called.far.order_fault(fault).await;
    let body = r##"{"maxDigits":3,"timeout":5000,"terminatingDigits":[],"playPrompt":{"mediaUrl":"https://a.example/b.wav"}}"##;
    let collected = called.ask("POST", "/collect", body).await;
    assert_eq!((collected.status, collected.body.len()), (204, 0));
    assert!(called.story().await.contains(&"entry full 100".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_fast_clock_lets_an_entry_pass_sooner() {
    let config = EmulatorConfig {
        speed: 50,
        ..seeded()
    };
    let called = Called::within(config, json!("ends 1, wait 20000, press 1#")).await;
    let started = tokio::time::Instant::now();
    let body = r##"{"maxDigits":3,"timeout":30000,"terminatingDigits":["#"]}"##;
    let playing = called.play(json!({ "mediaUrl": GREETING })).await;
    assert_eq!(playing.status, 200);
    pass(200).await;
    let entry = called.ask("POST", "/collect", body).await.json();
    assert_eq!(told(&entry), ("1", false, "terminatingDigit"));
    assert!(started.elapsed() < core::time::Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn commands_need_their_scopes_and_sound_bodies() {
    let mut called = Called::by(json!("")).await;
    let wrong = called.play(json!({ "mediaURL": GREETING })).await;
    assert_eq!(
        (wrong.status, wrong.error()),
        (400, "badRequest".to_owned())
    );
    let form = called.far.form(CALL_CONTROL_SCOPES[0]);
    let grant = called.far.post_form(&form).await.json();
    called.token = grant["access_token"].as_str().expect("a token").to_owned();
    assert_eq!(called.state().await["status"], "ringing");
    assert_eq!(
        called.play(json!({ "mediaUrl": GREETING })).await.status,
        403
    );
    called.call = "no-such-call".to_owned();
    assert_eq!(called.ask("GET", "", "").await.status, 404);
}

#[tokio::test(start_paused = true)]
async fn a_login_in_json_gives_a_refresh_token_that_is_good_once() {
    let far = Far::start(seeded()).await;
    let login = |grant: Value| {
        let mut body =
            json!({ "client_id": far.hello.client_id, "client_secret": far.hello.client_secret });
        body.as_object_mut()
            .expect("an object")
            .extend(grant.as_object().expect("an object").clone());
        body.to_string()
    };
    let first =
        json!({ "grant_type": "client_credentials", "scope": CALL_CONTROL_SCOPES.join(" ") });
    let grant = far.post("/api/v2/oauth2/token", &login(first)).await.json();
    assert_eq!(grant["scope"], CALL_CONTROL_SCOPES.join(" "));
    let again = json!({ "grant_type": "refresh_token", "refresh_token": grant["refresh_token"] });
    let second = far
        .post("/api/v2/oauth2/token", &login(again.clone()))
        .await;
    assert_eq!(second.status, 200);
    assert_ne!(second.json()["access_token"], grant["access_token"]);
    let third = far.post("/api/v2/oauth2/token", &login(again)).await;
    assert_eq!(
        (third.status, third.error()),
        (400, "invalid_grant".to_owned())
    );
}

#[tokio::test(start_paused = true)]
async fn an_active_call_gets_a_caller_while_it_lasts() {
    let far = Far::start(seeded()).await;
    let call = far.hello.calls[0].clone();
    let token = far.token().await;
    let called = Called { far, token, call };
    let path = format!("/emulator/calls/{}/caller", called.call);
    let followed = called.far.post(&path, r#""ends 1, press 55""#).await;
    assert_eq!(followed.status, 200, "{}", followed.json());
    assert_eq!(called.collect(true).await["digits"], "55");
    assert_eq!(called.far.post(&path, r#""press 5x""#).await.status, 400);
    assert_eq!(
        called
            .far
            .post(&path, r#"{"acts":[{"pres":"12"}]}"#)
            .await
            .status,
        400
    );
}
