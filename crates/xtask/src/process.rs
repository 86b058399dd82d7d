//! Child processes: shown before they run, their output passed through, their failure an error.
//! Which processes run, and why, is left to the callers.

use core::time::Duration;
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// How often a process with a time limit is asked whether it has ended.
const POLL_INTERVAL: Duration = Duration::from_millis(50);

/// Runs the command to its end, however long it takes.
///
/// # Errors
///
/// The program cannot be started, or ends with a status other than 0.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", shown(command));
    let status = command
        .status()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    if !status.success() {
        bail!("`{}` ended with {status}", shown(command));
    }
    Ok(())
}

/// Runs the command, and ends it when it takes longer than `limit`.
///
/// # Errors
///
/// As [`run`], or the limit has passed.
pub(crate) fn run_within(command: &mut Command, limit: Duration) -> Result<()> {
    println!("$ {}", shown(command));
    let mut child = command
        .stdin(Stdio::null())
        .spawn()
        .with_context(|| format!("cannot start {}", shown(command)))?;
    let started = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            if status.success() {
                return Ok(());
            }
            bail!("`{}` ended with {status}", shown(command));
        }
        if started.elapsed() >= limit {
            child.kill()?;
            child.wait()?;
            bail!("`{}` took over {} s", shown(command), limit.as_secs());
        }
        thread::sleep(POLL_INTERVAL);
    }
}

/// What a silent command prints, trimmed; nothing if it cannot be started or fails.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}

/// The command as a person would type it: added environment, program, arguments.
fn shown(command: &Command) -> String {
    let environment = command.get_envs().filter_map(|(name, value)| {
        let value = value?;
        Some(format!("{}={}", name.display(), quoted(value)))
    });
    let program = std::path::Path::new(command.get_program());
    let name = program.file_name().unwrap_or(command.get_program());
    environment
        .chain(core::iter::once(quoted(name)))
        .chain(command.get_args().map(quoted))
        .collect::<Vec<_>>()
        .join(" ")
}

fn quoted(word: &std::ffi::OsStr) -> String {
    let word = word.to_string_lossy();
    if word.contains(' ') {
        format!("\"{word}\"")
    } else {
        word.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let mut command = Command::new("/some/where/cargo");
        command
            .env("RUSTDOCFLAGS", "-D warnings")
            .env_remove("CARGO_MANIFEST_DIR")
            .args(["doc", "--no-deps"]);
        assert_eq!(
            shown(&command),
            "RUSTDOCFLAGS=\"-D warnings\" cargo doc --no-deps"
        );
    }

    #[test]
    fn a_program_that_is_not_there_has_no_answer_and_fails() {
        let missing = "cxtone-no-such-program";
        assert_eq!(answer(&mut Command::new(missing)), None);
        let error = run(&mut Command::new(missing)).unwrap_err();
        assert!(error.to_string().contains(missing), "{error}");
    }

    #[test]
    fn a_status_other_than_zero_is_an_error() {
        let error = run(Command::new(rustc()).arg("--no-such-flag")).unwrap_err();
        assert!(error.to_string().contains("--no-such-flag"), "{error}");
    }

    #[test]
    fn a_process_over_its_limit_is_ended() {
        let error = run_within(
            Command::new("tail").args(["-f", "/dev/null"]),
            Duration::ZERO,
        )
        .unwrap_err();
        assert!(error.to_string().contains("took over 0 s"), "{error}");
    }

    #[test]
    fn a_process_within_its_limit_gives_its_status() {
        let limit = Duration::from_secs(60);
        assert!(run_within(Command::new(rustc()).arg("--version"), limit).is_ok());
        assert!(run_within(Command::new(rustc()).arg("--no-such-flag"), limit).is_err());
        assert!(
            answer(Command::new(rustc()).arg("--version"))
                .unwrap()
                .starts_with("rustc ")
        );
    }

    fn rustc() -> std::ffi::OsString {
        std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
    }
}
