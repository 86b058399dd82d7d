//! How digits that were heard are shown: as a table, or as JSON Lines.
//! Showing digits is the purpose of `detect`; nothing else does it.

use cxtone_dtmf::Heard as Measures;
use owo_colors::OwoColorize as _;
use serde::Serialize;

use super::source::Source;
use crate::{
    failure::{Failure, Result},
    listening::{Heard, HeardDigit},
    output::{self, progress::Progress},
};

/// Prints what was heard, without the progress bar in the way.
pub(super) struct Report<'a> {
    json: bool,
    progress: &'a Progress,
}

/// Prints the digits of a stream, each by itself.
pub(super) struct Live {
    json: bool,
    channels: usize,
    any: bool,
}

impl<'a> Report<'a> {
    pub(super) const fn new(json: bool, progress: &'a Progress) -> Self {
        Self { json, progress }
    }

    /// All that was heard in a recording.
    pub(super) fn recording(&self, source: &Source, recording: &Heard) -> Result<()> {
        self.progress.suspended(|| {
            if self.json {
                output::json(&Line::of(source, &recording.digits))
            } else {
                show(source, recording)
            }
        })
    }

    /// A source that cannot be read.
    pub(super) fn unreadable(&self, source: &Source, why: &str) -> Result<()> {
        let what = match source {
            Source::Stdin => "stdin".to_owned(),
            Source::File(_) => source.to_string(),
        };
        self.progress.suspended(|| {
            output::complain(&Failure::failed(format_args!("{what}: {why}")));
            if !self.json {
                return Ok(());
            }
            output::json(&Unreadable {
                path: source.to_string(),
                digits: [],
                error: why,
            })
        })
    }

    /// For a stream that is reported as it is heard.
    pub(super) const fn live(&self, channels: usize) -> Live {
        Live {
            json: self.json,
            channels,
            any: false,
        }
    }
}

impl Live {
    /// A digit that is over.
    pub(super) fn digit(&mut self, heard: &HeardDigit) -> Result<()> {
        let first = !core::mem::replace(&mut self.any, true);
        if self.json {
            return output::json(&Line::of(&Source::Stdin, core::slice::from_ref(heard)));
        }
        if first {
            output::line(&header(self.channels))?;
        }
        output::line(&row(heard, self.channels))
    }

    /// The end of the stream.
    pub(super) fn end(&self) -> Result<()> {
        match (self.any, self.json) {
            (true, _) => Ok(()),
            (false, true) => output::json(&Line::of(&Source::Stdin, &[])),
            (false, false) => output::line("-: no digits"),
        }
    }
}

fn show(source: &Source, recording: &Heard) -> Result<()> {
    let path = source.to_string();
    let path = path.bold();
    if recording.digits.is_empty() {
        return output::line(&format!("{path}: no digits"));
    }
    output::line(&format!("{path}: {}", sequences(recording)))?;
    output::line(&header(recording.channels))?;
    for heard in &recording.digits {
        output::line(&row(heard, recording.channels))?;
    }
    Ok(())
}

/// What was dialled, channel by channel.
fn sequences(recording: &Heard) -> String {
    let sequence = |channel| {
        let on_channel = recording
            .digits
            .iter()
            .filter(|heard| heard.channel == channel);
        on_channel
            .map(|heard| heard.heard.digit.as_char())
            .collect::<String>()
    };
    if recording.channels == 1 {
        return sequence(1);
    }
    (1..=recording.channels)
        .map(|channel| (channel, sequence(channel)))
        .filter(|(_, sequence)| !sequence.is_empty())
        .map(|(channel, sequence)| format!("channel {channel} {sequence}"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn header(channels: usize) -> String {
    let channel = if channels > 1 { "  channel" } else { "" };
    let titles =
        format!("digit   start s     end s  level dBm0  twist dB   low %  high %{channel}");
    titles.dimmed().to_string()
}

fn row(heard: &HeardDigit, channels: usize) -> String {
    let Measures {
        digit,
        start_s,
        end_s,
        level_dbm0,
        twist_db,
        low_offset_percent,
        high_offset_percent,
        ..
    } = heard.heard;
    let channel = if channels > 1 {
        format!("  {:>7}", heard.channel)
    } else {
        String::new()
    };
    let digit = digit.as_char();
    // The sign tells which way a tone is off; a rounded -0.0 would tell of nothing.
    let [level, twist] = [level_dbm0, twist_db].map(|db| (db * 10.0).round() / 10.0 + 0.0);
    let [low, high] = [low_offset_percent, high_offset_percent]
        .map(|percent| (percent * 100.0).round() / 100.0 + 0.0);
    format!(
        "{:>5}{start_s:>10.4}{end_s:>10.4}{level:>12.1}{twist:>+10.1}{low:>+8.2}{high:>+8.2}{channel}",
        digit.bold(),
    )
}

/// One line of `--json`.
#[derive(Serialize)]
struct Line {
    path: String,
    digits: Vec<DigitJson>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DigitJson {
    digit: char,
    start: f64,
    end: f64,
    at: f64,
    channel: usize,
    level_dbm0: f64,
    twist_db: f64,
    low_offset_percent: f64,
    high_offset_percent: f64,
}

#[derive(Serialize)]
struct Unreadable<'a> {
    path: String,
    /// Always none: whoever reads the lines finds the same field in each.
    digits: [DigitJson; 0],
    error: &'a str,
}

impl Line {
    fn of(source: &Source, digits: &[HeardDigit]) -> Self {
        Self {
            path: source.to_string(),
            digits: digits.iter().map(DigitJson::of).collect(),
        }
    }
}

impl DigitJson {
    fn of(HeardDigit { channel, heard }: &HeardDigit) -> Self {
        Self {
            digit: heard.digit.as_char(),
            start: rounded(heard.start_s, 6),
            end: rounded(heard.end_s, 6),
            at: rounded(heard.decided_s, 6),
            channel: *channel,
            level_dbm0: rounded(heard.level_dbm0.into(), 2),
            twist_db: rounded(heard.twist_db.into(), 2),
            low_offset_percent: rounded(heard.low_offset_percent.into(), 3),
            high_offset_percent: rounded(heard.high_offset_percent.into(), 3),
        }
    }
}

/// Decimals beyond what is measured only make lines long.
fn rounded(value: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    (value * scale).round() / scale + 0.0
}
