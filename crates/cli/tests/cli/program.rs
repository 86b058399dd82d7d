//! Runs the program and gives back all that came of it.

use std::{
    ffi::OsStr,
    io::Write as _,
    process::{Command, Output, Stdio},
};

/// What came of a run.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) stdout_bytes: Vec<u8>,
}

impl Ran {
    /// Asserts the exit code, and shows the errors where it is another.
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.code,
            Some(code),
            "stdout: {}\nstderr: {}",
            self.stdout,
            self.stderr
        );
        self
    }

    /// Asserts that stderr holds a text.
    pub(crate) fn complains(self, text: &str) -> Self {
        assert!(
            self.stderr.contains(text),
            "no {text:?} in: {}",
            self.stderr
        );
        self
    }

    /// Asserts that neither stream holds a text.
    pub(crate) fn hides(self, text: &str) -> Self {
        assert!(!self.stdout.contains(text), "shown: {}", self.stdout);
        assert!(!self.stderr.contains(text), "shown: {}", self.stderr);
        self
    }

    /// Each line of stdout as JSON.
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        let parse = |line| serde_json::from_str(line).expect("each line is JSON");
        self.stdout.lines().map(parse).collect()
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            stdout_bytes: output.stdout,
        }
    }
}

/// The program with nothing of the tester's own configuration.
pub(crate) fn command<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cxtone"));
    for (name, _) in std::env::vars_os() {
        let name_text = name.to_string_lossy();
        if name_text.starts_with("CXONE_") || name_text.starts_with("CXTONE_") {
            command.env_remove(&name);
        }
    }
    command.args(arguments);
    command
}

/// Runs the program with nothing on stdin.
pub(crate) fn cxtone<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ran {
    fed(arguments, b"")
}

/// Runs the program with bytes on stdin.
pub(crate) fn fed<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>, input: &[u8]) -> Ran {
    run(&mut command(arguments), input)
}

/// Runs a command with bytes on stdin.
pub(crate) fn run(command: &mut Command, input: &[u8]) -> Ran {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let input = input.to_vec();
    // A thread, since the program may answer before it has read all; it may also stop reading.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let ran = child.wait_with_output().expect("the program ends").into();
    writer.join().expect("the writer ends");
    ran
}
