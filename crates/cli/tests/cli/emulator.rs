//! An emulator in a process of its own, started by the program and ended with the test.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::Value;

use crate::program::command;

/// A running `cxtone emulate`.
pub(crate) struct Emulator {
    process: Child,
    /// Its first line.
    pub(crate) hello: Value,
    // Closing it would end the emulator's next write.
    _stdout: BufReader<ChildStdout>,
}

impl Emulator {
    /// Starts it and waits for its first line.
    pub(crate) fn start(options: &[&str]) -> Self {
        Self::start_with(options, |command| command)
    }

    /// The same, with something changed in how it is started.
    pub(crate) fn start_with(
        options: &[&str],
        change: impl FnOnce(&mut Command) -> &mut Command,
    ) -> Self {
        let mut command = command([&["emulate"], options].concat());
        let mut process = change(&mut command)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the emulator starts");
        let mut stdout = BufReader::new(process.stdout.take().expect("stdout is piped"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a first line");
        Self {
            process,
            hello: serde_json::from_str(&line).expect("the first line is JSON"),
            _stdout: stdout,
        }
    }

    /// A field of the first line.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.hello[name].as_str().expect("a text")
    }

    /// A command that is configured for this emulator.
    pub(crate) fn client(&self, arguments: &[&str]) -> Command {
        let mut command = command(arguments);
        command
            .env("CXONE_API_URL", self.field("url"))
            .env("CXONE_CLIENT_ID", self.field("clientId"))
            .env("CXONE_CLIENT_SECRET", self.field("clientSecret"))
            .env("CXONE_PROVIDER_ID", self.field("providerId"))
            .env("CXONE_LINE_ID", self.field("lineId"));
        command
    }

    /// Asks its test interface, over a connection of our own.
    pub(crate) fn ask(&self, method: &str, path: &str, body: &str) -> Value {
        let host = self.field("url").trim_start_matches("http://");
        let mut connection = TcpStream::connect(host).expect("the emulator listens");
        let length = body.len();
        write!(
            connection,
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .expect("writes");
        let mut answer = String::new();
        connection.read_to_string(&mut answer).expect("reads");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.starts_with("HTTP/1.1 2"), "{answer}");
        serde_json::from_str(body).expect("the answer is JSON")
    }

    /// Orders a fault.
    pub(crate) fn order(&self, fault: &str) {
        self.ask("POST", "/emulator/faults", fault);
    }

    /// Sends a signal and gives the exit code.
    #[cfg(unix)]
    pub(crate) fn signalled(mut self, signal: &str) -> Option<i32> {
        signal_to(&self.process, signal);
        self.process.wait().expect("ends").code()
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends a signal to a process.
#[cfg(unix)]
pub(crate) fn signal_to(process: &Child, signal: &str) {
    let kill = format!("kill -{signal} {}", process.id());
    let sent = Command::new("sh")
        .args(["-c", &kill])
        .status()
        .expect("runs");
    assert!(sent.success());
}
