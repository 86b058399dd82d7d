//! `detect --plot`: a spectrogram of every channel with the digits marked.
//! Drawing is `audio`'s; showing digits is what was asked for.

use std::path::{Path, PathBuf};

use cxtone_audio::{Mark, PANELS_MAX, Picture, PictureFormat, Recording, Spectrogram};
use cxtone_hearing::HeardDigit;

use super::source::Source;
use crate::{
    failure::{Failure, Result},
    listening::Heard,
    output,
};

/// Where the picture goes, and as what.
#[derive(Clone, Debug)]
pub(super) struct Target {
    path: PathBuf,
    format: PictureFormat,
}

impl Target {
    /// Reads a file's name.
    pub(super) fn parse(name: &str) -> core::result::Result<Self, String> {
        let path = PathBuf::from(name);
        let format =
            PictureFormat::of_name(&path).ok_or("give a name that ends in .svg or .png")?;
        Ok(Self { path, format })
    }

    /// The one file that can be drawn.
    ///
    /// # Errors
    ///
    /// A usage failure where there are several, or none.
    pub(super) fn check(sources: &[Source]) -> Result<()> {
        match sources {
            [Source::File(_)] => Ok(()),
            _ => Err(
                Failure::usage("--plot draws one file, and another number of files is given")
                    .help("name one WAV file; a stream has to be saved to a file first"),
            ),
        }
    }

    /// Draws what was heard.
    pub(super) fn draw(&self, source: &Path, heard: &Heard) -> Result<()> {
        let recording = Recording::read(source).map_err(Failure::failed)?;
        let mut picture = Picture::default();
        let channels = recording.channels().iter().take(PANELS_MAX);
        for (number, samples) in (1..).zip(channels) {
            let spectrogram = Spectrogram::of(samples, recording.sample_rate_hz());
            picture.add_channel(number, spectrogram, marks(heard, number));
        }
        if heard.channels > PANELS_MAX {
            output::warn(&format!(
                "{} shows the first {PANELS_MAX} of {} channels",
                self.path.display(),
                heard.channels
            ));
        }
        picture
            .write(&self.path, self.format)
            .map_err(Failure::failed)
    }
}

fn marks(heard: &Heard, channel: usize) -> Vec<Mark> {
    let mark = |HeardDigit { heard, .. }: &HeardDigit| {
        let off = |hz: f32, percent: f32| f64::from(hz) * (1.0 + f64::from(percent) / 100.0);
        Mark {
            key: heard.digit.as_char(),
            start_s: heard.start_s,
            end_s: heard.end_s,
            tones_hz: [
                off(heard.digit.low_hz(), heard.low_offset_percent),
                off(heard.digit.high_hz(), heard.high_offset_percent),
            ],
        }
    };
    let on_channel = heard.digits.iter().filter(|digit| digit.channel == channel);
    on_channel.map(mark).collect()
}
