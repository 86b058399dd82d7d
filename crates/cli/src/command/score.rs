//! `score`: how well a recording's digits are recognised, against what was sent.
//! Measuring is left to the crate `hearing`; this command chooses the channel and shows the figures.

use std::path::PathBuf;

use cxtone_audio::Recording;
use cxtone_dtmf::{Digits, Heard, Profile};
use cxtone_hearing::{Confused, Hearing, Measuring, ScoreReport, TOLERANCE_MS};

use crate::{
    command::{detect, generate},
    digits_argument::DigitsArgument,
    exit::Exit,
    failure::{Failure, Result},
    listening,
    output::{self, progress::Progress},
    range,
};

const EXAMPLES: &str = "\
Examples:
  cxtone score --expect '1234#' call.wav
  cxtone score --expect - call.wav --json < digits.txt
  cxtone score --expect 123 call.wav --tone 100 --gap 100 --tolerance 5
  cxtone score --expect 123 stereo.wav --channel 2 --min-rate 1
  cxtone score --expect 123 call.wav --blind

The rate is max(0, (N - S - M - I) / N) with N digits expected, S substituted, M missed and I
inserted. Each expected digit is decided by a likelihood test against the other digits and against
nothing; a detector that does not know them hears those that nobody expects. With --blind, the
detector alone decides. The test needs the length of tones and gaps: it is that of --tone and --gap
or, without these, the median of what the detector hears, or 100 ms each.

Tones and gaps are timing errors when they miss --tone and --gap by more than
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
    #[arg(long, value_name = "MS", default_value_t = TOLERANCE_MS, requires = "tone", allow_negative_numbers = true, value_parser = tolerance_ms)]
    tolerance: f64,

    /// Let the detector alone decide, as if the digits were not known
    #[arg(long)]
    blind: bool,

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
    let score = measured(arguments, &expected)?;
    if arguments.json {
        output::json(&score)?;
    } else {
        show(&score)?;
    }
    let enough = arguments
        .min_rate
        .is_none_or(|rate_min| score.recognition_rate >= rate_min);
    Ok(if enough { Exit::Done } else { Exit::Failed })
}

impl Arguments {
    const fn measuring(&self) -> Measuring {
        let timing_ms = match (self.tone, self.gap) {
            (Some(tone_ms), Some(gap_ms)) => Some((tone_ms, gap_ms)),
            _ => None,
        };
        Measuring {
            profile: self.profile,
            timing_ms,
            tolerance_ms: self.tolerance,
            is_blind: self.blind,
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

fn measured(arguments: &Arguments, expected: &Digits) -> Result<ScoreReport> {
    let path = &arguments.file;
    let unheard = |why: String| Failure::failed(format_args!("{}: {why}", path.display()));
    let recording = Recording::read(path).map_err(|error| unheard(error.kind().to_string()))?;
    let rate = listening::rate(recording.sample_rate_hz()).map_err(unheard)?;
    let channel = channel(arguments, recording.channels().len())?;
    let samples = &recording.channels()[channel - 1];
    let hearing = Hearing {
        profile: arguments.profile,
        explains: false,
    };
    let progress = Progress::new(Some(size_of_val(samples.as_slice()) as u64));
    let digits = listening::to_samples(samples, rate, hearing, &progress);
    let heard: Vec<Heard> = digits.iter().map(|digit| digit.heard).collect();
    ScoreReport::of(expected, samples, rate, &heard, &arguments.measuring())
        .map_err(|error| Failure::failed(format_args!("cannot score {}: {error}", path.display())))
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

fn show(score: &ScoreReport) -> Result<()> {
    output::line(&format!(
        "recognition rate {:.4} ({} of {}{})",
        score.recognition_rate,
        score.hits,
        output::counted(score.expected.into(), "digit"),
        if score.exact { ", exact" } else { "" }
    ))?;
    output::line(&format!(
        "hits {}, substituted {}, missed {}, inserted {}",
        score.hits, score.substituted, score.missed, score.inserted
    ))?;
    let method = score.recognition_method.in_words();
    output::line(&format!("measured by: {method}"))?;
    output::line(&format!(
        "timing errors {} (tones {}, gaps {})",
        score.timing_errors.total, score.timing_errors.tones, score.timing_errors.gaps
    ))?;
    for Confused {
        expected,
        heard,
        count,
    } in &score.confusion
    {
        output::line(&format!(
            "confusion: {expected} heard as {heard}, {count} ×"
        ))?;
    }
    Ok(())
}
