//! A small HTTP/1.1 client, and an emulator that runs beside it.
//! What is asked and expected is in the tests.

use core::time::Duration;
use std::{collections::BTreeMap, io};

use cxtone_emulator::{Emulator, EmulatorConfig, Hello};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

pub(crate) const SEED: u64 = 42;

/// An emulator that runs, and who talks to it.
pub(crate) struct Far {
    pub(crate) hello: Hello,
    stop: CancellationToken,
    running: JoinHandle<()>,
}

/// A request to be sent on a connection of its own.
pub(crate) struct Ask<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: &'a str,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

pub(crate) fn seeded() -> EmulatorConfig {
    EmulatorConfig {
        seed: Some(SEED),
        ..EmulatorConfig::default()
    }
}

impl Far {
    pub(crate) async fn start(config: EmulatorConfig) -> Self {
        let address = "127.0.0.1:0".parse().expect("an address");
        let emulator = Emulator::bind(address, config).await.expect("it binds");
        let hello = emulator.hello().clone();
        let stop = CancellationToken::new();
        let stopped = stop.clone().cancelled_owned();
        let running = tokio::spawn(async move {
            emulator.run(stopped).await.expect("it runs");
        });
        Self {
            hello,
            stop,
            running,
        }
    }

    pub(crate) async fn stop(self) {
        self.stop.cancel();
        self.running.await.expect("it ends without a panic");
    }

    /// Everything that the emulator writes until it closes the connection.
    pub(crate) async fn raw(&self, request: &[u8]) -> io::Result<Vec<u8>> {
        let mut stream = self.connect().await;
        stream.write_all(request).await?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await?;
        Ok(bytes)
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        let address = self.hello.url.trim_start_matches("http://");
        TcpStream::connect(address).await.expect("it listens")
    }

    pub(crate) async fn ask(&self, ask: Ask<'_>) -> Answer {
        let bytes = self.raw(&ask.bytes()).await.expect("it answers");
        Answer::parse(&bytes)
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Ask {
            method: "GET",
            path,
            headers: &[],
            body: "",
        })
        .await
    }

    /// Posts JSON without a token.
    pub(crate) async fn post(&self, path: &str, body: &str) -> Answer {
        self.ask(Ask {
            method: "POST",
            path,
            headers: &[("content-type", "application/json")],
            body,
        })
        .await
    }

    pub(crate) async fn post_form(&self, body: &str) -> Answer {
        self.ask(Ask {
            method: "POST",
            path: "/oauth/token",
            headers: &[("content-type", "application/x-www-form-urlencoded")],
            body,
        })
        .await
    }

    /// The right form for a token, with some scopes.
    pub(crate) fn form(&self, scopes: &str) -> String {
        format!(
            "grant_type=client_credentials&client_id={}&client_secret={}&scope={}",
            self.hello.client_id,
            self.hello.client_secret,
            scopes.replace(' ', "+")
        )
    }

    pub(crate) async fn token(&self) -> String {
        let answer = self.post_form(&self.form("")).await;
        assert_eq!(answer.status, 200);
        answer.json()["access_token"]
            .as_str()
            .expect("a token")
            .to_owned()
    }

    pub(crate) fn injection_path(&self, call: &str) -> String {
        let Hello {
            provider_id,
            line_id,
            ..
        } = &self.hello;
        format!("/api/v2/telephony/providers/{provider_id}/lines/{line_id}/calls/{call}/dtmf")
    }

    /// Posts an injection with a token.
    pub(crate) async fn inject(&self, token: &str, call: &str, body: &str) -> Answer {
        let request = self.injection(token, call, body);
        Answer::parse(&self.raw(&request).await.expect("it answers"))
    }

    /// The bytes of an injection request.
    pub(crate) fn injection(&self, token: &str, call: &str, body: &str) -> Vec<u8> {
        Ask {
            method: "POST",
            path: &self.injection_path(call),
            headers: &[
                ("authorization", &format!("Bearer {token}")),
                ("content-type", "application/json"),
            ],
            body,
        }
        .bytes()
    }

    pub(crate) async fn place(&self, body: &str) -> String {
        let answer = self.post("/emulator/calls", body).await;
        assert_eq!(answer.status, 201, "{}", answer.json());
        answer.json()["callId"].as_str().expect("an id").to_owned()
    }

    pub(crate) async fn report(&self, call: &str) -> Value {
        let answer = self.get(&format!("/emulator/calls/{call}")).await;
        assert_eq!(answer.status, 200);
        answer.json()
    }

    pub(crate) async fn requests(&self) -> Value {
        self.get("/emulator/requests").await.json()
    }

    pub(crate) async fn order_fault(&self, fault: &str) {
        let answer = self.post("/emulator/faults", fault).await;
        assert_eq!(answer.status, 201, "{}", answer.json());
    }
}

/// A body for the injection endpoint.
pub(crate) fn digits(digits: &str, signalling: &str, pause_ms: u32) -> String {
    format!(r#"{{"dtmf":"{digits}","dtmfType":"{signalling}","interDigitPause":{pause_ms}}}"#)
}

pub(crate) async fn pass(time_ms: u64) {
    tokio::time::advance(Duration::from_millis(time_ms)).await;
}

impl Ask<'_> {
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let headers: String = self
            .headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        format!(
            "{} {} HTTP/1.1\r\nhost: emulator\r\nconnection: close\r\n{headers}content-length: {}\r\n\r\n{}",
            self.method,
            self.path,
            self.body.len(),
            self.body
        )
        .into_bytes()
    }
}

impl Answer {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let end = bytes
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .expect("a head");
        let head = core::str::from_utf8(&bytes[..end]).expect("a head is text");
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .and_then(|line| line.split(' ').nth(1)?.parse().ok())
            .expect("a status");
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        Self {
            status,
            headers,
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// The name of the error, as both endpoints spell it.
    pub(crate) fn error(&self) -> String {
        self.json()["error"].as_str().unwrap_or_default().to_owned()
    }
}
