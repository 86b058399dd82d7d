//! Runs a program for what it prints, within a time and a length.
//! What it prints is judged by whoever asked.

use core::time::Duration;
use std::{
    io::{self, Read as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc,
    thread,
};

/// How long it may take. A sentence takes hundredths of a second.
const TIME_MAX: Duration = Duration::from_secs(5);

/// How much it may print, in bytes: more than a minute and a half of 16-bit samples at 22,050 Hz.
const BYTES_MAX: u64 = 4 * 1024 * 1024;

/// Why there is nothing that it printed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("it cannot be run: {0}")]
    Io(#[from] io::Error),
    #[error("it was not done after {TIME_MAX:?}")]
    TimeOver,
    #[error("it printed more than {BYTES_MAX} bytes")]
    TooMuch,
}

/// What the program prints. It has ended, or was ended, when this returns; its errors go nowhere.
pub(super) fn output(program: &Path, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
    let mut child = Ended(
        Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?,
    );
    let stdout = child.0.stdout.take();
    let (done, printed) = mpsc::channel();
    // It ends with the program, at the latest once nobody holds the pipe any more.
    thread::Builder::new()
        .name("prompt-voice".to_owned())
        .spawn(move || {
            let mut bytes = Vec::new();
            let read = stdout.map_or(Ok(0), |pipe| {
                pipe.take(BYTES_MAX + 1).read_to_end(&mut bytes)
            });
            // Nobody waits for it after the time is over.
            let _ = done.send(read.map(|_| bytes));
        })?;
    let bytes = printed
        .recv_timeout(TIME_MAX)
        .map_err(|_| Failure::TimeOver)??;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(Failure::TooMuch);
    }
    Ok(bytes)
}

/// A program that is ended when nobody waits for it any longer.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // Both fail where it has ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
