//! `emulate`, and `inject` against it: its first line shows its credentials, nothing else shows
//! anything.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, ChildStdout},
};

use serde_json::Value;

use crate::{
    leaks::Canary,
    run::{Run, folder, key_in, path_in, search_files},
    values::{CANARY, DIGITS},
};

/// The seed of the emulators, so that their credentials are the same on every run.
const SEED: &str = "7";

/// A running `cxtone emulate --verbose`.
struct Emulator {
    process: Child,
    stdout: BufReader<ChildStdout>,
    hello: Value,
}

impl Emulator {
    fn start() -> Self {
        let mut process = Run::new(["emulate", "--seed", SEED, "--verbose"]).start();
        let mut stdout = BufReader::new(process.stdout.take().expect("piped"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a first line");
        CANARY.assert_hidden("the first line", &line);
        let hello = serde_json::from_str(&line).expect("JSON");
        Self {
            process,
            stdout,
            hello,
        }
    }

    fn field(&self, name: &str) -> &str {
        self.hello[name].as_str().expect("a text")
    }

    fn inject(&self, options: &[&str]) -> Run {
        let call = self.hello["calls"][0].as_str().expect("a call");
        let arguments = ["inject", "--call", call, "--verbose", "-", "--pause", "50"];
        Run::new(arguments.iter().chain(options))
            .env("CXONE_API_URL", self.field("url"))
            .env("CXONE_CLIENT_ID", self.field("clientId"))
            .env("CXONE_CLIENT_SECRET", self.field("clientSecret"))
            .env("CXONE_PROVIDER_ID", self.field("providerId"))
            .env("CXONE_LINE_ID", self.field("lineId"))
            .fed(DIGITS)
    }

    /// A request over a connection of our own, and all that came back.
    fn ask(&self, method: &str, path: &str, body: &str) -> String {
        let host = self.field("url").trim_start_matches("http://");
        let mut connection = TcpStream::connect(host).expect("it listens");
        let length = body.len();
        write!(
            connection,
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .expect("writes");
        let mut answer = String::new();
        connection.read_to_string(&mut answer).expect("reads");
        // The challenge of RFC 6750, which names the scheme and holds no token.
        answer.replace("Bearer error=", "")
    }

    /// The emulator's credentials, and the digits that went into it.
    fn assert_hidden(&self, source: &str, text: &str) {
        let secrets = [self.field("clientSecret")];
        let canary = Canary {
            digits: DIGITS,
            secrets: &secrets,
        };
        canary.assert_hidden(source, text);
    }

    /// Ends it, and searches what it wrote after its first line.
    fn searched(mut self) {
        self.process.kill().expect("was running");
        let (mut stdout, mut stderr) = (String::new(), String::new());
        self.stdout.read_to_string(&mut stdout).expect("text");
        let mut errors = self.process.stderr.take().expect("piped");
        errors.read_to_string(&mut stderr).expect("text");
        self.process.wait().expect("ends");
        self.assert_hidden("the emulator's stdout", &stdout);
        self.assert_hidden("the emulator's stderr", &stderr);
        assert!(stderr.contains("cxtone"), "it traces: {stderr}");
    }
}

#[test]
fn what_is_sent_heard_and_traced_is_not_shown() {
    let emulator = Emulator::start();
    let folder = folder();
    let (log, key) = (path_in(&folder, "calls.audit"), key_in(&folder));
    let logged = ["--audit", &log, "--key-file", &key, "--verify"];
    for form in [&[][..], &["--json"]] {
        let ran = emulator.inject(&[&logged[..], form].concat()).exits(0);
        emulator.assert_hidden("stdout", &ran.stdout);
        emulator.assert_hidden("stderr", &ran.stderr);
        assert!(ran.stdout.contains("16"), "{}", ran.stdout);
    }
    assert_eq!(search_files(&CANARY, folder.path(), &[".key"]), 2);
    emulator.searched();
}

#[test]
fn a_log_in_segments_with_codes_of_the_digits_shows_nothing_and_neither_does_looking_for_them() {
    let emulator = Emulator::start();
    let folder = folder();
    let (log, key) = (path_in(&folder, "segments"), key_in(&folder));
    let coded = ["--audit-daily", "--audit-digits-key", &key];
    let logged = ["--audit", &log, "--key-file", &key];
    emulator.inject(&[&logged[..], &coded].concat()).exits(0);
    // The log, its head and the lock.
    let segments = std::path::Path::new(&log);
    assert_eq!(search_files(&CANARY, segments, &[]), 3);
    for form in [&["--verbose"][..], &["--json"]] {
        let show = ["audit", "show", &log, "--key-file", &key];
        let by_digits = ["--digits", "-", "--digits-key", &key];
        let arguments = [&show[..], &by_digits, form].concat();
        let ran = Run::new(arguments).fed(DIGITS).exits(0);
        assert!(ran.stdout.contains("[16 digits]"), "{}", ran.stdout);
        for digits in [&format!("{DIGITS}x"), &DIGITS.repeat(40)] {
            let wrong = [&show[..], &["--digits", digits, "--digits-key", &key]].concat();
            Run::new([&wrong[..], form].concat()).exits(2);
            let wrong = [&show[..], &["--call", digits, "--since", digits], form].concat();
            Run::new(wrong).exits(2);
        }
        Run::new([&["audit", "verify", &log, "--key-file", &key], form].concat()).exits(0);
    }
    emulator.searched();
}

#[test]
fn no_fault_brings_anything_to_light() {
    let emulator = Emulator::start();
    for (fault, code) in [
        (r#"{"on":"dtmf","kind":"rateLimit","retryAfter":3600}"#, 1),
        (r#"{"on":"dtmf","kind":"unauthorized","times":2}"#, 1),
        (r#"{"on":"dtmf","kind":"conflict"}"#, 1),
        (
            r#"{"on":"dtmf","kind":"serverError","executed":"after"}"#,
            3,
        ),
        (r#"{"on":"dtmf","kind":"dropBefore"}"#, 3),
        (r#"{"on":"dtmf","kind":"dropAfter"}"#, 3),
        (r#"{"on":"dtmf","kind":"stall"}"#, 3),
        (r#"{"on":"dtmf","kind":"brokenJson"}"#, 0),
        (r#"{"on":"token","kind":"unauthorized"}"#, 1),
        (r#"{"on":"token","kind":"brokenJson"}"#, 1),
    ] {
        let ordered = emulator.ask("POST", "/emulator/faults", fault);
        assert!(ordered.starts_with("HTTP/1.1 201"), "{ordered}");
        let ran = emulator.inject(&["--timeout", "2"]).exits(code);
        emulator.assert_hidden("stdout", &ran.stdout);
        emulator.assert_hidden("stderr", &ran.stderr);
    }
    emulator.searched();
}

#[test]
fn the_emulator_repeats_digits_in_no_error_and_no_list() {
    let emulator = Emulator::start();
    emulator.inject(&[]).exits(0);
    let call = emulator.hello["calls"][0].as_str().expect("a call");
    let (provider, line) = (emulator.field("providerId"), emulator.field("lineId"));
    let calls = format!("/api/v2/telephony/providers/{provider}/lines/{line}/calls");
    let path = DIGITS.replace('#', "%23");
    let digits = format!("{{\"dtmf\":\"{DIGITS}{DIGITS}\",\"{DIGITS}\":\"{DIGITS}\"}}");
    for (method, path, body) in [
        ("POST", &*format!("{calls}/{call}/dtmf"), &*digits),
        ("POST", &*format!("{calls}/{path}/dtmf"), &*digits),
        ("POST", &*format!("{calls}/{call}/{path}"), ""),
        ("GET", &*format!("/{path}"), ""),
        ("POST", "/oauth/token", &*digits),
        ("GET", "/emulator/requests", ""),
        ("GET", &*format!("/emulator/calls/{path}"), ""),
        ("GET", "/emulator/calls", ""),
    ] {
        let answer = emulator.ask(method, path, body);
        emulator.assert_hidden(&format!("the answer to {method} {path}"), &answer);
    }
    emulator.searched();
}
