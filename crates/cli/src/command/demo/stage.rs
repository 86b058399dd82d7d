//! The stage of the demo: an emulated tenant, and an injector that reaches it over HTTP as it
//! would reach a real one, with an audit log and a tap on the calls' recordings.

use core::{net::Ipv4Addr, time::Duration};
use std::sync::Arc;

use cxtone_cxone::{Client, HttpOptions, HttpTransport, RetryPolicy, TokenCache, Transport};
use cxtone_dialect::{
    Address, BaseUrl, Body, CallAddress, Credentials,
    cxone_v2::{self, CallControlCredentials},
};
use cxtone_emulator::{Emulator, EmulatorConfig, Hello, RunError};
use cxtone_payload::{
    CallId, DtmfType, Limits, LineId, Payload, ProviderId, Raw, RawValue, validate,
};
use cxtone_runner::{FlowRunner, Injection, Injector, JsonLinesLog, RecordingUrlTap};
use tokio::{sync::oneshot, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use super::{answer::Injected, keepsakes::Keepsakes};
use crate::{
    command::ivr,
    failure::{Failure, Result, with_causes},
    recording_address,
};

/// What is injected: all four rows of the keypad and both kinds of keys.
const DIGITS: &str = "1234#";

/// The pause of the source's own example, in ms.
const PAUSE_MS: u32 = 200;

/// How long the emulator may take to make a call.
const PLACING_TIMEOUT: Duration = Duration::from_secs(5);

/// As much of a call's recording is kept; the demo's calls take some seconds.
const RECORDING_BYTES_MAX: usize = 4 * 1024 * 1024;

/// An open stage.
pub(super) struct Stage {
    hello: Hello,
    transport: Arc<dyn Transport>,
    listener: Client,
    injector: Injector,
    log: JsonLinesLog,
    emulator: JoinHandle<core::result::Result<(), RunError>>,
    closing: oneshot::Sender<()>,
}

/// Who is called, and how good the line is, in the words of the emulator's test API.
#[derive(Clone, Copy)]
pub(super) struct Scene {
    line: Option<(f32, f32)>,
    caller: Option<&'static str>,
}

impl Scene {
    /// A quiet line.
    pub(super) const fn good() -> Self {
        Self {
            line: None,
            caller: None,
        }
    }

    /// A line that attenuates and is noisy.
    pub(super) const fn noisy(gain_db: f32, noise_dbm0: f32) -> Self {
        Self {
            line: Some((gain_db, noise_dbm0)),
            caller: None,
        }
    }

    /// A quiet line, and somebody who follows a script.
    pub(super) const fn called_by(caller: &'static str) -> Self {
        Self {
            line: None,
            caller: Some(caller),
        }
    }

    fn json(self) -> serde_json::Value {
        match self.line {
            None if self.caller.is_some() => serde_json::json!({ "caller": self.caller }),
            None => serde_json::json!({}),
            Some((gain_db, noise_dbm0)) => {
                serde_json::json!({ "line": { "gainDb": gain_db, "noiseDbm0": noise_dbm0 } })
            }
        }
    }
}

impl Stage {
    /// Starts the emulator on a free port, and an injector for it.
    pub(super) async fn open(seed: u64, keepsakes: &Keepsakes) -> Result<Self> {
        let config = EmulatorConfig {
            calls: 0,
            seed: Some(seed),
            ..EmulatorConfig::default()
        };
        let emulator = Emulator::bind((Ipv4Addr::LOCALHOST, 0).into(), config)
            .await
            .map_err(|error| Failure::failed(with_causes(&error)))?;
        let hello = emulator.hello().clone();
        let transport = HttpTransport::new(HttpOptions::default()).map_err(Failure::failed)?;
        let transport: Arc<dyn Transport> = Arc::new(transport);
        // Who listens has a token of its own, so that the injections' time for a token is seen.
        let listener = client(&hello, Arc::clone(&transport))?;
        let log = keepsakes.log()?;
        let injector = Injector::builder(client(&hello, Arc::clone(&transport))?)
            .log(log.clone())
            .tap(tap(&hello, listener.clone())?)
            .build();
        let (closing, closed) = oneshot::channel();
        let emulator = tokio::spawn(emulator.run(async {
            // A stage that is dropped closes too.
            let _ = closed.await;
        }));
        Ok(Self {
            hello,
            transport,
            listener,
            injector,
            log,
            emulator,
            closing,
        })
    }

    /// Where the emulated tenant is.
    pub(super) fn url(&self) -> &str {
        &self.hello.url
    }

    /// Places a call.
    pub(super) async fn place(&self, scene: Scene) -> Result<CallId> {
        let request = http::Request::post(format!("{}/emulator/calls", self.hello.url))
            .header("content-type", "application/json")
            .body(Body::from(scene.json().to_string()))
            .map_err(Failure::failed)?;
        let answer = self
            .transport
            .send(request, PLACING_TIMEOUT)
            .await
            .map_err(|error| Failure::failed(with_causes(&error)))?;
        call_id(answer.body().text()).ok_or_else(|| {
            Failure::failed(format_args!(
                "the emulator made no call, it answered {}",
                answer.status()
            ))
        })
    }

    /// A runner of flows with a login of its own, as media commands have one.
    pub(super) fn flow_runner(&self) -> Result<FlowRunner> {
        let url = BaseUrl::parse(&self.hello.url).map_err(Failure::failed)?;
        let hello = &self.hello;
        let credentials = Credentials::new(hello.client_id.as_str(), hello.client_secret.as_str());
        let login =
            CallControlCredentials::new(url.clone(), credentials, &cxone_v2::CALL_CONTROL_SCOPES);
        let transport = Arc::clone(&self.transport);
        let tokens = TokenCache::with_login(Arc::clone(&transport), login);
        let client = Client::new(transport, Arc::new(tokens), url, RetryPolicy::default());
        let client = client
            .with_prompt_host_of(ivr::DEFAULT_PROMPT_HOST)
            .map_err(Failure::failed)?;
        Ok(FlowRunner::new(client).log(self.log.clone()))
    }

    /// Injects the digits and waits until they were listened to.
    pub(super) async fn inject(&self, call: &CallId, dtmf_type: DtmfType) -> Result<Injected> {
        let injection = Injection {
            address: Address::from(CallAddress {
                provider: ProviderId::new(&self.hello.provider_id).map_err(Failure::failed)?,
                line: LineId::new(&self.hello.line_id).map_err(Failure::failed)?,
                call: call.clone(),
            }),
            payload: payload(dtmf_type)?,
            verify: true,
        };
        let ended = self
            .injector
            .inject(injection, &CancellationToken::new())
            .await;
        Ok(Injected::of(dtmf_type, ended))
    }

    /// The call's recording so far, as a WAV file.
    pub(super) async fn recording(&self, call: &CallId) -> Result<Vec<u8>> {
        let url =
            recording_address::of_emulator(&self.hello.url).replace("{callId}", call.as_str());
        self.listener
            .fetch(&url, RECORDING_BYTES_MAX)
            .await
            .map_err(|error| Failure::failed(with_causes(&error)))
    }

    /// Ends the emulator, and lets go of the audit log.
    pub(super) async fn close(self) -> Result<()> {
        // Where it has ended already, that is told below.
        let _ = self.closing.send(());
        self.emulator
            .await
            .map_err(Failure::failed)?
            .map_err(|error| Failure::failed(with_causes(&error)))
    }
}

/// A client with the credentials that the emulator gives out.
fn client(hello: &Hello, transport: Arc<dyn Transport>) -> Result<Client> {
    let url = BaseUrl::parse(&hello.url).map_err(Failure::failed)?;
    let credentials = Credentials::new(hello.client_id.as_str(), hello.client_secret.as_str());
    let tokens = TokenCache::new(
        Arc::clone(&transport),
        url.clone(),
        credentials,
        &cxone_v2::SCOPES,
    );
    Ok(Client::new(
        transport,
        Arc::new(tokens),
        url,
        RetryPolicy::default(),
    ))
}

/// The emulator's recordings have the digits of all types as tones.
fn tap(hello: &Hello, client: Client) -> Result<RecordingUrlTap> {
    RecordingUrlTap::new(client, &recording_address::of_emulator(&hello.url))
        .map(|tap| tap.rendering(&DtmfType::ALL))
        .map_err(Failure::failed)
}

fn payload(dtmf_type: DtmfType) -> Result<Payload> {
    let raw = Raw {
        digits: RawValue::from(DIGITS),
        dtmf_type: RawValue::from(dtmf_type.as_str()),
        pause_ms: RawValue::from(PAUSE_MS),
    };
    validate(&raw, &Limits::CXONE_V2).map_err(Failure::failed)
}

fn call_id(answer: Option<&str>) -> Option<CallId> {
    let answer: serde_json::Value = serde_json::from_str(answer?).ok()?;
    CallId::new(answer.get("callId")?.as_str()?).ok()
}
