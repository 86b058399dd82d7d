//! An emulator of its own for each test, with clients, injectors and a log to use on it.

use core::time::Duration;
use std::{fs, io::BufReader, sync::Arc};

use cxtone_audit::{SEAL_BYTES, SealKey, Verified, verify};
use cxtone_cxone::{Client, HttpOptions, HttpTransport, RetryPolicy, TokenCache};
use cxtone_dialect::{Address, BaseUrl, CallAddress, Credentials, cxone_v2};
use cxtone_emulator::{Emulator, EmulatorConfig, Hello};
use cxtone_payload::{Limits, Payload, Raw, validate};
use cxtone_runner::{Injection, Injector, InjectorBuilder, JsonLinesLog, RecordingUrlTap};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::plain_http::ask;

/// The seed of every emulator and of every jitter.
pub(crate) const SEED: u64 = 0xca11;

/// Seals the logs.
pub(crate) const KEY: [u8; SEAL_BYTES] = [0xa5; SEAL_BYTES];

/// The pause between digits: the shortest, so that tests are quick.
pub(crate) const PAUSE_MS: u32 = 50;

/// The longest that a request is waited for: long for this machine, short for a test.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(2);

/// Longer than anything that is sent plays, and than the detector needs after it.
const PLAYED_OUT_MS: u64 = 3_000;

pub(crate) struct World {
    pub(crate) hello: Hello,
    folder: TempDir,
    _running: DropGuard,
}

/// Digits that were heard together.
#[derive(Debug, PartialEq)]
pub(crate) struct Heard {
    pub(crate) digits: String,
    pub(crate) overlaps: bool,
}

impl World {
    /// An emulator with some active calls.
    pub(crate) async fn start(calls: usize) -> Self {
        Self::with(EmulatorConfig {
            calls,
            seed: Some(SEED),
            ..EmulatorConfig::default()
        })
        .await
    }

    /// An emulator of this configuration.
    pub(crate) async fn with(config: EmulatorConfig) -> Self {
        let address = "127.0.0.1:0".parse().expect("an address");
        let emulator = Emulator::bind(address, config).await.expect("it starts");
        let hello = emulator.hello().clone();
        let stop = CancellationToken::new();
        tokio::spawn(emulator.run(stop.clone().cancelled_owned()));
        Self {
            hello,
            folder: tempfile::tempdir().expect("a folder"),
            _running: stop.drop_guard(),
        }
    }

    pub(crate) fn client(&self) -> Client {
        let transport = HttpTransport::new(HttpOptions::default()).expect("a transport");
        let transport = Arc::new(transport);
        let url = BaseUrl::parse(&self.hello.url).expect("a URL");
        let credentials = Credentials::new(&self.hello.client_id, &*self.hello.client_secret);
        let tokens = TokenCache::new(
            transport.clone(),
            url.clone(),
            credentials,
            &cxone_v2::SCOPES,
        );
        let policy = RetryPolicy {
            attempt_timeout: ATTEMPT_TIMEOUT,
            backoff_base: Duration::from_millis(10),
            jitter_seed: Some(SEED),
            ..RetryPolicy::default()
        };
        Client::new(transport, Arc::new(tokens), url, policy)
    }

    /// An injector that listens, and writes nothing down.
    pub(crate) fn listener(&self) -> InjectorBuilder {
        let client = self.client();
        let recordings = format!("{}/emulator/calls/{{callId}}/audio.wav", self.hello.url);
        let tap = RecordingUrlTap::new(client.clone(), &recordings).expect("a placeholder");
        Injector::builder(client).tap(tap)
    }

    /// An injector that listens and writes into the log.
    pub(crate) fn injector(&self) -> Injector {
        let path = self.folder.path().join("calls.audit");
        let log = JsonLinesLog::open(path, SealKey::new(KEY)).expect("a new log");
        self.listener().log(log).build()
    }

    pub(crate) fn injection(&self, call: usize, digits: &str, dtmf_type: &str) -> Injection {
        Injection {
            address: Address::from(CallAddress {
                provider: self.hello.provider_id.parse().expect("an id"),
                line: self.hello.line_id.parse().expect("an id"),
                call: self.hello.calls[call].parse().expect("an id"),
            }),
            payload: payload(digits, dtmf_type),
            verify: false,
        }
    }

    /// A request to the test API.
    pub(crate) async fn ask(&self, request_line: &str, body: &str) -> Value {
        let headers = [("content-type", "application/json")];
        let answer = ask(&self.hello.url, request_line, &headers, body).await;
        assert!((200..=299).contains(&answer.status), "{}", answer.body);
        serde_json::from_str(&answer.body).expect("JSON")
    }

    /// Orders one fault or a list.
    pub(crate) async fn order(&self, faults: &Value) {
        let faults = faults.to_string();
        self.ask("POST /emulator/faults", &faults).await;
    }

    /// What was heard in a call once everything has played out.
    pub(crate) async fn heard(&self, call: &str) -> Vec<Heard> {
        let advance = json!({ "advanceMs": PLAYED_OUT_MS }).to_string();
        self.ask("POST /emulator/clock", &advance).await;
        let report = self.ask(&format!("GET /emulator/calls/{call}"), "").await;
        let heard = report["heard"].as_array().expect("a list");
        let group = |group: &Value| Heard {
            digits: group["digits"].as_str().expect("a text").to_owned(),
            overlaps: group["overlaps"].as_bool().expect("a boolean"),
        };
        heard.iter().map(group).collect()
    }

    /// All digits that were heard in the first call, in their order.
    pub(crate) async fn digits_heard(&self) -> String {
        let heard = self.heard(&self.hello.calls[0]).await;
        heard.into_iter().map(|heard| heard.digits).collect()
    }

    /// How many injections were asked for.
    pub(crate) async fn posts(&self) -> usize {
        let log = self.ask("GET /emulator/requests", "").await;
        let requests = log["requests"].as_array().expect("a list");
        let is_injection = |request: &&Value| {
            request["method"] == "POST"
                && request["path"].as_str().expect("a path").ends_with("/dtmf")
        };
        requests.iter().filter(is_injection).count()
    }

    /// The log's files, as text.
    pub(crate) fn log(&self) -> (String, String) {
        let path = self.folder.path().join("calls.audit");
        let head = JsonLinesLog::head_path(&path);
        let read = |path| fs::read_to_string(path).expect("a file of the log");
        (read(path), read(head))
    }

    /// The log, verified, and its records.
    pub(crate) fn records(&self) -> (Verified, Vec<Value>) {
        let (log, head) = self.log();
        let verified = verify(BufReader::new(log.as_bytes()), &head, &SealKey::new(KEY));
        let record = |line| serde_json::from_str(line).expect("JSON");
        let records = log.lines().map(record).collect();
        (verified.expect("the log is whole"), records)
    }
}

pub(crate) fn payload(digits: &str, dtmf_type: &str) -> Payload {
    let raw = Raw {
        digits: digits.into(),
        dtmf_type: dtmf_type.into(),
        pause_ms: PAUSE_MS.into(),
    };
    validate(&raw, &Limits::CXONE_V2).expect("valid")
}
