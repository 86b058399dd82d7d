//! Measures what conversations cost in real time: a prompt and three keys, again and again in each call.
//! `cargo run --release -p cxtone-emulator --example conversations -- 200`

use core::{error::Error, time::Duration};
use std::{env, fs, sync::Arc, time::Instant};

use axum::http::Request;
use cxtone_emulator::{CALL_CONTROL_SCOPES, EmulatorConfig, InProcess};
use serde_json::{Value, json};

/// Calls where no number is given.
const CALLS: usize = 200;

/// How often each caller is asked for a code.
const ENTRIES: usize = 8;

/// Clock ticks of the system in a second, in which Linux tells the time of a process.
const TICKS_PER_S: f64 = 100.0;

type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Failure> {
    let calls = env::args().nth(1).map_or(Ok(CALLS), |text| text.parse())?;
    let acts: Vec<_> = (1..=ENTRIES)
        .map(|number| format!("ends {number}, wait 500, press 100"))
        .collect();
    let config = EmulatorConfig {
        calls,
        calls_max: calls,
        seed: Some(1),
        callers: vec![acts.join(", ").parse()?; calls],
        ..EmulatorConfig::default()
    };
    let tenant = Arc::new(InProcess::new(&config)?);
    let hello = tenant.hello().clone();
    let login = json!({
        "grant_type": "client_credentials", "client_id": hello.client_id,
        "client_secret": hello.client_secret, "scope": CALL_CONTROL_SCOPES.join(" "),
    });
    let grant = ask(&tenant, "/api/v2/oauth2/token", "", &login).await?;
    let token = grant["access_token"].as_str().unwrap_or_default();

    let (began, worked_s) = (Instant::now(), processor_s());
    let talks = hello.calls.iter().map(|call| {
        let (tenant, call, token) = (Arc::clone(&tenant), call.clone(), token.to_owned());
        tokio::spawn(async move { talk(&tenant, &call, &token).await })
    });
    let mut longest = Duration::ZERO;
    for talk in talks.collect::<Vec<_>>() {
        longest = longest.max(talk.await??);
    }
    let (took, worked_s) = (began.elapsed(), processor_s() - worked_s);
    println!("{calls} calls, {ENTRIES} entries in each: {took:.2?}");
    println!(
        "processor: {worked_s:.2} s, {:.1} % of one core",
        100.0 * worked_s / took.as_secs_f64()
    );
    println!("longest entry, prompt included: {longest:.2?}");
    Ok(())
}

/// The longest time that one entry took.
async fn talk(tenant: &InProcess, call: &str, token: &str) -> Result<Duration, Failure> {
    let path = format!("/api/v2/callcontrol/calls/{call}/collect");
    let body = json!({
        "maxDigits": 3, "timeout": 5_000, "terminatingDigits": ["#"],
        "playPrompt": {
            "mediaUrl": "https://storage.cxone.com/prompts/enter_code.wav", "interruptible": true,
        },
    });
    let mut longest = Duration::ZERO;
    for _ in 0..ENTRIES {
        let began = Instant::now();
        let entry = ask(tenant, &path, token, &body).await?;
        assert_eq!(entry["digits"], "100", "{call}");
        longest = longest.max(began.elapsed());
    }
    Ok(longest)
}

async fn ask(tenant: &InProcess, path: &str, token: &str, body: &Value) -> Result<Value, Failure> {
    let request = Request::post(path)
        .header("content-type", "application/json")
        .header("authorization", format!("Bearer {token}"))
        .body(body.to_string().into_bytes())?;
    let answer = tenant.answer(request).await.map_err(|_| "lost")?;
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    Ok(serde_json::from_slice(answer.body())?)
}

/// The time of this process on all cores, where the system tells it in the way of Linux; else 0.
fn processor_s() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let (_, fields) = stat.rsplit_once(')').unwrap_or_default();
    let ticks = fields.split_ascii_whitespace().skip(11).take(2);
    ticks
        .filter_map(|field| field.parse::<f64>().ok())
        .sum::<f64>()
        / TICKS_PER_S
}
