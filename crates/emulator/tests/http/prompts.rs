//! What prompts sound like: files, what a program says, and the murmur where it does not.

use core::time::Duration;
use std::{fs, path::Path};

use cxtone_audio::{Encoding, Recording};
use cxtone_dtmf::SampleRate;
use cxtone_emulator::{CALL_CONTROL_SCOPES, EmulatorConfig};
use cxtone_flow::Spoken;
use serde_json::json;

use crate::client::{Ask, Far, seeded};

const GREETING: &str = "https://prompts.example/greeting.wav";

/// What plays in a call while and after a prompt does, from the prompt's first sample.
async fn played(far: &Far, url: &str) -> Vec<f32> {
    let call = far.place(r#"{"caller":{"answer":{"after-ms":0}}}"#).await;
    far.post("/emulator/clock", r#"{"advanceMs":100}"#).await;
    let token = far.token().await;
    let authorization = format!("Bearer {token}");
    let path = format!("/api/v2/callcontrol/calls/{call}/play");
    let body = json!({ "mediaUrl": url }).to_string();
    let answer = far
        .ask(Ask {
            method: "POST",
            path: &path,
            headers: &[
                ("authorization", &authorization),
                ("content-type", "application/json"),
            ],
            body: &body,
        })
        .await;
    assert_eq!(answer.status, 200, "{}", answer.json());
    let report = far.report(&call).await;
    let said = report["conversation"].as_array().expect("a list").iter();
    let mut prompts = said.filter(|said| said["what"] == "prompt");
    let at_s = prompts.next().expect("a prompt")["at"].as_f64();
    far.post("/emulator/clock", r#"{"advanceMs":3000}"#).await;
    let from_ms = at_s.expect("a time") * 1_000.0;
    let path = format!("/emulator/calls/{call}/audio.wav?fromMs={from_ms:.0}");
    let wav = far.get(&path).await.body;
    let recording = Recording::parse(&wav).expect("a recording");
    recording.channels()[0].clone()
}

fn config() -> EmulatorConfig {
    EmulatorConfig {
        calls: 0,
        scopes: CALL_CONTROL_SCOPES.map(str::to_owned).to_vec(),
        ..seeded()
    }
}

/// How long something louder than the line's noise is heard.
fn sounds_for(samples: &[f32]) -> Duration {
    let last = samples.iter().rposition(|sample| sample.abs() > 0.01);
    let samples = last.map_or(0, |last| last + 1);
    Duration::from_secs_f64(samples as f64 / 8_000.0)
}

fn loudness(samples: &[f32]) -> f32 {
    let sum: f32 = samples.iter().map(|sample| sample * sample).sum();
    (sum / samples.len() as f32).sqrt()
}

/// How often it passes zero upwards in a second, which tells a tone's frequency.
fn rises_hz(samples: &[f32]) -> f64 {
    let rises = samples
        .windows(2)
        .filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0);
    rises.count() as f64 * 8_000.0 / samples.len() as f64
}

fn tone(rate_hz: u32, frequency_hz: f32, length_ms: u32) -> Recording {
    let rate = SampleRate::new(rate_hz).expect("a usual rate");
    let samples = (0..rate_hz * length_ms / 1_000).map(|sample| {
        let turn = core::f32::consts::TAU * frequency_hz * sample as f32 / rate_hz as f32;
        0.5 * turn.sin()
    });
    Recording::from_mono(rate, samples.collect())
}

#[tokio::test(start_paused = true)]
async fn a_prompt_is_the_file_of_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, length_ms| {
        let file = folder.path().join(name);
        tone(16_000, 300.0, length_ms)
            .write(file, Encoding::Pcm16)
            .expect("writes");
    };
    write("greeting.wav", 400);
    write("invalid.wav", 1_000);
    fs::write(folder.path().join("broken.wav"), "no sound").expect("writes");
    let far = Far::start(EmulatorConfig {
        prompts: Some(folder.path().to_owned()),
        ..config()
    })
    .await;
    let greeting = played(&far, GREETING).await;
    assert!((rises_hz(&greeting[..3_200]) - 300.0).abs() < 10.0);
    assert!(sounds_for(&greeting).abs_diff(Duration::from_millis(400)) < Duration::from_millis(5));
    // Named without its ending, and broken.
    let invalid = played(&far, "https://prompts.example/v1/invalid?x=1").await;
    assert!(sounds_for(&invalid) > Duration::from_millis(990));
    let url = "https://prompts.example/broken.wav";
    let broken = played(&far, url).await;
    assert!(sounds_for(&broken) <= Spoken::of(url).length());
    assert!(loudness(&broken[..4_000]) > 0.01);
}

#[cfg(unix)]
mod spoken {
    use std::os::unix::fs::PermissionsExt as _;

    use cxtone_emulator::Speaker;

    use super::*;

    /// A program that notes how it was called, and then does this.
    fn stand_in(folder: &Path, does: &str) -> Speaker {
        let program = folder.join("espeak-ng");
        let calls = folder.join("calls");
        let script = format!(
            "#!/bin/sh\nfor word in \"$@\"; do printf '%s\\n' \"$word\"; done >> '{}'\n{does}\n",
            calls.display()
        );
        fs::write(&program, script).expect("writes");
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("a mode");
        Speaker::new(program)
    }

    /// A sound as such a program prints it: with lengths without meaning in its header.
    fn speech(folder: &Path, length_ms: u32) -> String {
        let mut wav = tone(22_050, 300.0, length_ms).to_bytes(Encoding::Pcm16);
        for place in [4, 40] {
            wav[place..place + 4].copy_from_slice(&0x7fff_f000_u32.to_le_bytes());
        }
        let file = folder.join(format!("speech-{length_ms}"));
        fs::write(&file, wav).expect("writes");
        format!("cat '{}'", file.display())
    }

    async fn spoken_by(speaker: Speaker) -> Far {
        let speaker = Some(speaker);
        Far::start(EmulatorConfig {
            speaker,
            ..config()
        })
        .await
    }

    #[tokio::test(start_paused = true)]
    async fn the_words_of_an_address_are_said_once_and_take_as_long_as_the_murmur() {
        let folder = tempfile::tempdir().expect("a folder");
        let says = speech(folder.path(), 500);
        let far = spoken_by(stand_in(folder.path(), &says)).await;
        let url = "https://prompts.example/en/enter_code.wav?v=2";
        let heard = played(&far, url).await;
        assert_eq!(played(&far, url).await.len(), heard.len());
        let calls = fs::read_to_string(folder.path().join("calls")).expect("it was called");
        let words: Vec<_> = calls.lines().collect();
        assert_eq!(words, ["--stdout", "-v", "en", "-s", "175", "enter code"]);
        assert!((rises_hz(&heard[..4_000]) - 300.0).abs() < 10.0);
        assert!(sounds_for(&heard).abs_diff(Duration::from_millis(500)) < Duration::from_millis(5));
        let story = far.get("/emulator/calls").await.json();
        let call = story["calls"][0]["callId"].as_str().expect("a call");
        let report = far.report(call).await;
        let said = report["conversation"].as_array().expect("a list");
        let at = |what: &str| said.iter().find(|it| it["what"] == what).expect(what)["at"].as_f64();
        let length_s = at("ended").expect("a time") - at("prompt").expect("a time");
        assert!((length_s - 0.9).abs() < 0.001, "{length_s}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_takes_too_long_to_say_is_said_faster_and_then_cut() {
        let folder = tempfile::tempdir().expect("a folder");
        let says = speech(folder.path(), 1_440);
        let far = spoken_by(stand_in(folder.path(), &says)).await;
        let heard = played(&far, GREETING).await;
        let calls = fs::read_to_string(folder.path().join("calls")).expect("it was called");
        let rates: Vec<_> = calls.lines().skip(4).step_by(6).collect();
        // Twice as long as 720 ms.
        assert_eq!(rates, ["175", "351", "450"]);
        assert!(sounds_for(&heard) <= Duration::from_millis(720));
        assert!(sounds_for(&heard) > Duration::from_millis(700));
    }

    #[tokio::test(start_paused = true)]
    async fn a_program_that_fails_is_not_asked_again_and_prompts_are_murmured() {
        for does in ["exit 1", "echo no sound", "head -c 5000000 /dev/zero"] {
            let folder = tempfile::tempdir().expect("a folder");
            let far = spoken_by(stand_in(folder.path(), does)).await;
            let plain = Far::start(config()).await;
            for url in [GREETING, "https://prompts.example/invalid.wav"] {
                assert!(loudness(&played(&far, url).await[..4_000]) > 0.01, "{does}");
            }
            let greeting = played(&far, GREETING).await;
            let murmured = played(&plain, GREETING).await;
            assert_eq!(sounds_for(&greeting), sounds_for(&murmured), "{does}");
            let calls = fs::read_to_string(folder.path().join("calls")).expect("it was called");
            assert_eq!(calls.lines().count(), 6, "{does}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn speech_in_which_digits_would_be_heard_is_murmured() {
        let folder = tempfile::tempdir().expect("a folder");
        let tones = tone(8_000, 697.0, 300).channels()[0].clone();
        let high = tone(8_000, 1_209.0, 300).channels()[0].clone();
        let mixed = tones
            .iter()
            .zip(&high)
            .map(|(one, other)| 0.5 * (one + other));
        let file = folder.path().join("tones.wav");
        Recording::from_mono(SampleRate::TELEPHONE, mixed.collect())
            .write(&file, Encoding::Pcm16)
            .expect("writes");
        let says = format!("cat '{}'", file.display());
        let far = spoken_by(stand_in(folder.path(), &says)).await;
        played(&far, GREETING).await;
        let calls = far.get("/emulator/calls").await.json();
        for call in calls["calls"].as_array().expect("a list") {
            let report = far.report(call["callId"].as_str().expect("an id")).await;
            assert_eq!(report["heard"], json!([]));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn where_the_real_program_is_installed_it_speaks() {
        let Some(speaker) = Speaker::installed() else {
            return;
        };
        let far = spoken_by(speaker).await;
        let plain = Far::start(config()).await;
        let (said, murmured) = (played(&far, GREETING).await, played(&plain, GREETING).await);
        assert!(
            loudness(&said[..4_000]) > 0.02,
            "{}",
            loudness(&said[..4_000])
        );
        // Speech has sounds far above the murmur's 640 Hz.
        let sharp = |samples: &[f32]| {
            let steps: Vec<_> = samples.windows(2).map(|pair| pair[1] - pair[0]).collect();
            loudness(&steps) / loudness(samples)
        };
        assert!(sharp(&said[..4_000]) > 2.0 * sharp(&murmured[..4_000]));
        assert!(sounds_for(&said) <= Spoken::of(GREETING).length());
    }
}
