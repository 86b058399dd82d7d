//! `detect`: the digits in recordings, or in a stream as it is heard.
//! Hearing is `listening`'s work; how a file's digits look is told by `report`.

mod report;
mod source;

use std::{
    io::{self, BufRead},
    path::Path,
};

use cxtone_audio::{Encoding, RawFormat, WavStream};
use cxtone_dtmf::{Profile, SampleRate};

use self::{report::Report, source::Source};
use crate::{
    command::generate,
    exit::Exit,
    failure::{Failure, Result},
    listening::{self, Interrupted},
    output::progress::Progress,
    range,
};

const EXAMPLES: &str = "\
Examples:
  cxtone detect call.wav
  cxtone detect --json *.wav > digits.jsonl
  find . -name '*.wav' | cxtone detect --json --stdin
  arecord -q -f MU_LAW -r 8000 -t raw | cxtone detect - --rate 8000 --encoding ulaw
  cxtone generate '1234#' -o - | cxtone detect -

With --json there is one line for each path:
  {\"path\":\"call.wav\",\"digits\":[{\"digit\":\"5\",\"start\":0.1,\"end\":0.2,\"at\":0.14,\"channel\":1,
   \"levelDbm0\":-10.0,\"twistDb\":0.0,\"lowOffsetPercent\":0.0,\"highOffsetPercent\":0.0}]}
Times are seconds of the recording; \"at\" is when the decision was available; channels count
from 1. For - there is such a line for each digit, as soon as it has ended. A file that cannot
be read gives {\"path\",\"error\"}, the others are still read, and the exit code is 1.";

/// What to listen to, and how.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// WAV files; - listens to stdin, a WAV or (with --rate) raw samples, and reports each digit
    /// as it is heard
    #[arg(value_name = "FILE", required_unless_present = "stdin")]
    files: Vec<Source>,

    /// Read the paths of WAV files from stdin, one a line, and answer each at once
    #[arg(long, conflicts_with = "files")]
    stdin: bool,

    /// What counts as a digit: att (AT&T), ntt (NTT) or etsi (ETSI ES 201 235-3)
    #[arg(long, value_name = "NAME", default_value = "att", value_parser = profile)]
    profile: Profile,

    /// Print JSON Lines
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    raw: Raw,
}

/// How the samples of a headerless stream are to be read.
#[derive(Debug, clap::Args)]
struct Raw {
    /// Samples a second of raw samples on stdin, 8000 to 192000
    #[arg(long, value_name = "HZ", value_parser = generate::sample_rate)]
    rate: Option<SampleRate>,

    /// Encoding of raw samples: pcm16, f32 (both little-endian), ulaw or alaw
    #[arg(long, value_name = "NAME", default_value = "pcm16", requires = "rate", value_parser = generate::encoding)]
    encoding: Encoding,

    /// Channels of raw samples, interleaved
    #[arg(long, value_name = "COUNT", default_value_t = 1, requires = "rate", value_parser = channels)]
    channels: u16,
}

/// Listens to every source and reports what was heard.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    if arguments.raw.rate.is_some() && !arguments.files.contains(&Source::Stdin) {
        return Err(Failure::usage(
            "--rate is for raw samples on stdin, and stdin is not listened to",
        )
        .help("give - as the FILE, or leave --rate, --encoding and --channels out"));
    }
    let progress = Progress::new(source::bytes_total(&arguments.files));
    let session = Session {
        arguments,
        report: Report::new(arguments.json, &progress),
        progress: &progress,
    };
    let all_heard = if arguments.stdin {
        session.hear_paths(io::stdin().lock())?
    } else {
        session.hear_all(&arguments.files)?
    };
    Ok(if all_heard { Exit::Done } else { Exit::Failed })
}

/// Reads the name of a profile.
pub(crate) fn profile(name: &str) -> core::result::Result<Profile, String> {
    Profile::named(name).ok_or_else(|| "no such profile; use att, ntt or etsi".to_owned())
}

fn channels(text: &str) -> core::result::Result<u16, String> {
    range::within(text, &(1..=64), "channels")
}

impl Raw {
    const fn format(&self, rate: SampleRate) -> RawFormat {
        RawFormat {
            sample_rate_hz: rate.hz(),
            channels: self.channels,
            encoding: self.encoding,
        }
    }
}

/// One run of the command.
struct Session<'a> {
    arguments: &'a Arguments,
    report: Report<'a>,
    progress: &'a Progress,
}

impl Session<'_> {
    /// False when one of the sources could not be read.
    fn hear_all(&self, sources: &[Source]) -> Result<bool> {
        let mut all_heard = true;
        for source in sources {
            all_heard &= self.hear(source)?;
        }
        Ok(all_heard)
    }

    /// The same for paths that are read one a line.
    fn hear_paths(&self, mut paths: impl BufRead) -> Result<bool> {
        let mut all_heard = true;
        while let Some(path) = source::next_path(&mut paths)? {
            all_heard &= self.hear(&Source::File(path))?;
        }
        Ok(all_heard)
    }

    /// False when the source could not be read, which has then been reported.
    fn hear(&self, source: &Source) -> Result<bool> {
        let heard = match source {
            Source::Stdin => self.hear_stdin(),
            Source::File(path) => self.hear_file(path),
        };
        match heard {
            Ok(()) => Ok(true),
            Err(Interrupted::Stopped(failure)) => Err(failure),
            Err(Interrupted::Unreadable(why)) => {
                self.report.unreadable(source, &why)?;
                Ok(false)
            }
        }
    }

    fn hear_file(&self, path: &Path) -> core::result::Result<(), Interrupted> {
        let heard = listening::to_file(path, self.arguments.profile, self.progress)
            .map_err(Interrupted::Unreadable)?;
        self.report.recording(&Source::File(path.into()), &heard)?;
        Ok(())
    }

    fn hear_stdin(&self) -> core::result::Result<(), Interrupted> {
        let raw = &self.arguments.raw;
        let stdin = io::stdin().lock();
        let stream = match raw.rate {
            Some(rate) => WavStream::raw(stdin, raw.format(rate)),
            None => WavStream::new(stdin),
        }?;
        let mut live = self.report.live(usize::from(stream.channels()));
        listening::to_stream(stream, self.arguments.profile, |digit| live.digit(&digit))?;
        live.end()?;
        Ok(())
    }
}
