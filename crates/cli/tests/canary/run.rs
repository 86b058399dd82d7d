//! One run of the program, searched for canaries when it ends.
//! What is run, and against whom, is the tests' business.

use std::{
    ffi::{OsStr, OsString},
    io::Write as _,
    path::Path,
    process::{Child, Command, Stdio},
};

use crate::{
    leaks::Canary,
    values::{CANARY, KEY, NUMBER_CANARY, SECRET},
};

/// The program and its arguments, to be run.
pub(crate) struct Run {
    command: Command,
    source: String,
    input: Vec<u8>,
    stdout_shows_digits: bool,
}

/// What came of a run that showed nothing.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// The program with these arguments, a secret in its environment and nothing else of ours.
    pub(crate) fn new<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Self {
        let arguments: Vec<OsString> = arguments.into_iter().map(|it| it.as_ref().into()).collect();
        let mut command = Command::new(env!("CARGO_BIN_EXE_cxtone"));
        let theirs = |name: &OsStr| {
            let name = name.to_string_lossy();
            name.starts_with("CXONE_") || name.starts_with("CXTONE_")
        };
        for (name, _) in std::env::vars_os().filter(|(name, _)| theirs(name)) {
            command.env_remove(name);
        }
        command
            .env("RUST_BACKTRACE", "1")
            .env("RUST_LOG", "trace")
            .env("CXONE_CLIENT_SECRET", SECRET)
            .args(&arguments);
        Self {
            source: format!("{arguments:?}"),
            command,
            input: Vec::new(),
            stdout_shows_digits: false,
        }
    }

    /// With bytes on stdin.
    pub(crate) fn fed(mut self, input: impl AsRef<[u8]>) -> Self {
        self.input = input.as_ref().to_vec();
        self
    }

    /// With a variable in the environment.
    pub(crate) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// An exception of invariant 3: showing digits on stdout is this command's purpose.
    pub(crate) fn shows_digits_on_stdout(mut self) -> Self {
        self.stdout_shows_digits = true;
        self
    }

    /// Starts it with its streams piped, unsearched.
    pub(crate) fn start(mut self) -> Child {
        self.command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts")
    }

    /// Runs it to its end and searches both streams.
    pub(crate) fn searched(self) -> Ran {
        let (source, input) = (self.source.clone(), self.input.clone());
        let stdout_shows_digits = self.stdout_shows_digits;
        let mut child = self.start();
        let mut stdin = child.stdin.take().expect("stdin is piped");
        // A thread, since the program may answer before it has read all; it may also stop reading.
        let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().expect("the program ends");
        writer.join().expect("the writer ends");
        let ran = Ran {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        assert!(ran.code.is_some(), "{source} was killed");
        CANARY.assert_hidden(&format!("stderr of {source}"), &ran.stderr);
        if !stdout_shows_digits {
            CANARY.assert_hidden(&format!("stdout of {source}"), &ran.stdout);
        }
        ran
    }

    /// Runs it to an exit code.
    pub(crate) fn exits(self, code: i32) -> Ran {
        let source = self.source.clone();
        let ran = self.searched();
        let told = format!("{source}\nstdout: {}\nstderr: {}", ran.stdout, ran.stderr);
        assert_eq!(ran.code, Some(code), "{told}");
        ran
    }

    /// Runs it to an exit code, where nothing random is printed: digits that could be a number
    /// are looked for as well.
    pub(crate) fn exits_plainly(self, code: i32) -> Ran {
        let source = self.source.clone();
        let ran = self.exits(code);
        NUMBER_CANARY.assert_hidden(&format!("stdout of {source}"), &ran.stdout);
        NUMBER_CANARY.assert_hidden(&format!("stderr of {source}"), &ran.stderr);
        ran
    }
}

/// A folder of its own for a test.
pub(crate) fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// A path of the folder, as text.
pub(crate) fn path_in(folder: &tempfile::TempDir, name: &str) -> String {
    let path = folder.path().join(name);
    path.to_str().expect("UTF-8").to_owned()
}

/// A file in the folder, by its path.
pub(crate) fn file_in(folder: &tempfile::TempDir, name: &str, content: impl AsRef<[u8]>) -> String {
    let path = path_in(folder, name);
    std::fs::write(&path, content).expect("writes");
    path
}

/// The file with the canary key.
pub(crate) fn key_in(folder: &tempfile::TempDir) -> String {
    file_in(folder, "audit.key", KEY)
}

/// Searches every file of a folder but those with the named endings, and counts the searched.
pub(crate) fn search_files(canary: &Canary<'_>, folder: &Path, exceptions: &[&str]) -> usize {
    let entries = std::fs::read_dir(folder).expect("a readable folder");
    let paths = entries.map(|entry| entry.expect("listed").path());
    let searched = paths.filter(|path| {
        let name = path.file_name().expect("a name").to_string_lossy();
        !exceptions.iter().any(|ending| name.ends_with(ending))
    });
    let search = |path: std::path::PathBuf| {
        let bytes = std::fs::read(&path).expect("reads");
        let source = path.display().to_string();
        canary.assert_hidden(&source, &String::from_utf8_lossy(&bytes));
    };
    searched.map(search).count()
}
