//! `detect`: the digits in recordings, or in a stream as it is heard.
//! Hearing is `listening`'s work; how a file's digits look is told by `report`.

mod json;
mod plot;
mod reasons;
mod report;
mod source;

use core::{iter, num::NonZero};
use std::{io, sync::Arc, thread};

use cxtone_audio::{Encoding, RawFormat, WavStream};
use cxtone_dtmf::{Profile, SampleRate};
use cxtone_hearing::Hearing;

use self::{plot::Target, report::Report, source::Source};
use crate::{
    command::generate,
    crew,
    exit::Exit,
    failure::{Failure, Result},
    listening::{self, Heard, Interrupted},
    output::progress::Progress,
    range,
};

/// The most threads that can be asked for.
const JOBS_MAX: usize = 1_024;

const EXAMPLES: &str = "\
Examples:
  cxtone detect call.wav
  cxtone detect --json *.wav > digits.jsonl
  find . -name '*.wav' | cxtone detect --json --stdin
  arecord -q -f MU_LAW -r 8000 -t raw | cxtone detect - --rate 8000 --encoding ulaw
  cxtone generate '1234#' -o - | cxtone detect -
  cxtone detect --explain call.wav
  cxtone detect call.wav --plot call.svg

With --json there is one line for each path:
  {\"path\":\"call.wav\",\"digits\":[{\"digit\":\"5\",\"start\":0.1,\"end\":0.2,\"at\":0.14,\"channel\":1,
   \"levelDbm0\":-10.0,\"twistDb\":0.0,\"lowOffsetPercent\":0.0,\"highOffsetPercent\":0.0}]}
Times are seconds of the recording; \"at\" is when the decision was available; channels count
from 1. With --explain a digit has \"explained\" too, and the line \"nearMisses\". For - there is such a line for each digit, as soon as it has ended. A file that cannot
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

    /// Tell for each digit, and for what is nearly one, which measures and figures decided
    #[arg(long)]
    explain: bool,

    /// Draw the sound of one file with the digits marked, up to 8 channels below each other; as
    /// SVG or PNG, which the name's ending decides
    #[arg(long, value_name = "PICTURE", conflicts_with = "stdin", value_parser = Target::parse)]
    plot: Option<Target>,

    /// Print JSON Lines
    #[arg(long)]
    json: bool,

    /// How many threads listen, 1 to 1024; all that the machine has where not given
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true, value_parser = jobs)]
    jobs: Option<NonZero<usize>>,

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
    if arguments.plot.is_some() {
        Target::check(&arguments.files)?;
    }
    let progress = Arc::new(Progress::new(source::bytes_total(&arguments.files)));
    let session = Session {
        arguments,
        report: Report::new(arguments.json, &progress),
        progress: &progress,
    };
    let all_heard = if arguments.stdin {
        session.hear_all(source::paths(), None)?
    } else {
        let sources = arguments.files.clone();
        let count = NonZero::new(sources.len());
        session.hear_all(sources.into_iter().map(Ok), count)?
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

fn jobs(text: &str) -> core::result::Result<NonZero<usize>, String> {
    range::within(text, &(1..=JOBS_MAX), "threads")
        .map(|count| NonZero::new(count).unwrap_or(NonZero::<usize>::MIN))
}

impl Arguments {
    const fn hearing(&self) -> Hearing {
        Hearing {
            profile: self.profile,
            explains: self.explain,
        }
    }

    fn jobs(&self) -> NonZero<usize> {
        self.jobs.unwrap_or_else(|| {
            // A system that does not tell is given one thread.
            thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
        })
    }
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
    progress: &'a Arc<Progress>,
}

/// What a worker has to say of a source.
enum Answer {
    /// It listened to a file.
    File(core::result::Result<Heard, String>),
    /// It left stdin to whoever reports, as that one is reported while it is heard.
    Stdin,
}

impl Session<'_> {
    /// Files are heard at the same time where there are several, else the channels of one; `count`
    /// is how many there are, if that is known. False when one of them could not be read.
    fn hear_all(
        &self,
        mut sources: impl Iterator<Item = Result<Source>> + Send + 'static,
        count: Option<NonZero<usize>>,
    ) -> Result<bool> {
        let jobs = self.arguments.jobs();
        let workers = count.map_or(jobs, |count| count.min(jobs));
        let threads_each = NonZero::new(jobs.get() / workers).unwrap_or(NonZero::<usize>::MIN);
        let (hearing, progress) = (self.arguments.hearing(), Arc::clone(self.progress));
        let work = move |source: &Result<Source>| match source {
            Ok(Source::File(path)) => {
                Answer::File(listening::to_file(path, hearing, threads_each, &progress))
            }
            _ => Answer::Stdin,
        };
        // Behind a line that is no path, no other is looked for.
        let mut failed = false;
        let until_failure = iter::from_fn(move || {
            let next = if failed { None } else { sources.next() };
            failed = matches!(next, Some(Err(_)));
            next
        });
        let mut all_heard = true;
        crew::in_order(workers.get(), until_failure, work, |source, answer| {
            all_heard &= self.tell(&source?, answer)?;
            Ok(())
        })?;
        Ok(all_heard)
    }

    /// False when the source could not be read, which has then been reported.
    fn tell(&self, source: &Source, answer: Answer) -> Result<bool> {
        let told = match answer {
            Answer::File(Ok(heard)) => self.recording(source, &heard).map_err(Into::into),
            Answer::File(Err(why)) => Err(Interrupted::Unreadable(why)),
            Answer::Stdin => self.hear_stdin(),
        };
        match told {
            Ok(()) => Ok(true),
            Err(Interrupted::Stopped(failure)) => Err(failure),
            Err(Interrupted::Unreadable(why)) => {
                self.report.unreadable(source, &why)?;
                Ok(false)
            }
        }
    }

    fn recording(&self, source: &Source, heard: &Heard) -> Result<()> {
        self.report.recording(source, heard)?;
        match (&self.arguments.plot, source) {
            (Some(target), Source::File(path)) => target.draw(path, heard),
            _ => Ok(()),
        }
    }

    fn hear_stdin(&self) -> core::result::Result<(), Interrupted> {
        let raw = &self.arguments.raw;
        let stdin = io::stdin().lock();
        let stream = match raw.rate {
            Some(rate) => WavStream::raw(stdin, raw.format(rate)),
            None => WavStream::new(stdin),
        }?;
        let mut live = self.report.live(usize::from(stream.channels()));
        listening::to_stream(stream, self.arguments.hearing(), |finding| {
            live.finding(&finding)
        })?;
        live.end()?;
        Ok(())
    }
}
