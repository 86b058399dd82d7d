//! What a campaign is run on: an emulator, a store, files, and workers in processes of their own.

use core::time::Duration;
use std::{
    env, fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
    process::{Child, ChildStdout, Command, Output, Stdio},
    thread,
    time::Instant,
};

use cxtone_campaign::{CampaignState, Store};
use serde_json::Value;
use tempfile::TempDir;
use tokio::time::timeout;

use crate::postgres::Postgres;

/// How long anything may take before it counts as stuck.
pub(crate) const PATIENCE: Duration = Duration::from_secs(240);

/// How long a write may take where nobody keeps the file; so often as it may be stopped, this is less
/// than a send waits for its answer.
const WRITE_MAX: Duration = Duration::from_millis(500);
const PAUSES_MAX: u32 = 8;

/// Two sends, so that a worker can be lost between them; the digits are the call's own.
pub(crate) const FLOW: &str = "\
start: first
steps:
  first:
    send-digits: { digits: \"${pin}\", next: pause }
  pause:
    wait: { wait-ms: 20, next: second }
  second:
    send-digits: { digits: \"#*\" }
";

/// Where the campaign's store is.
pub(crate) enum Database {
    Sqlite,
    Postgres(Postgres),
}

/// All that a campaign is run on; it goes away with this.
pub(crate) struct Field {
    pub(crate) folder: TempDir,
    pub(crate) database: Database,
    emulator: Child,
    _stdout: BufReader<ChildStdout>,
    pub(crate) hello: Value,
    pub(crate) calls: Vec<String>,
    pub(crate) options: Vec<String>,
}

impl Field {
    /// An emulator with so many calls and these faults, and a file of the calls.
    pub(crate) fn new(database: Database, calls: usize, speed: u32, faults: Option<&str>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (calls, speed) = (calls.to_string(), speed.to_string());
        let mut command = program();
        command.args(["emulate", "--murmur", "--seed", "7", "--calls", &calls]);
        command.args(["--speed", &speed, "--call-length", "3600"]);
        command.args(["--calls-max", "16384"]);
        if let Some(faults) = faults {
            let path = folder.path().join("faults.json");
            fs::write(&path, faults).expect("written");
            command.arg("--faults").arg(path);
        }
        let mut emulator = command.stdout(Stdio::piped()).spawn().expect("starts");
        let mut stdout = BufReader::new(emulator.stdout.take().expect("piped"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        let hello: Value = serde_json::from_str(&line).expect("JSON");
        let ids = hello["calls"].as_array().expect("calls").iter();
        let calls = ids.map(|id| id.as_str().expect("an id").to_owned());
        let field = Self {
            calls: calls.collect(),
            folder,
            database,
            emulator,
            _stdout: stdout,
            hello,
            options: vec!["--speed".to_owned(), speed],
        };
        field.write();
        field
    }

    fn write(&self) {
        fs::write(self.path("flow.yaml"), FLOW).expect("written");
        let mut rows = "callId,pin\n".to_owned();
        for (index, call) in self.calls.iter().enumerate() {
            rows.push_str(&format!("{call},{}\n", pin(index)));
        }
        fs::write(self.path("calls.csv"), rows).expect("written");
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn store(&self) -> String {
        match &self.database {
            Database::Sqlite => format!("sqlite:{}", self.path("campaign.db").display()),
            Database::Postgres(postgres) => postgres.url(),
        }
    }

    /// A campaign command, configured for the emulator.
    pub(crate) fn command(&self, action: &str, options: &[&str]) -> Command {
        let text = |name: &str| self.hello[name].as_str().expect("a text").to_owned();
        let mut command = program();
        command
            .args(["campaign", action, "--store", &self.store()])
            .args(options)
            .env("CXONE_API_URL", text("url"))
            .env("CXONE_CLIENT_ID", text("clientId"))
            .env("CXONE_CLIENT_SECRET", text("clientSecret"))
            .env("CXONE_PROVIDER_ID", text("providerId"))
            .env("CXONE_LINE_ID", text("lineId"));
        command
    }

    /// A worker; the calls are loaded already, or are by it.
    pub(crate) fn worker(&self, options: &[&str]) -> Command {
        let flow = self.path("flow.yaml").display().to_string();
        let mut command = self.command("run", &["--flow", &flow, "--type", "RFC2833"]);
        command.args(&self.options).args(options);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    pub(crate) fn load(&self) {
        let calls = self.path("calls.csv").display().to_string();
        let loaded = self.worker(&["--calls", &calls, "--load-only"]).status();
        assert!(loaded.expect("runs").success());
    }

    pub(crate) fn answer(&self, action: &str, options: &[&str]) -> Output {
        self.command(action, options).output().expect("runs")
    }

    /// The options with which a worker keeps an audit log.
    pub(crate) fn audit(&self) -> [String; 4] {
        let path = |name: &str| self.path(name).display().to_string();
        [
            "--audit".to_owned(),
            path("audit"),
            "--key-file".to_owned(),
            path("key"),
        ]
    }

    /// What is told of all workers' audit logs, which must be whole.
    pub(crate) fn audited(&self) -> Value {
        let [_, folder, key_option, key] = self.audit();
        let verified = program()
            .args(["audit", "verify", &folder, "--json"])
            .args([&key_option, &key, "--store", &self.store()])
            .output()
            .expect("runs");
        let told = String::from_utf8_lossy(&verified.stderr);
        let answer = String::from_utf8_lossy(&verified.stdout);
        assert!(verified.status.success(), "{told}{answer}");
        serde_json::from_str(&answer).expect("JSON")
    }

    pub(crate) fn status(&self) -> Value {
        let answer = self.answer("status", &["--json"]);
        let told = String::from_utf8_lossy(&answer.stderr);
        assert!(answer.status.success(), "{told}");
        serde_json::from_slice(&answer.stdout).expect("JSON")
    }

    pub(crate) fn export(&self) -> Vec<Value> {
        let answer = self.answer("export", &["--format", "jsonl"]);
        assert!(answer.status.success());
        let text = String::from_utf8(answer.stdout).expect("UTF-8");
        let parse = |line| serde_json::from_str(line).expect("JSON");
        text.lines().map(parse).collect()
    }

    /// Asks the emulator's test interface.
    pub(crate) fn ask(&self, path: &str) -> Value {
        self.request("GET", path, "")
    }

    /// Places a call in the emulator; gives its id.
    pub(crate) fn place(&mut self, order: &Value) -> String {
        let placed = self.request("POST", "/emulator/calls", &order.to_string());
        let id = placed["callId"].as_str().expect("an id").to_owned();
        self.calls.push(id.clone());
        id
    }

    fn request(&self, method: &str, path: &str, body: &str) -> Value {
        let host = self.hello["url"].as_str().expect("a text");
        let host = host.trim_start_matches("http://");
        let mut connection = TcpStream::connect(host).expect("it listens");
        write!(
            connection,
            "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .expect("writes");
        let mut answer = String::new();
        connection.read_to_string(&mut answer).expect("reads");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.starts_with("HTTP/1.1 2"), "{answer}");
        serde_json::from_str(body).expect("JSON")
    }

    /// Looks at the status every second until it is as wished for, or the campaign is over for
    /// the moment.
    pub(crate) fn follow(&self, mut wish: impl FnMut(&Value) -> bool) -> Value {
        let mut command = self.command("status", &["--follow", "--json"]);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut following = Running::start(command);
        let lines = BufReader::new(following.0.stdout.take().expect("piped")).lines();
        let mut status = Value::Null;
        let mut moved = (Instant::now(), [None; 2]);
        for line in lines {
            status = serde_json::from_str(&line.expect("UTF-8")).expect("JSON");
            if wish(&status) {
                break;
            }
            let stand = ["waiting", "ended"].map(|name| status[name].as_u64());
            if stand != moved.1 {
                moved = (Instant::now(), stand);
            }
            assert!(moved.0.elapsed() < PATIENCE, "nothing moves: {status}");
        }
        status
    }

    /// Stops a worker where it does not keep SQLite's file, for which everybody would have to wait.
    pub(crate) fn pause(&self, worker: &Running) {
        for _ in 0..PAUSES_MAX {
            worker.signal("STOP");
            if self.is_free() {
                return;
            }
            worker.signal("CONT");
            // It has to come out of the write that it was stopped in.
            self.until(|_| self.is_free());
        }
        panic!("whenever it is stopped it keeps the file");
    }

    /// Whether somebody else can write to the store.
    fn is_free(&self) -> bool {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let store = Store::open_existing(&self.store()).await.expect("there");
            let writing = store.command(CampaignState::Running);
            matches!(timeout(WRITE_MAX, writing).await, Ok(Ok(())))
        })
    }

    /// Waits until the status is as wished for.
    pub(crate) fn until(&self, wish: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            // A worker that has just been started may not have begun the campaign yet.
            let answer = self.answer("status", &["--json"]);
            let status = serde_json::from_slice(&answer.stdout).unwrap_or_default();
            if answer.status.success() && wish(&status) {
                return status;
            }
            assert!(Instant::now() < deadline, "it never came: {status}");
        }
    }
}

impl Drop for Field {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.emulator.kill();
        let _ = self.emulator.wait();
    }
}

/// A worker's process, which does not outlive its test.
pub(crate) struct Running(pub(crate) Child);

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        Self(command.spawn().expect("starts"))
    }

    pub(crate) fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.0.id());
        let sent = Command::new("sh").args(["-c", &kill]).status();
        assert!(sent.expect("runs").success());
    }

    /// Kills it as a power cut would.
    pub(crate) fn kill(mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }

    /// The most memory it has had so far, in KiB; nothing once it has ended.
    pub(crate) fn peak_kib(&self) -> Option<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        self.0.try_wait().expect("ours").is_some()
    }

    /// What it has written to its pipes, and its exit code, once it has ended.
    pub(crate) fn told(mut self) -> (String, String, Option<i32>) {
        let mut stdout = self.0.stdout.take().expect("piped");
        let mut stderr = self.0.stderr.take().expect("piped");
        let told = thread::spawn(move || {
            let mut told = String::new();
            stderr.read_to_string(&mut told).expect("UTF-8");
            told
        });
        let mut answer = String::new();
        stdout.read_to_string(&mut answer).expect("UTF-8");
        let told = told.join().expect("read");
        (answer, told, self.code())
    }

    /// The exit code, once it has ended.
    pub(crate) fn code(mut self) -> Option<i32> {
        let deadline = Instant::now() + PATIENCE;
        while !self.has_ended() {
            assert!(Instant::now() < deadline, "it never ended");
            thread::yield_now();
        }
        self.0.wait().expect("ours").code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The program, with nothing of what is set for it outside of the tests.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cxtone"));
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CXONE_") || name.starts_with("CXTONE_") {
            command.env_remove(name.as_ref());
        }
    }
    command
}

/// What a long proof asks for in this variable, or what the test command does.
pub(crate) fn asked(variable: &str, default: u64) -> u64 {
    let told = env::var(variable).ok().and_then(|text| text.parse().ok());
    told.unwrap_or(default)
}

/// The digits of a call: no two calls of a test have the same.
pub(crate) fn pin(index: usize) -> String {
    format!("{:04}", 1000 + index * 7)
}
