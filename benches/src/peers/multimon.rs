//! multimon-ng (Debian's package of that name): a program, fed with raw audio through a pipe.
//!
//! It takes 22 050 Hz only, so it gets the audio resampled beforehand, and its cost is told a sample
//! of the 8 kHz original. What starting it costs is measured on no audio and taken off.

use core::time::Duration;
use std::io::{self, Read, Write};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

use super::resample::to_multimon_rate;
use crate::audio::{Audio, to_integer};
use crate::contender::{Contender, Heard};

/// What it writes before each digit.
const MARK: &str = "DTMF: ";

/// The program as a contender.
#[derive(Debug)]
pub struct Multimon {
    start: Duration,
    last: Option<(Vec<i16>, Vec<u8>)>,
}

impl Multimon {
    /// The program, if it is installed.
    pub fn installed() -> Option<Self> {
        static START: OnceLock<Option<Duration>> = OnceLock::new();
        let start = START.get_or_init(|| {
            let starts = (0..5).map(|_| run(&[]).map(|(_, cpu)| cpu).ok());
            starts.collect::<Option<Vec<_>>>()?.into_iter().min()
        });
        start.map(|start| Self { start, last: None })
    }

    /// The audio as it takes it; resampling is dear, so that of the last run is kept.
    fn raw(&mut self, audio: &Audio) -> &[u8] {
        if self
            .last
            .as_ref()
            .is_none_or(|(last, _)| last != audio.integer())
        {
            let samples = to_multimon_rate(audio.float());
            let raw = samples.iter().flat_map(|&it| to_integer(it).to_ne_bytes());
            self.last = Some((audio.integer().to_vec(), raw.collect()));
        }
        self.last.as_ref().map_or(&[], |(_, raw)| raw)
    }
}

impl Contender for Multimon {
    fn name(&self) -> &str {
        "multimon-ng"
    }

    /// # Panics
    ///
    /// The program cannot be run, though it could before.
    fn hear(&mut self, audio: &Audio) -> Heard {
        let (printed, cpu) = run(self.raw(audio)).expect("multimon-ng runs as it did at first");
        let digits = printed
            .lines()
            .filter_map(|line| line.strip_prefix(MARK)?.chars().next());
        Heard {
            digits: digits.collect(),
            cpu: cpu.saturating_sub(self.start),
            samples: audio.len(),
        }
    }
}

/// What it prints on some audio, and the CPU time that the whole process took.
fn run(raw: &[u8]) -> io::Result<(String, Duration)> {
    let before = children()?;
    let mut child = Command::new("multimon-ng")
        .args(["-q", "-n", "-t", "raw", "-a", "DTMF", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut input = child.stdin.take().expect("its input is a pipe");
    let mut output = child.stdout.take().expect("its output is a pipe");
    let mut printed = String::new();
    std::thread::scope(|scope| -> io::Result<()> {
        // It reads to the end even if it has much to print meanwhile.
        let writer = scope.spawn(move || input.write_all(raw));
        output.read_to_string(&mut printed)?;
        writer.join().expect("writing does not panic")
    })?;
    child.wait()?;
    Ok((printed, children()?.saturating_sub(before)))
}

/// CPU time of all children that have ended.
fn children() -> io::Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    Ok(duration(usage.user_time()) + duration(usage.system_time()))
}

fn duration(time: TimeVal) -> Duration {
    let seconds = u64::try_from(time.tv_sec()).unwrap_or_default();
    let micros = u64::try_from(time.tv_usec()).unwrap_or_default();
    Duration::from_secs(seconds) + Duration::from_micros(micros)
}
