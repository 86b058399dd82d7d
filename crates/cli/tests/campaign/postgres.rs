//! A PostgreSQL of the test's own: in a temporary folder, on a loopback port, by a user without
//! privileges, and gone with the test. The programs come from the system's package `postgresql`.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::chown,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Instant,
};

use tempfile::TempDir;

use crate::field::PATIENCE;

/// The user that the system's package makes; a server does not run as root.
const USER: &str = "postgres";

/// Where Debian keeps the programs, by version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// A running server.
pub(crate) struct Postgres {
    folder: TempDir,
    port: u16,
    server: Option<Child>,
}

impl Postgres {
    /// Makes a database and starts its server.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        if is_root() {
            let user = id("-u").zip(id("-g"));
            let (user, group) = user.expect("the package postgresql makes its user");
            chown(folder.path(), Some(user), Some(group)).expect("ours");
        }
        let data = folder.path().join("data");
        let made = unprivileged("initdb")
            .arg("--pgdata")
            .arg(&data)
            .args(["--auth", "trust", "--username", "cxtone", "--no-sync"])
            .args(["--encoding", "UTF8", "--locale", "C"])
            .stdout(Stdio::null())
            .status();
        assert!(made.expect("initdb runs").success());
        let mut postgres = Self {
            folder,
            port: free_port(),
            server: None,
        };
        postgres.up();
        postgres
    }

    pub(crate) fn url(&self) -> String {
        format!("postgres://cxtone@127.0.0.1:{}/postgres", self.port)
    }

    /// Has statements carried out.
    pub(crate) fn tell(&self, statements: &str) {
        let told = Command::new(program("psql"))
            .args([
                "--quiet",
                "--set",
                "ON_ERROR_STOP=1",
                "--command",
                statements,
            ])
            .arg(self.url())
            .status();
        assert!(told.expect("psql runs").success());
    }

    /// Starts the server on its data, and waits until it takes connections.
    pub(crate) fn up(&mut self) {
        let log = fs::File::create(self.folder.path().join("log")).expect("ours");
        let server = unprivileged("postgres")
            .arg("-D")
            .arg(self.folder.path().join("data"))
            .args(["-p", &self.port.to_string(), "-h", "127.0.0.1"])
            .args(["-c", "unix_socket_directories="])
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        self.server = Some(server.expect("postgres runs"));
        let deadline = Instant::now() + PATIENCE;
        while !self.answers() {
            assert!(Instant::now() < deadline, "PostgreSQL does not start");
        }
    }

    /// Ends the server at once, as a crash would: with SIGQUIT it does not even tidy up.
    pub(crate) fn down(&mut self) {
        let Some(mut server) = self.server.take() else {
            return;
        };
        let id = fs::read_to_string(self.folder.path().join("data/postmaster.pid"));
        let id = id.expect("it runs");
        let id = id.lines().next().expect("its number");
        let told = Command::new("kill").args(["-QUIT", id]).status();
        assert!(told.expect("runs").success());
        server.wait().expect("ours");
    }

    fn answers(&self) -> bool {
        let port = self.port.to_string();
        let asked = Command::new(program("pg_isready"))
            .args(["-h", "127.0.0.1", "-p", &port])
            .stdout(Stdio::null())
            .status();
        asked.is_ok_and(|status| status.success())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if self.server.is_some() {
            self.down();
        }
    }
}

/// One of PostgreSQL's programs, as a user without privileges.
fn unprivileged(name: &str) -> Command {
    let program = program(name);
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid", USER, "--regid", USER, "--init-groups"])
        .arg(program)
        .current_dir("/");
    command
}

/// The newest version's, or what the path has.
fn program(name: &str) -> PathBuf {
    let versions = fs::read_dir(DEBIAN).into_iter().flatten().flatten();
    let found = versions
        .map(|version| version.path().join("bin").join(name))
        .filter(|path| path.exists())
        .max();
    found.unwrap_or_else(|| Path::new(name).to_owned())
}

fn is_root() -> bool {
    let asked = Command::new("id").arg("-u").output().expect("id runs");
    asked.stdout.trim_ascii() == b"0"
}

fn id(which: &str) -> Option<u32> {
    let asked = Command::new("id").args([which, USER]).output().ok()?;
    String::from_utf8(asked.stdout).ok()?.trim().parse().ok()
}

/// A port that nobody listens on just now.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}
