//! One call: its state, its commands, and the recording of what is on its line as time passes.
//! How digits become audio is in `gateway`; which calls there are is in `tenant`.

mod ear;
mod tape;

use core::time::Duration;
use std::collections::VecDeque;

use cxtone_audio::{Encoding, Recording};
use cxtone_dtmf::SampleRate;
use cxtone_line::impairment::ImpairmentError;
use serde::Serialize;

pub(crate) use ear::HeardGroup;
use ear::{Ear, Window};
use tape::Tape;

use crate::{
    clock::samples_in,
    command::{Command, Signalling},
    gateway::{self, GatewayError},
    line_settings::LineSettings,
};

/// How many commands are kept for each call; older ones go.
const COMMANDS_KEPT: usize = 1_000;

/// The most injections that may play at one time in one call.
const PLAYING_MAX: usize = 8;

/// One call and what is on its line.
pub(crate) struct Call {
    began: Duration,
    length_max: Duration,
    answered: bool,
    /// How long the call had lasted when it was hung up.
    hung_up: Option<Duration>,
    line: LineSettings,
    injections: u64,
    tape: Tape,
    ear: Ear,
    commands: VecDeque<CommandNote>,
}

/// What a call is placed with.
pub(crate) struct Placement {
    pub(crate) began: Duration,
    pub(crate) length_max: Duration,
    pub(crate) answered: bool,
    pub(crate) line: LineSettings,
}

/// Where a call stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Status {
    /// Not answered yet: it takes no commands.
    Ringing,
    /// It takes commands.
    Active,
    /// Hung up, or at its longest.
    Ended,
}

/// Why a call does not take an injection.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum InjectionRefusal {
    /// It rings or has ended.
    NotActive,
    /// Too many injections play in it.
    TooManyPlaying,
    /// The digits could not be sent on their way.
    Gateway(GatewayError),
}

/// What an injection met.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Injected {
    /// Whether another injection was still playing.
    pub(crate) overlaps: bool,
}

/// A command that the call was asked for, without its digits.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CommandNote {
    #[serde(rename = "type")]
    pub(crate) signalling: Option<Signalling>,
    /// How many digits there were.
    pub(crate) count: Option<usize>,
    /// "[5 digits]".
    pub(crate) digits: Option<String>,
    /// Seconds since the call began.
    pub(crate) at: f64,
    /// "executed" or "refused".
    pub(crate) outcome: &'static str,
    /// None: the connection was dropped without an answer.
    pub(crate) status: Option<u16>,
    /// The fault that it met.
    pub(crate) fault: Option<&'static str>,
    /// Whether another injection was still playing.
    pub(crate) overlaps: bool,
}

/// What the test API tells of a call.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CallReport {
    pub(crate) status: Status,
    /// Seconds of recording there are so far.
    pub(crate) length_s: f64,
    pub(crate) heard: Vec<HeardGroup>,
    pub(crate) commands: Vec<CommandNote>,
}

impl Call {
    pub(crate) fn place(placement: Placement) -> Result<Self, ImpairmentError> {
        let Placement {
            began,
            length_max,
            answered,
            line,
        } = placement;
        Ok(Self {
            began,
            length_max,
            answered,
            hung_up: None,
            tape: Tape::new(&line)?,
            line,
            injections: 0,
            ear: Ear::new(),
            commands: VecDeque::new(),
        })
    }

    pub(crate) fn status(&self, now: Duration) -> Status {
        if self.hung_up.is_some() || self.since_began(now) >= self.length_max {
            Status::Ended
        } else if self.answered {
            Status::Active
        } else {
            Status::Ringing
        }
    }

    /// Takes the call off the hook; without effect unless it rings.
    pub(crate) fn answer(&mut self) {
        self.answered = true;
    }

    /// Ends the call and its recording; without effect if it has ended.
    pub(crate) fn hang_up(&mut self, now: Duration) {
        if self.status(now) != Status::Ended {
            self.hung_up = Some(self.since_began(now));
        }
    }

    /// How long the call has lasted, or had when it ended.
    pub(crate) fn length(&self, now: Duration) -> Duration {
        self.hung_up
            .unwrap_or_else(|| self.since_began(now).min(self.length_max))
    }

    /// Plays the digits into the call from now on.
    pub(crate) fn inject(
        &mut self,
        now: Duration,
        command: &Command,
    ) -> Result<Injected, InjectionRefusal> {
        if self.status(now) != Status::Active {
            return Err(InjectionRefusal::NotActive);
        }
        let start = self.roll_to(now);
        let playing = self.tape.voices();
        if playing >= PLAYING_MAX {
            return Err(InjectionRefusal::TooManyPlaying);
        }
        let seed = self.line.seed.wrapping_add(self.injections);
        let audio = gateway::play(command, self.line.packet_loss, seed)
            .map_err(InjectionRefusal::Gateway)?;
        self.injections += 1;
        let play_out = samples_in(Duration::from_millis(command.play_out_ms()));
        self.ear.expect(Window {
            start,
            end: start + play_out,
            signalling: command.signalling,
        });
        self.tape.play(audio);
        Ok(Injected {
            overlaps: playing > 0,
        })
    }

    /// Keeps a note of a command.
    pub(crate) fn note(&mut self, note: CommandNote) {
        if self.commands.len() == COMMANDS_KEPT {
            self.commands.pop_front();
        }
        self.commands.push_back(note);
    }

    /// All that is known of the call by now.
    pub(crate) fn report(&mut self, now: Duration) -> CallReport {
        self.roll_to(now);
        CallReport {
            status: self.status(now),
            length_s: self.length(now).as_secs_f64(),
            heard: self.ear.heard(),
            commands: self.commands.iter().cloned().collect(),
        }
    }

    /// The recording so far as a WAV file of 16-bit samples.
    pub(crate) fn wav(&mut self, now: Duration) -> Vec<u8> {
        self.roll_to(now);
        Recording::from_mono(SampleRate::TELEPHONE, self.tape.samples()).to_bytes(Encoding::Pcm16)
    }

    fn since_began(&self, now: Duration) -> Duration {
        now.saturating_sub(self.began)
    }

    /// Brings recording and ear up to the present; gives the recording's length in samples.
    fn roll_to(&mut self, now: Duration) -> usize {
        let until = samples_in(self.length(now));
        let ear = &mut self.ear;
        self.tape.roll_to(until, |block| ear.listen(block));
        if self.status(now) == Status::Ended {
            self.ear.finish();
        }
        until
    }
}
