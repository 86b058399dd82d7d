//! An emulator with calls whose callers follow scripts, and a flow runner on it.

use core::time::Duration;
use std::{path::PathBuf, sync::Arc};

use cxtone_audio::{Encoding, Recording};
use cxtone_cxone::{Client, RetryPolicy, TokenCache, Transport};
use cxtone_dialect::{
    BaseUrl, Body, Credentials, Request,
    cxone_agent::{AccessKey, AccessKeyJson, CxoneAgent},
    cxone_v2::{CALL_CONTROL_SCOPES, CallControlCredentials},
};
use cxtone_dtmf::{Detector, Event, Profile, SampleRate};
use cxtone_emulator::EmulatorConfig;
use cxtone_flow::{Caller, Flow, Simulation, Step};
use cxtone_payload::CallId;
use cxtone_runner::{AgentMask, FlowReport, FlowRunner};
use cxtone_tests::{checkout::Checkout, in_process::Wire};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;

/// The seed of every emulator, and of every jitter that is not a caller's.
pub(crate) const SEED: u64 = 0xf10f;

/// Where the prompts of the fixtures' flows are.
const PROMPT_HOSTS: [&str; 2] = ["https://storage.cxone.com/", "https://prompts.example/"];

/// The longest that a request is waited for, so that calls under faults are not long.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(2);

/// An emulator, and what it is reached with.
pub(crate) struct Stage {
    pub(crate) wire: Wire,
    _prompts: Option<Prompts>,
}

/// The sounds of a flow's prompts, in a folder. Clones share it.
#[derive(Clone)]
pub(crate) struct Prompts(Arc<TempDir>);

/// A flow of `fixtures/flows`, by the name of its file.
pub(crate) fn fixture(name: &str) -> Arc<Flow> {
    let path = format!("fixtures/flows/{name}.yaml");
    let files = Checkout::locate().files(&[".yaml"]);
    let file = files.into_iter().find(|file| file.path == path);
    Arc::new(Flow::parse(&file.expect("a fixture").text).expect("a flow"))
}

/// A caller in the one-line form, or a script.
pub(crate) fn caller(script: &str) -> Caller {
    let line = script.parse();
    line.or_else(|_| Caller::parse(script)).expect("a caller")
}

/// A runtime whose time passes only while nothing can be done.
pub(crate) fn paused_runtime() -> Runtime {
    let mut builder = Builder::new_current_thread();
    builder.enable_time().start_paused(true);
    builder.build().expect("a runtime without sockets")
}

impl Prompts {
    /// Those of this flow, as long as those of a simulation.
    pub(crate) fn of(flow: &Flow) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let names = flow.steps().values().flat_map(Step::prompts);
        let hum = hum();
        for address in names.filter_map(|name| flow.prompt(name)) {
            let file = address.as_str().rsplit('/').next().unwrap_or_default();
            let written = hum.write(folder.path().join(file), Encoding::Mulaw);
            written.expect("there is room for it");
        }
        Self(Arc::new(folder))
    }
}

impl Stage {
    /// An emulator with the prompts of this flow.
    pub(crate) fn for_flow(flow: &Flow) -> Self {
        Self::with(&Prompts::of(flow))
    }

    /// One with these prompts.
    pub(crate) fn with(prompts: &Prompts) -> Self {
        let folder = prompts.0.path().to_owned();
        Self::of(Some(folder), Some(prompts.clone()))
    }

    /// One with prompts of which nobody has recorded any.
    pub(crate) fn unrecorded() -> Self {
        Self::of(None, None)
    }

    fn of(folder: Option<PathBuf>, prompts: Option<Prompts>) -> Self {
        let config = EmulatorConfig {
            calls: 0,
            seed: Some(SEED),
            prompts: folder,
            ..EmulatorConfig::default()
        };
        Self {
            wire: Wire::to(&config),
            _prompts: prompts,
        }
    }

    /// Places a call; its caller's jitter is drawn from this seed.
    pub(crate) async fn place(&self, id: &str, caller: &Caller, seed: u64) -> CallId {
        let order = json!({ "callId": id, "caller": caller, "line": { "seed": seed } });
        let order = order.to_string();
        self.wire.ask("POST", "/emulator/calls", &order).await;
        id.parse().expect("an id")
    }

    /// A client for media commands.
    pub(crate) fn client(&self) -> Client {
        self.client_over(Arc::new(self.wire.clone()))
    }

    /// The same over another way to the emulator.
    pub(crate) fn client_over(&self, transport: Arc<dyn Transport>) -> Client {
        let url = BaseUrl::parse(&self.wire.hello().url).expect("a URL");
        let credentials = self.credentials();
        let login = CallControlCredentials::new(url.clone(), credentials, &CALL_CONTROL_SCOPES);
        let tokens = TokenCache::with_login(transport.clone(), login).with_jitter_seed(SEED);
        let client = Client::builder(transport, Arc::new(tokens), url)
            .policy(policy())
            .build();
        let named = PROMPT_HOSTS
            .iter()
            .try_fold(client, |client, host| client.with_prompt_host_of(host));
        named.expect("URLs")
    }

    /// What masks the recording of a call.
    pub(crate) fn mask(&self, call: &CallId) -> AgentMask {
        let url = BaseUrl::parse(&self.wire.hello().url).expect("a URL");
        let agent = &self.wire.hello().agent;
        let key = AccessKey::new(&agent.access_key_id, &*agent.access_key_secret);
        let transport = Arc::new(self.wire.clone());
        let login = AccessKeyJson::new(url.clone(), key);
        let tokens = TokenCache::with_login(transport.clone(), login).with_jitter_seed(SEED);
        let client = Client::builder(transport, Arc::new(tokens), url)
            .policy(policy())
            .dialect(Arc::new(CxoneAgent::default()))
            .build();
        let contact = format!("contact-{call}").parse().expect("an id");
        AgentMask::new(client, contact)
    }

    /// A runner that can do all that flows of the fixtures ask for.
    pub(crate) fn runner(&self, call: &CallId) -> FlowRunner {
        FlowRunner::new(self.client())
            .masking(self.mask(call))
            .counting_keys_ahead()
    }

    /// Takes a call through a flow to its end.
    pub(crate) async fn run(&self, call: &CallId, flow: &Arc<Flow>) -> FlowReport {
        let never = CancellationToken::new();
        let ran = self.runner(call).run(call, Arc::clone(flow), &never).await;
        ran.expect("the flow can be followed")
    }

    /// What the emulator knows of a call.
    pub(crate) async fn seen(&self, call: &CallId) -> Seen {
        let path = format!("/emulator/calls/{call}");
        Seen(self.wire.ask("GET", &path, "").await)
    }

    /// The keys that a detector finds in the recording of a call.
    pub(crate) async fn keys_recorded(&self, call: &CallId) -> String {
        let path = format!("/emulator/calls/{call}/audio.wav");
        let mut request = Request::new(Body::default());
        *request.uri_mut() = path.parse().expect("a path");
        let answer = self.wire.carry(request).await.expect("it is not lost");
        let wav = answer.into_body().into_bytes();
        let recording = Recording::parse(&wav).expect("a recording");
        let mut keys = String::new();
        let mut detector = Detector::new(SampleRate::TELEPHONE, Profile::ATT);
        detector.feed(&recording.channels()[0], |event| {
            if let Event::Confirmed { digit, .. } = event {
                keys.push(digit.as_char());
            }
        });
        keys
    }

    pub(crate) async fn order(&self, fault: &Value) {
        let fault = fault.to_string();
        self.wire.ask("POST", "/emulator/faults", &fault).await;
    }

    fn credentials(&self) -> Credentials {
        let hello = self.wire.hello();
        Credentials::new(&hello.client_id, &*hello.client_secret)
    }
}

/// The emulator's own account of a call.
pub(crate) struct Seen(pub(crate) Value);

/// A command as the emulator saw it.
#[derive(Debug, PartialEq)]
pub(crate) struct Command {
    pub(crate) name: String,
    pub(crate) executed: bool,
    pub(crate) fault: bool,
    pub(crate) at: f64,
}

impl Seen {
    /// The commands that came, in their order.
    pub(crate) fn commands(&self) -> Vec<Command> {
        let command = |command: &Value| Command {
            name: text(&command["command"]),
            executed: command["outcome"] == "executed",
            fault: !command["fault"].is_null(),
            at: command["at"].as_f64().expect("a time"),
        };
        let commands = self.0["commands"].as_array().expect("a list");
        commands.iter().map(command).collect()
    }

    /// The digits of each entry, in their order.
    pub(crate) fn entries(&self) -> Vec<String> {
        let said = self.0["conversation"].as_array().expect("a list").iter();
        let entries = said.filter(|said| said["what"] == "entry");
        entries.map(|said| text(&said["keys"])).collect()
    }

    /// Since when, and until when, the recording was masked.
    pub(crate) fn masked(&self) -> Vec<(f64, Option<f64>)> {
        let stretch = |stretch: &Value| {
            let from = stretch["from"].as_f64().expect("a time");
            (from, stretch["to"].as_f64())
        };
        let stretches = self.0["masked"].as_array().expect("a list");
        stretches.iter().map(stretch).collect()
    }

    pub(crate) fn is_over(&self) -> bool {
        self.0["status"] == "ended"
    }
}

/// The transcript's lines.
pub(crate) fn lines(report: &FlowReport) -> Vec<String> {
    report.transcript.lines().map(ToString::to_string).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn policy() -> RetryPolicy {
    RetryPolicy {
        attempt_timeout: ATTEMPT_TIMEOUT,
        backoff_base: Duration::from_millis(100),
        jitter_seed: Some(SEED),
        ..RetryPolicy::default()
    }
}

/// As long as the prompts of a simulation, and nothing that a key could be taken for.
fn hum() -> Recording {
    let rate = SampleRate::TELEPHONE;
    let ms = Simulation::PROMPT_MS.duration().as_millis();
    let samples = u32::try_from(ms).expect("short") * rate.hz() / 1_000;
    let sample = |index: u32| 0.05 * (index as f32 * 0.1).sin();
    Recording::from_mono(rate, (0..samples).map(sample).collect())
}
