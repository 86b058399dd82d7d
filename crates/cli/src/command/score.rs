//! `score`: how well a recording's digits are recognised, against what was sent.
//! Counting is `dtmf`'s work; this command chooses the channel and shows the figures.

use std::path::PathBuf;

use cxtone_dtmf::{
    Digit, Heard, Profile, Score, TimingErrors, TimingExpectation, score, timing_errors,
};
use serde::Serialize;

use crate::{
    command::{detect, generate},
    digits_argument::DigitsArgument,
    exit::Exit,
    failure::{Failure, Result},
    listening::{self, HeardDigit},
    output::{self, progress::Progress},
    range,
};

const EXAMPLES: &str = "\
Examples:
  cxtone score --expect '1234#' call.wav
  cxtone score --expect - call.wav --json < digits.txt
  cxtone score --expect 123 call.wav --tone 100 --gap 100 --tolerance 5
  cxtone score --expect 123 stereo.wav --channel 2 --min-rate 1

The rate is max(0, (N - S - M - I) / N) with N digits expected, S substituted, M missed and I
inserted. Tones and gaps are timing errors when they miss --tone and --gap by more than
--tolerance or, without these, when they are shorter than the profile's standard allows.
Exit code 0 when the rate was measured, whatever it is; with --min-rate, 1 when it is lower.";

/// The recording and what should be in it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The digits that were sent; - reads them from stdin, off the process list
    #[arg(long, value_name = "DIGITS")]
    expect: DigitsArgument,

    /// The WAV file
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The channel to listen to, counted from 1; needed where there are several
    #[arg(long, value_name = "NUMBER", value_parser = channel_number)]
    channel: Option<u16>,

    /// What counts as a digit: att, ntt or etsi
    #[arg(long, value_name = "NAME", default_value = "att", value_parser = detect::profile)]
    profile: Profile,

    /// Length that each tone should have, 1 to 60000 ms
    #[arg(long, value_name = "MS", requires = "gap", allow_negative_numbers = true, value_parser = generate::tone_ms)]
    tone: Option<u32>,

    /// Length that each gap should have, 0 to 60000 ms
    #[arg(long, value_name = "MS", requires = "tone", allow_negative_numbers = true, value_parser = generate::gap_ms)]
    gap: Option<u32>,

    /// How far a tone or a gap may be off, 0 to 1000 ms
    #[arg(long, value_name = "MS", default_value_t = 10.0, requires = "tone", allow_negative_numbers = true, value_parser = tolerance_ms)]
    tolerance: f64,

    /// Exit with 1 when the rate is below this, 0 to 1
    #[arg(long, value_name = "RATE", allow_negative_numbers = true, value_parser = rate)]
    min_rate: Option<f64>,

    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Measures and prints the figures.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    let expected = arguments.expect.digits()?;
    let heard = heard(arguments)?;
    let digits: Vec<Digit> = heard.iter().map(|heard| heard.digit).collect();
    let score = score(expected.as_slice(), &digits).map_err(|error| {
        Failure::failed(format_args!(
            "cannot score {}: {error}",
            arguments.file.display()
        ))
    })?;
    let timing = timing_errors(&heard, &arguments.timing());
    if arguments.json {
        output::json(&Figures::of(&score, timing))?;
    } else {
        show(&score, timing)?;
    }
    let enough = arguments
        .min_rate
        .is_none_or(|rate_min| score.recognition_rate() >= rate_min);
    Ok(if enough { Exit::Done } else { Exit::Failed })
}

impl Arguments {
    fn timing(&self) -> TimingExpectation {
        match (self.tone, self.gap) {
            (Some(tone_ms), Some(gap_ms)) => TimingExpectation::Around {
                tone_ms: tone_ms.into(),
                gap_ms: gap_ms.into(),
                tolerance_ms: self.tolerance,
            },
            _ => TimingExpectation::AtLeast(self.profile),
        }
    }
}

fn tolerance_ms(text: &str) -> core::result::Result<f64, String> {
    range::within(text, &(0.0..=1000.0), "ms")
}

fn channel_number(text: &str) -> core::result::Result<u16, String> {
    range::within(text, &(1..=u16::MAX), "(counted from 1)")
}

/// Reads a recognition rate.
pub(crate) fn rate(text: &str) -> core::result::Result<f64, String> {
    range::within(text, &(0.0..=1.0), "(1 is everything right)")
}

/// What was heard on the channel.
fn heard(arguments: &Arguments) -> Result<Vec<Heard>> {
    let path = &arguments.file;
    let progress = Progress::new(path.metadata().ok().map(|metadata| metadata.len()));
    let recording = listening::to_file(path, arguments.profile, &progress)
        .map_err(|why| Failure::failed(format_args!("{}: {why}", path.display())))?;
    let channel = channel(arguments, recording.channels)?;
    let on_channel = |digit: &HeardDigit| (digit.channel == channel).then_some(digit.heard);
    Ok(recording.digits.iter().filter_map(on_channel).collect())
}

fn channel(arguments: &Arguments, channels: usize) -> Result<usize> {
    let has = format!(
        "{} has {}",
        arguments.file.display(),
        output::counted(channels as u64, "channel")
    );
    match arguments.channel.map(usize::from) {
        Some(channel) if channel > channels => {
            Err(Failure::usage(format_args!("{has}, not {channel}")).help("lower --channel"))
        }
        Some(channel) => Ok(channel),
        None if channels > 1 => {
            Err(Failure::usage(has).help("choose one of them with --channel NUMBER"))
        }
        None => Ok(1),
    }
}

fn show(score: &Score, timing: TimingErrors) -> Result<()> {
    output::line(&format!(
        "recognition rate {:.4} ({} of {}{})",
        score.recognition_rate(),
        score.hits,
        output::counted(score.expected.into(), "digit"),
        if score.exact() { ", exact" } else { "" }
    ))?;
    output::line(&format!(
        "hits {}, substituted {}, missed {}, inserted {}",
        score.hits, score.substituted, score.missed, score.inserted
    ))?;
    output::line(&format!(
        "timing errors {} (tones {}, gaps {})",
        timing.total(),
        timing.tones,
        timing.gaps
    ))?;
    for Confused {
        expected,
        heard,
        count,
    } in confusion(score)
    {
        output::line(&format!(
            "confusion: {expected} heard as {heard}, {count} ×"
        ))?;
    }
    Ok(())
}

/// What `--json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Figures {
    recognition_rate: f64,
    hit_rate: f64,
    exact: bool,
    expected: u32,
    hits: u32,
    substituted: u32,
    missed: u32,
    inserted: u32,
    timing_errors: Timing,
    confusion: Vec<Confused>,
}

#[derive(Serialize)]
struct Timing {
    total: u32,
    tones: u32,
    gaps: u32,
}

/// How often one digit was heard as another.
#[derive(Serialize)]
struct Confused {
    expected: char,
    heard: char,
    count: u32,
}

impl Figures {
    fn of(score: &Score, timing: TimingErrors) -> Self {
        Self {
            recognition_rate: score.recognition_rate(),
            hit_rate: score.hit_rate(),
            exact: score.exact(),
            expected: score.expected,
            hits: score.hits,
            substituted: score.substituted,
            missed: score.missed,
            inserted: score.inserted,
            timing_errors: Timing {
                total: timing.total(),
                tones: timing.tones,
                gaps: timing.gaps,
            },
            confusion: confusion(score),
        }
    }
}

/// Digits that were heard as others. Hits are left out: with them the list would spell what was
/// expected.
fn confusion(score: &Score) -> Vec<Confused> {
    let pairs = Digit::ALL.into_iter().flat_map(|expected| {
        Digit::ALL
            .into_iter()
            .filter(move |heard| *heard != expected)
            .map(move |heard| (expected, heard))
    });
    pairs
        .map(|(expected, heard)| Confused {
            expected: expected.as_char(),
            heard: heard.as_char(),
            count: score.confusion(expected, heard),
        })
        .filter(|confused| confused.count > 0)
        .collect()
}
