//! Who else hears of an injection: a webhook, a file of events, whoever reads the metrics.

use core::time::Duration;
use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, Stdio},
    thread::{JoinHandle, spawn},
    time::Instant,
};

use serde_json::Value;
use standardwebhooks::Webhook;

use crate::{
    audio::folder,
    emulator::Emulator,
    program::{Ran, run},
};

/// As no other output holds it.
const CANARY: &str = "7193";

/// As long as anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

fn inject(emulator: &Emulator, options: &[&str]) -> Ran {
    run(&mut injecting(emulator, options), CANARY.as_bytes())
}

fn injecting(emulator: &Emulator, options: &[&str]) -> std::process::Command {
    let call = emulator.hello["calls"][0].as_str().expect("a call");
    let arguments = ["inject", "--call", call, "-", "--pause", "50"];
    emulator.client(&[&arguments, options].concat())
}

/// A post as it came.
struct Posted {
    headers: http::HeaderMap,
    body: Vec<u8>,
}

/// A receiver that answers one post with this status.
fn receiver(status: u16) -> (String, JoinHandle<Posted>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("binds");
    let url = format!("http://{}/hook", listener.local_addr().expect("bound"));
    let receiving = spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let posted = read(&stream);
        let answer = format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).expect("writes");
        posted
    });
    (url, receiving)
}

fn read(stream: &TcpStream) -> Posted {
    let mut reader = BufReader::new(stream);
    let mut headers = http::HeaderMap::new();
    for line in reader.by_ref().lines().skip(1) {
        let line = line.expect("reads");
        let Some((name, value)) = line.split_once(": ") else {
            break;
        };
        let name: http::HeaderName = name.parse().expect("a name");
        headers.insert(name, value.parse().expect("a value"));
    }
    let length = headers["content-length"].to_str().expect("plain");
    let mut body = vec![0; length.parse().expect("a number")];
    reader.read_exact(&mut body).expect("a body");
    Posted { headers, body }
}

#[test]
fn an_event_is_a_line_in_a_file_or_on_stdout() {
    let emulator = Emulator::start(&[]);
    let folder = folder();
    let path = folder.path().join("events.jsonl");
    let file = ["--events", path.to_str().expect("UTF-8")];
    inject(&emulator, &file).exits(0).hides(CANARY);
    inject(&emulator, &file).exits(0).hides(CANARY);
    let lines = fs::read_to_string(&path).expect("a file");
    assert_eq!(lines.lines().count(), 2);
    assert!(!lines.contains(CANARY), "{lines}");
    let ran = inject(&emulator, &["--events", "-", "--json"]);
    let told = ran.exits(0).hides(CANARY).json();
    let event = told.iter().find(|line| line["event"] == "dtmf.injected");
    let event = event.expect("an event among the answers");
    assert_eq!(told.len(), 2);
    assert_eq!(event["auditEntry"]["dtmfString"], "[4 digits]");
}

#[test]
fn an_event_is_posted_signed_with_a_key_that_is_made_for_its_owner() {
    let emulator = Emulator::start(&[]);
    let folder = folder();
    let key = folder.path().join("hook.key");
    let (url, receiving) = receiver(204);
    let hook = ["--monitor-url", &url, "--monitor-key-file"];
    let options = [&hook[..], &[key.to_str().expect("UTF-8")]].concat();
    let ran = inject(&emulator, &options).exits(0).hides(CANARY);
    assert!(!ran.stderr.contains("warning"), "{}", ran.stderr);
    let posted = receiving.join().expect("a post");
    let key_text = fs::read_to_string(&key).expect("a key");
    ran.hides(key_text.trim());
    let verifier = Webhook::new(key_text.trim()).expect("a key");
    verifier
        .verify(&posted.body, &posted.headers)
        .expect("genuine");
    let event: Value = serde_json::from_slice(&posted.body).expect("JSON");
    assert_eq!(event["event"], "dtmf.injected");
    assert!(!event.to_string().contains(CANARY));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&key).expect("is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn a_receiver_that_refuses_changes_nothing_but_a_warning() {
    let emulator = Emulator::start(&[]);
    let folder = folder();
    let key = folder.path().join("hook.key");
    let (url, receiving) = receiver(404);
    let hook = ["--monitor-url", &url, "--monitor-key-file"];
    let options = [&hook[..], &[key.to_str().expect("UTF-8"), "--json"]].concat();
    let ran = inject(&emulator, &options).exits(0);
    assert_eq!(ran.json()[0]["outcome"], "delivered");
    ran.complains("the monitor webhook has not heard of 1 event");
    receiving.join().expect("a post");
}

#[test]
fn what_no_event_can_be_posted_to_is_refused_before_anything_is_sent() {
    let emulator = Emulator::start(&[]);
    let https = ["--monitor-url", "https://hooks.example.com/"];
    inject(&emulator, &https)
        .exits(2)
        .complains("--monitor-key-file");
    let folder = folder();
    let key = folder.path().join("hook.key");
    let key_file = ["--monitor-key-file", key.to_str().expect("UTF-8")];
    let plain = ["--monitor-url", "http://hooks.example.com/canary-path"];
    inject(&emulator, &[plain, key_file].concat())
        .exits(2)
        .complains("--monitor-url")
        .hides("canary-path");
    fs::write(&key, "whsec_canary-key").expect("writes");
    inject(&emulator, &[https, key_file].concat())
        .exits(1)
        .complains("holds no key")
        .hides("canary-key");
    let requests = emulator.ask("GET", "/emulator/requests", "").to_string();
    assert_eq!(requests.matches("/dtmf\"").count(), 0);
}

/// The program as it serves metrics.
struct Serving {
    process: Child,
    address: String,
}

impl Serving {
    fn start(emulator: &Emulator) -> Self {
        let options = ["--metrics", "127.0.0.1:0", "--linger", "600"];
        let mut process = injecting(emulator, &options)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut stdin = process.stdin.take().expect("stdin is piped");
        stdin.write_all(CANARY.as_bytes()).expect("it reads");
        drop(stdin);
        let stderr = BufReader::new(process.stderr.take().expect("stderr is piped"));
        let told = stderr.lines().map_while(Result::ok);
        let address = told
            .filter_map(|line| Some(line.strip_prefix("metrics: http://")?.to_owned()))
            .find_map(|line| Some(line.strip_suffix("/metrics")?.to_owned()));
        Self {
            process,
            address: address.expect("it tells where"),
        }
    }

    fn read(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n"
        )
        .expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.process.kill();
        let _reaped = self.process.wait();
    }
}

#[test]
fn metrics_can_be_read_while_the_program_runs_and_parse() {
    let emulator = Emulator::start(&[]);
    let mut serving = Serving::start(&emulator);
    let delivered = "cxtone_injections_total{outcome=\"delivered\",type=\"RFC2833\"} 1";
    let started = Instant::now();
    let answer = loop {
        let answer = serving.read("/metrics");
        // The injection is counted a moment before its stages are.
        let stages = answer.matches("\ncxtone_stage_seconds_count").count();
        if answer.contains(delivered) && stages == 7 {
            break answer;
        }
        assert!(started.elapsed() < PATIENCE, "{answer}");
    };
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains("content-type: text/plain; version=0.0.4"));
    let (_, text) = answer.split_once("\r\n\r\n").expect("a body");
    let lines = text.lines().map(|line| Ok(line.to_owned()));
    let scrape = prometheus_parse::Scrape::parse(lines).expect("parses");
    let stages = scrape.samples.iter();
    let stages = stages.filter(|sample| sample.metric == "cxtone_stage_seconds_count");
    assert_eq!(stages.count(), 7, "{text}");
    assert!(!text.contains(CANARY), "{text}");
    assert!(serving.read("/").starts_with("HTTP/1.1 404 "));
    #[cfg(unix)]
    {
        crate::emulator::signal_to(&serving.process, "TERM");
        let ended = serving.process.wait().expect("it ends");
        assert_eq!(ended.code(), Some(0), "the injection was delivered");
    }
}
