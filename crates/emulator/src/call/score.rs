//! What happens on a call's line and when: from it the call's sound can be made again at any time.
//! How it is made into sound is in `renderer`.

use core::time::Duration;

use cxtone_dtmf::Digit;

use crate::{clock::samples_in, command::Command, line_settings::LineSettings, prompts::Sound};

/// Something that happens on the line.
#[derive(Clone)]
pub(crate) struct Event {
    /// The sample of the recording from which on it holds.
    pub(crate) at: usize,
    pub(crate) what: What,
}

/// What happens. It has no `Debug`: it holds digits.
#[derive(Clone)]
pub(crate) enum What {
    /// Digits begin to play.
    Play(Play),
    /// The line changes.
    Line(LineSettings),
    /// The recording is masked from here on, or no longer.
    Mask(bool),
    /// The caller presses a key.
    Key { key: Digit, tone_ms: u32 },
    /// A prompt begins, once or over and over.
    Prompt { sound: Sound, repeated: bool },
    /// The prompt is over.
    EndPrompt,
}

/// Digits on their way into the call.
#[derive(Clone)]
pub(crate) struct Play {
    pub(crate) command: Command,
    /// How likely each RTP packet is lost, 0 to 1.
    pub(crate) packet_loss: f64,
    /// What lost packets are drawn from.
    pub(crate) seed: u64,
}

impl Play {
    /// How long it plays, in samples.
    pub(crate) fn samples(&self) -> usize {
        samples_in(Duration::from_millis(self.command.play_out_ms()))
    }
}
