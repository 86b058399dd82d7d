//! How digits that were heard are shown: as a table, or as JSON Lines, whose shape is `json`'s.
//! Showing digits is the purpose of `detect`; nothing else does it.

use cxtone_dtmf::Heard as Measures;
use cxtone_hearing::{Finding, HeardDigit};
use owo_colors::OwoColorize as _;

use super::{
    json::{Line, Unreadable},
    reasons,
    source::Source,
};
use crate::{
    failure::{Failure, Result},
    listening::Heard,
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
                output::json(&Line::of(source, recording))
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
            output::json(&Unreadable::of(source, why))
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
    /// A digit that is over, or what nearly was one.
    pub(super) fn finding(&mut self, finding: &Finding) -> Result<()> {
        if self.json {
            self.any = true;
            return output::json(&Line::of_finding(&Source::Stdin, finding));
        }
        let heard = match finding {
            Finding::Digit(heard) => heard,
            Finding::NearMiss(near_miss) => return reasons::show_near_miss(near_miss),
        };
        if !core::mem::replace(&mut self.any, true) {
            output::line(&header(self.channels))?;
        }
        output::line(&row(heard, self.channels))?;
        reasons::show_digit(heard)
    }

    /// The end of the stream.
    pub(super) fn end(&self) -> Result<()> {
        match (self.any, self.json) {
            (true, _) => Ok(()),
            (false, true) => output::json(&Line::of(&Source::Stdin, &Heard::default())),
            (false, false) => output::line("-: no digits"),
        }
    }
}

fn show(source: &Source, recording: &Heard) -> Result<()> {
    let path = source.to_string();
    let path = path.bold();
    if recording.digits.is_empty() {
        output::line(&format!("{path}: no digits"))?;
    } else {
        output::line(&format!("{path}: {}", sequences(recording)))?;
        output::line(&header(recording.channels))?;
    }
    for heard in &recording.digits {
        output::line(&row(heard, recording.channels))?;
        reasons::show_digit(heard)?;
    }
    for near_miss in &recording.near_misses {
        reasons::show_near_miss(near_miss)?;
    }
    match recording.near_misses_left_out {
        0 => Ok(()),
        count => output::line(&format!("and {} more", output::counted(count, "near miss"))),
    }
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
