//! The emulator, started within the process: for people's own tests.
//! What it does is `emulator`'s; asking it over its test API is the facade's part.

use core::net::{Ipv4Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use cxtone_emulator::{Emulator, EmulatorConfig, FaultPlan};
use cxtone_flow::Caller;
use napi::Result;
use napi_derive::napi;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::refused::refused;

/// What an emulator is started with.
#[napi(object, object_to_js = false)]
pub struct EmulatorOptions {
    /// Its port on this machine; any that is free where none is given.
    pub port: Option<u16>,
    /// Calls that are active from the start.
    pub calls: Option<u32>,
    /// Calls that there may be at once.
    pub calls_max: Option<u32>,
    /// Makes ids, secrets, tokens and noise the same on every run.
    pub seed: Option<u32>,
    /// Seconds of the calls that pass in one second.
    pub speed: Option<u32>,
    /// How long a token lives, in seconds.
    pub token_life_s: Option<u32>,
    /// The scopes that the client may be granted.
    pub scopes: Option<Vec<String>>,
    /// A plan of faults, as JSON.
    pub faults: Option<String>,
    /// Who is called in the calls from the start, in one-line form.
    pub callers: Option<Vec<String>>,
}

/// An emulator that runs.
#[napi]
pub struct NativeEmulator {
    hello: String,
    stop: CancellationToken,
    running: Mutex<Option<JoinHandle<()>>>,
}

/// Starts an emulator on this machine.
///
/// # Errors
///
/// An option cannot be used, or the port is taken.
#[napi]
pub async fn start_emulator(options: EmulatorOptions) -> Result<NativeEmulator> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port.unwrap_or(0)));
    let emulator = Emulator::bind(address, options.config()?)
        .await
        .map_err(refused)?;
    let hello = serde_json::to_string(emulator.hello()).map_err(refused)?;
    let stop = CancellationToken::new();
    let stopped = stop.clone().cancelled_owned();
    let running = tokio::spawn(async move {
        // It fails only when it can no longer listen; its clients are told by their connections.
        let _ended = emulator.run(stopped).await;
    });
    Ok(NativeEmulator {
        hello,
        stop,
        running: Mutex::new(Some(running)),
    })
}

#[napi]
impl NativeEmulator {
    /// What a client needs to know, as JSON.
    #[napi(catch_unwind)]
    pub fn hello(&self) -> String {
        self.hello.clone()
    }

    /// Ends it, and waits until its port is free; a second time does nothing.
    #[napi]
    pub async fn stop(&self) {
        self.stop.cancel();
        let running = self.running.lock();
        let running = running.unwrap_or_else(PoisonError::into_inner).take();
        if let Some(running) = running {
            // It gives nothing, and a panic in it is as good an end.
            let _ended = running.await;
        }
    }
}

impl Drop for NativeEmulator {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl EmulatorOptions {
    fn config(&self) -> Result<EmulatorConfig> {
        let usual = EmulatorConfig::default();
        let plan = self.faults.as_deref().map(FaultPlan::from_json);
        let callers = self.callers.iter().flatten();
        let callers = callers.map(|caller| caller.parse::<Caller>().map_err(refused));
        Ok(EmulatorConfig {
            calls: self.calls.map_or(usual.calls, count),
            calls_max: self.calls_max.map_or(usual.calls_max, count),
            seed: self.seed.map(u64::from),
            speed: self.speed.unwrap_or(usual.speed),
            token_life_s: self.token_life_s.unwrap_or(usual.token_life_s),
            scopes: self.scopes.clone().unwrap_or(usual.scopes),
            faults: plan.transpose().map_err(refused)?,
            callers: callers.collect::<Result<_>>()?,
            ..EmulatorConfig::default()
        })
    }
}

fn count(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
