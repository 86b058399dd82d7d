//! Measures what many calls cost: ten injections into each, their memory, and hearing them all.
//! `cargo run --release -p cxtone-emulator --example scale -- 10000`

use core::error::Error;
use std::{env, fs, time::Instant};

use axum::http::Request;
use cxtone_emulator::{EmulatorConfig, InProcess};
use serde_json::{Value, json};

/// Injections into each call.
const INJECTIONS: usize = 10;

/// Calls where no number is given.
const CALLS: usize = 1_000;

/// Longer than an injection plays.
const STEP_MS: u64 = 2_000;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let calls = env::args().nth(1).map_or(Ok(CALLS), |text| text.parse())?;
    let config = EmulatorConfig {
        calls,
        calls_max: calls,
        seed: Some(1),
        ..EmulatorConfig::default()
    };
    let before_kib = resident_kib();
    let tenant = InProcess::new(&config)?;
    let hello = tenant.hello().clone();
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        hello.client_id, hello.client_secret
    );
    let grant = ask(&tenant, "/oauth/token", None, &form).await?;
    let token = grant["access_token"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let line = format!(
        "/api/v2/telephony/providers/{}/lines/{}/calls",
        hello.provider_id, hello.line_id
    );
    let body = r#"{"dtmf":"12345#","dtmfType":"RFC2833","interDigitPause":100}"#;

    let began = Instant::now();
    for _ in 0..INJECTIONS {
        for call in &hello.calls {
            let path = format!("{line}/{call}/dtmf");
            ask(&tenant, &path, Some(&token), body).await?;
        }
        let advance = json!({ "advanceMs": STEP_MS }).to_string();
        ask(&tenant, "/emulator/clock", None, &advance).await?;
    }
    let injecting = began.elapsed();
    let after_kib = resident_kib();

    let began = Instant::now();
    for call in &hello.calls {
        let report = show(&tenant, &format!("/emulator/calls/{call}")).await?;
        let heard = report["heard"].as_array().map_or(0, Vec::len);
        assert_eq!(heard, INJECTIONS, "{call}");
    }
    let hearing = began.elapsed();
    println!(
        "{} injections into {calls} calls: {injecting:.2?}",
        calls * INJECTIONS
    );
    println!(
        "memory: {} KiB a call",
        (after_kib - before_kib) / calls as u64
    );
    println!("hearing all calls: {hearing:.2?}");
    println!("memory at the end: {} MiB", resident_kib() / 1_024);
    Ok(())
}

async fn ask(
    tenant: &InProcess,
    path: &str,
    token: Option<&str>,
    body: &str,
) -> Result<Value, Box<dyn Error>> {
    let media_type = match path {
        "/oauth/token" => "application/x-www-form-urlencoded",
        _ => "application/json",
    };
    let request = Request::post(path)
        .header("content-type", media_type)
        .header(
            "authorization",
            format!("Bearer {}", token.unwrap_or_default()),
        )
        .body(body.as_bytes().to_vec())?;
    let answer = tenant.answer(request).await.map_err(|_| "lost")?;
    assert!(answer.status().is_success(), "{path}: {}", answer.status());
    Ok(serde_json::from_slice(answer.body())?)
}

async fn show(tenant: &InProcess, path: &str) -> Result<Value, Box<dyn Error>> {
    let request = Request::get(path).body(Vec::new())?;
    let answer = tenant.answer(request).await.map_err(|_| "lost")?;
    Ok(serde_json::from_slice(answer.body())?)
}

/// Resident memory, where the system tells it in the way of Linux; else 0.
fn resident_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    line.and_then(|line| line.split_ascii_whitespace().nth(1)?.parse().ok())
        .unwrap_or_default()
}
