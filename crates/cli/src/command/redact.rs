//! `redact`: a recording, or a stream as it flows, with silence in place of its digits.
//! Which samples those are is told by `dtmf`; how they are put out of the sound is `redaction`'s.

mod redaction;

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, IsTerminal as _, Read, Seek as _, SeekFrom, Write},
    path::{Path, PathBuf},
};

use cxtone_audio::{WavStream, WriteError, write_file_with};
use cxtone_dtmf::Profile;
use serde::Serialize;

use self::redaction::{Redaction, Scope};
use crate::{
    command::detect,
    exit::Exit,
    failure::{Failure, Result},
    output::{self, progress::Progress},
};

const EXAMPLES: &str = "\
Examples:
  cxtone redact call.wav -o safe.wav
  cxtone redact call.wav -o call.wav
  cxtone redact stereo.wav -o safe.wav --apart
  capture-call | cxtone redact - -o - > safe.wav

Sound passes at most 40 ms after it came, and stays as it was, bit by bit, in the format of the input;
digits become silence. Chunks of the file beside format and samples are left out, as they may hold
anything. The silences still show how many digits there were, and how long each.
How many digits were muted is told on stderr, or with --json as one object on stdout:
  {\"path\":\"call.wav\",\"digits\":4,\"channels\":1,\"seconds\":12.5}
A digit heard on two channels counts twice. With -o - that object goes to stderr.";

/// What to redact, and where to.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// The WAV file; - reads a WAV stream from stdin
    #[arg(value_name = "IN")]
    input: PathBuf,

    /// The WAV file to write; - writes it to stdout as the sound comes
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,

    /// What counts as a digit: att, ntt or etsi
    #[arg(long, value_name = "NAME", default_value = "att", value_parser = detect::profile)]
    profile: Profile,

    /// Mute only the channel in which a digit is heard; without this all channels are mute
    /// meanwhile, since what is heard in one may be faint in another
    #[arg(long)]
    apart: bool,

    /// Tell how many digits were muted as a JSON object
    #[arg(long)]
    json: bool,
}

/// What was done, without the digits.
#[derive(Serialize)]
struct Outcome {
    path: String,
    digits: u64,
    channels: usize,
    seconds: f64,
}

/// Redacts the recording and tells how many digits were in it.
pub(crate) fn run(arguments: &Arguments) -> Result<Exit> {
    if is_standard(&arguments.output) && io::stdout().is_terminal() {
        return Err(Failure::usage("a WAV stream does not belong on a terminal")
            .help("send it into a pipe or a file, or name a file with --output OUT"));
    }
    let outcome = if is_standard(&arguments.input) {
        let stream = WavStream::new(io::stdin().lock());
        arguments.redact(stream, &Progress::new(None))?
    } else {
        let bytes = arguments.input.metadata().ok().map(|found| found.len());
        let stream = WavStream::open(&arguments.input);
        arguments.redact(stream, &Progress::new(bytes))?
    };
    arguments.tell(&outcome)?;
    Ok(Exit::Done)
}

impl Arguments {
    fn redact<R: Read>(
        &self,
        stream: core::result::Result<WavStream<R>, cxtone_audio::WavError>,
        progress: &Progress,
    ) -> Result<Outcome> {
        let stream = stream.map_err(|error| self.unreadable(error.kind()))?;
        let scope = if self.apart {
            Scope::Apart
        } else {
            Scope::Together
        };
        let mut redaction =
            Redaction::new(stream, self.profile, scope).map_err(|error| self.unreadable(error))?;
        if is_standard(&self.output) {
            self.pass(
                &mut redaction,
                &mut io::stdout().lock(),
                progress,
                |error| Failure::output(&error),
            )?;
        } else {
            let to_file = |file: &mut File| self.to_file(&mut redaction, file, progress);
            write_file_with(&self.output, to_file)?;
        }
        Ok(Outcome {
            path: self.input.display().to_string(),
            digits: redaction.digits(),
            channels: redaction.channels(),
            seconds: redaction.seconds(),
        })
    }

    /// To a file, whose header is put right where the stream ended early or told no length.
    fn to_file<R: Read>(
        &self,
        redaction: &mut Redaction<R>,
        file: &mut File,
        progress: &Progress,
    ) -> Result<()> {
        let path = self.output.clone();
        let failed = |error| {
            Failure::from(WriteError::Io {
                path: path.clone(),
                error,
            })
        };
        self.pass(redaction, file, progress, failed)?;
        let is_file = file.metadata().map_err(failed)?.is_file();
        if is_file && redaction.frames_promised() != Some(redaction.frames()) {
            file.seek(SeekFrom::Start(0)).map_err(failed)?;
            let header = redaction.header(Some(redaction.frames()));
            file.write_all(&header).map_err(failed)?;
            if redaction.needs_padding() {
                file.seek(SeekFrom::End(0)).map_err(failed)?;
                file.write_all(&[0]).map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Header, sound as it comes, and the byte that fills up an odd length that was told.
    fn pass<R: Read>(
        &self,
        redaction: &mut Redaction<R>,
        to: &mut impl Write,
        progress: &Progress,
        failed: impl Fn(io::Error) -> Failure,
    ) -> Result<()> {
        let promised = redaction.frames_promised();
        to.write_all(&redaction.header(promised)).map_err(&failed)?;
        while let Some(bytes) = redaction
            .next()
            .map_err(|error| self.unreadable(error.kind()))?
        {
            to.write_all(bytes)
                .and_then(|()| to.flush())
                .map_err(&failed)?;
            progress.advance(bytes.len() as u64);
        }
        if promised == Some(redaction.frames()) && redaction.needs_padding() {
            to.write_all(&[0])
                .and_then(|()| to.flush())
                .map_err(&failed)?;
        }
        Ok(())
    }

    fn tell(&self, outcome: &Outcome) -> Result<()> {
        let muted = output::counted(outcome.digits, "digit");
        if !self.json {
            output::note(&format!("{muted} muted in {}", outcome.path));
            return Ok(());
        }
        if is_standard(&self.output) {
            output::note(&output::json_text(outcome)?);
            return Ok(());
        }
        output::json(outcome)
    }

    fn unreadable(&self, why: impl core::fmt::Display) -> Failure {
        Failure::failed(format_args!("{}: {why}", self.input.display()))
    }
}

fn is_standard(path: &Path) -> bool {
    path == OsStr::new("-")
}
