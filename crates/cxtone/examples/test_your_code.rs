//! Tests code of your own against a tenant on loopback: what arrived in the call counts, not what
//! was answered. `cargo run -p cxtone --features emulator --example test_your_code`

use core::error::Error;
use std::sync::Arc;

use cxtone::{
    CancellationToken,
    cxone::{Client, HttpOptions, HttpTransport, RetryPolicy, TokenCache},
    dialect::{Address, BaseUrl, CallAddress, Credentials, cxone_v2},
    emulator::{Emulator, EmulatorConfig, FaultPlan, Hello},
    payload::{DtmfType, Limits, Raw, validate},
    runner::{Injection, Injector, RecordingUrlTap},
};

/// The far end answers too late: it takes the first injection and drops the connection.
const FAULT: &str = r#"{"rules":[{"endpoint":"dtmf","kind":"dropAfter"}]}"#;

#[tokio::main(flavor = "current_thread")]
pub(crate) async fn main() -> Result<(), Box<dyn Error>> {
    for faults in [None, Some(FaultPlan::from_json(FAULT)?)] {
        let fault = if faults.is_some() { "with" } else { "without" };
        let told = enter_a_pin(faults).await?;
        println!("{fault} a fault: {told:?}");
    }
    Ok(())
}

/// What the code under test makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// All digits are in the call.
    Entered,
    /// Somebody has to look.
    Unclear,
    /// Nothing is in the call.
    Refused,
}

/// Starts a tenant with these faults, and runs the code under test on it.
pub(crate) async fn enter_a_pin(faults: Option<FaultPlan>) -> Result<Told, Box<dyn Error>> {
    let config = EmulatorConfig {
        seed: Some(7),
        faults,
        ..EmulatorConfig::default()
    };
    let emulator = Emulator::bind("127.0.0.1:0".parse()?, config).await?;
    let tenant = emulator.hello().clone();
    let stop = CancellationToken::new();
    let running = tokio::spawn(emulator.run(stop.clone().cancelled_owned()));
    let told = code_under_test(&tenant).await;
    stop.cancel();
    running.await??;
    told
}

/// Stands for yours.
async fn code_under_test(tenant: &Hello) -> Result<Told, Box<dyn Error>> {
    let client = client(tenant)?;
    let recordings = format!("{}/emulator/calls/{{callId}}/audio.wav", tenant.url);
    // The emulator's recordings have the digits of all types as tones.
    let tap = RecordingUrlTap::new(client.clone(), &recordings)?.rendering(&DtmfType::ALL);
    let injector = Injector::builder(client).tap(tap).build();
    let raw = Raw {
        digits: "12#".into(),
        dtmf_type: "INBAND".into(),
        pause_ms: 50_u32.into(),
    };
    let injection = Injection {
        address: Address::from(CallAddress {
            provider: tenant.provider_id.parse()?,
            line: tenant.line_id.parse()?,
            call: tenant.calls[0].parse()?,
        }),
        payload: validate(&raw, &Limits::CXONE_V2)?,
        verify: true,
    };
    Ok(
        match injector.inject(injection, &CancellationToken::new()).await {
            Ok(report) if report.recognition.rate == 1.0 => Told::Entered,
            Ok(_) => Told::Unclear,
            Err(failure) if failure.is_ambiguous() => Told::Unclear,
            Err(_) => Told::Refused,
        },
    )
}

fn client(tenant: &Hello) -> Result<Client, Box<dyn Error>> {
    let url = BaseUrl::parse(&tenant.url)?;
    let transport = Arc::new(HttpTransport::new(HttpOptions::default())?);
    let credentials = Credentials::new(&tenant.client_id, &*tenant.client_secret);
    let scopes = &cxone_v2::SCOPES;
    let tokens = TokenCache::new(transport.clone(), url.clone(), credentials, scopes);
    let policy = RetryPolicy::default();
    Ok(Client::new(transport, Arc::new(tokens), url, policy))
}
