//! `generate`: digits to a WAV file, or to a WAV stream on stdout.
//! The tones are `dtmf`'s, the file format is `audio`'s.

use core::ops::RangeInclusive;
use std::{
    ffi::OsStr,
    io::{self, IsTerminal as _},
    path::PathBuf,
};

use cxtone_audio::{Encoding, Recording};
use cxtone_dtmf::{
    Digits, GAP_MS_MAX, SampleRate, Synth, TONE_MS_MAX, Tone, level::FULL_SCALE_DBM0,
};

use crate::{
    digits_argument::DigitsArgument,
    exit::Exit,
    failure::{Failure, Result},
    output, range,
};

/// Accepted lengths of a tone, in milliseconds.
const TONE_MS: RangeInclusive<u32> = 1..=TONE_MS_MAX;

/// Accepted lengths of the gap behind each tone, in milliseconds.
const GAP_MS: RangeInclusive<u32> = 0..=GAP_MS_MAX;

/// Accepted levels of the stronger tone, in dBm0; a full-scale sine has +3.14. How
/// much of it fits both tones depends on the twist, and is the generator's to say.
const LEVEL_DBM0: RangeInclusive<f32> = -60.0..=FULL_SCALE_DBM0;

/// Accepted twist, high minus low, in dB.
const TWIST_DB: RangeInclusive<f32> = -20.0..=20.0;

/// The most samples a recording may have: 256 MiB of them in memory.
const SAMPLES_MAX: u64 = 1 << 26;

const EXAMPLES: &str = "\
Examples:
  cxtone generate '1234#' -o pin.wav
  cxtone generate '*99' -o low.wav --level -25 --twist 4 --tone 40 --gap 40
  cxtone generate 123 -o wide.wav --sample-rate 48000 --encoding f32
  cxtone generate - -o pin.wav < digits.txt
  cxtone generate 159D -o - --encoding ulaw | cxtone detect -

The file is written beside its place and then renamed: there is never half a file.";

/// What to generate, and where to.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// 0-9, *, #, A-D; - reads them from stdin, off the process list
    digits: DigitsArgument,

    /// The WAV file to write; - writes it to stdout
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// Samples a second, 8000 to 192000
    #[arg(long, value_name = "HZ", default_value = "8000", allow_negative_numbers = true, value_parser = sample_rate)]
    sample_rate: SampleRate,

    /// Length of each tone, 1 to 60000 ms
    #[arg(long, value_name = "MS", default_value_t = 100, allow_negative_numbers = true, value_parser = tone_ms)]
    tone: u32,

    /// Silence behind each tone, the last included, 0 to 60000 ms
    #[arg(long, value_name = "MS", default_value_t = 100, allow_negative_numbers = true, value_parser = gap_ms)]
    gap: u32,

    /// Level of the stronger tone, -60 to 3.14 dBm0; two equal tones clip above -2.88
    #[arg(long, value_name = "DBM0", default_value_t = -10.0, allow_negative_numbers = true, value_parser = level_dbm0)]
    level: f32,

    /// High tone minus low tone, -20 to 20 dB
    #[arg(long, value_name = "DB", default_value_t = 0.0, allow_negative_numbers = true, value_parser = twist_db)]
    twist: f32,

    /// Encoding of the samples: pcm16, f32, ulaw or alaw
    #[arg(long, value_name = "NAME", default_value = "pcm16", value_parser = encoding)]
    encoding: Encoding,
}

/// Generates the digits and writes them.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    let to_stdout = arguments.output == OsStr::new("-");
    if to_stdout && io::stdout().is_terminal() {
        return Err(Failure::usage("a WAV stream does not belong on a terminal")
            .help("send it into a pipe or a file, or name a file with --output FILE"));
    }
    let digits = arguments.digits.digits()?;
    let recording = recording(arguments, &digits)?;
    if to_stdout {
        output::bytes(&recording.to_bytes(arguments.encoding))?;
    } else {
        write(&recording, arguments, &digits)?;
    }
    Ok(Exit::Done)
}

/// Reads the name of an encoding.
pub(crate) fn encoding(text: &str) -> core::result::Result<Encoding, String> {
    text.parse()
        .map_err(|_| "no such encoding; use pcm16, f32, ulaw or alaw".to_owned())
}

/// Reads a sample rate.
pub(crate) fn sample_rate(text: &str) -> core::result::Result<SampleRate, String> {
    let range = SampleRate::MIN.hz()..=SampleRate::MAX.hz();
    let hz = range::within(text, &range, "Hz")?;
    SampleRate::new(hz).map_err(|error| error.to_string())
}

/// Reads the length of a tone.
pub(crate) fn tone_ms(text: &str) -> core::result::Result<u32, String> {
    range::within(text, &TONE_MS, "ms")
}

/// Reads the length of a gap.
pub(crate) fn gap_ms(text: &str) -> core::result::Result<u32, String> {
    range::within(text, &GAP_MS, "ms")
}

fn level_dbm0(text: &str) -> core::result::Result<f32, String> {
    range::within(text, &LEVEL_DBM0, "dBm0")
}

fn twist_db(text: &str) -> core::result::Result<f32, String> {
    range::within(text, &TWIST_DB, "dB")
}

fn recording(arguments: &Arguments, digits: &Digits) -> Result<Recording> {
    let tone = Tone {
        tone_ms: arguments.tone,
        gap_ms: arguments.gap,
        level_dbm0: arguments.level,
        twist_db: arguments.twist,
    };
    let mut synth = Synth::new(digits, arguments.sample_rate, tone)
        .map_err(|error| Failure::usage(format_args!("cannot generate this: {error}")))?;
    let samples_total = synth.samples_total();
    let count = usize::try_from(samples_total.min(SAMPLES_MAX + 1)).unwrap_or(usize::MAX);
    if samples_total > SAMPLES_MAX {
        return Err(Failure::usage(format_args!(
            "the recording would have {samples_total} samples, more than {SAMPLES_MAX}"
        ))
        .help("shorten --tone or --gap, or lower --sample-rate"));
    }
    let mut samples = vec![0.0; count];
    let mut filled = 0;
    while filled < samples.len() {
        match synth.fill(&mut samples[filled..]) {
            0 => break,
            written => filled += written,
        }
    }
    samples.truncate(filled);
    Ok(Recording::from_mono(arguments.sample_rate, samples))
}

fn write(recording: &Recording, arguments: &Arguments, digits: &Digits) -> Result<()> {
    let path = &arguments.output;
    recording
        .write(path, arguments.encoding)
        .map_err(Failure::failed)?;
    output::line(&format!(
        "wrote {}: {}, {:.3} s at {} Hz",
        path.display(),
        output::counted(digits.len() as u64, "digit"),
        recording.duration_s(),
        recording.sample_rate_hz()
    ))
}
