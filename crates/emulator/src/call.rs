//! One call: its state, its commands, and what happened on its line as time passed.
//! How that becomes sound is in the files below; which calls there are is in `tenant`.

mod caller_leg;
mod conversation;
mod ear;
mod masked;
mod media;
mod note;
mod renderer;
mod said;
mod score;
mod standing;
mod take;

use core::time::Duration;
use std::collections::VecDeque;

use cxtone_flow::Caller;
use serde::Serialize;

pub(crate) use ear::HeardGroup;
pub(crate) use note::{CommandNote, Execution};
pub(crate) use renderer::Renderer;
pub(crate) use score::{Event, Play, What};
pub(crate) use standing::{Entry, Media};
pub(crate) use take::Take;

use conversation::Conversation;
use masked::{Masked, masked_in};
use said::Said;

use crate::{
    clock::samples_in,
    command::Command,
    gateway::{self, GatewayError},
    line_settings::LineSettings,
};

/// How many commands are kept for each call; older ones go.
const COMMANDS_KEPT: usize = 1_000;

/// The most injections that may play at one time in one call.
const PLAYING_MAX: usize = 8;

/// The most that may happen on the line of one call: injections, changes, masks.
const EVENTS_MAX: usize = 8_192;

/// How many idempotency keys are kept for each call; older ones go.
const KEYS_KEPT: usize = 1_000;

/// One call and what is on its line.
pub(crate) struct Call {
    began: Duration,
    length_max: Duration,
    answered: bool,
    /// How long the call had lasted when it was hung up, or will have.
    hung_up: Option<Duration>,
    held: bool,
    /// How the line was at the beginning.
    first_line: LineSettings,
    /// How it is now.
    line: LineSettings,
    injections: u64,
    score: Vec<Event>,
    /// Where what still plays ends.
    playing: Vec<usize>,
    commands: VecDeque<CommandNote>,
    keys: VecDeque<String>,
    conversation: Option<Box<Conversation>>,
    take: Option<Box<Take>>,
    /// What was heard until the end, once there was an end and somebody asked.
    heard_to_the_end: Option<Vec<HeardGroup>>,
}

/// What a call is placed with.
pub(crate) struct Placement {
    pub(crate) began: Duration,
    pub(crate) length_max: Duration,
    pub(crate) answered: bool,
    pub(crate) line: LineSettings,
    /// Who is called, where that follows a script; the script says when the call is answered.
    pub(crate) caller: Option<Caller>,
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

/// Why a call does not do what it is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum CallRefusal {
    /// It rings or has ended.
    NotActive,
    /// It is on hold.
    Held,
    /// Too many injections play in it.
    TooManyPlaying,
    /// Too much has happened in it.
    Full,
    /// Another media command is under way.
    MediaBusy,
    /// The digits could not be sent on their way.
    Gateway(GatewayError),
}

/// What an injection met.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Injected {
    /// Whether another injection was still playing.
    pub(crate) overlaps: bool,
}

/// What the test API tells of a call.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CallReport {
    status: Status,
    /// Seconds of recording there are so far.
    length_s: f64,
    held: bool,
    pub(crate) heard: Vec<HeardGroup>,
    commands: Vec<CommandNote>,
    masked: Vec<Masked>,
    media: Media,
    /// Why the call never came about, if it did not.
    reason: Option<&'static str>,
    conversation: Vec<Said>,
}

impl Call {
    pub(crate) fn place(placement: Placement) -> Self {
        let Placement {
            began,
            length_max,
            answered,
            line,
            caller,
        } = placement;
        let conversation =
            caller.map(|caller| Box::new(Conversation::new(Duration::ZERO, caller, &line)));
        Self {
            began,
            length_max,
            answered,
            hung_up: None,
            held: false,
            first_line: line,
            line,
            injections: 0,
            score: Vec::new(),
            playing: Vec::new(),
            commands: VecDeque::new(),
            keys: VecDeque::new(),
            conversation,
            take: None,
            heard_to_the_end: None,
        }
    }

    pub(crate) fn status(&self, now: Duration) -> Status {
        let since_began = self.since_began(now);
        let hung_up = self.hung_up.is_some_and(|at| since_began >= at);
        if hung_up || since_began >= self.length_max {
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
        if let Some(conversation) = &mut self.conversation {
            conversation.answer();
        }
    }

    /// Ends the call and its recording so much later; without effect if it has ended, or ends
    /// sooner.
    pub(crate) fn hang_up(&mut self, now: Duration, later: Duration) {
        if self.status(now) != Status::Ended {
            let at = self.since_began(now) + later;
            self.hung_up = Some(self.hung_up.map_or(at, |before| before.min(at)));
        }
    }

    /// How long the call has lasted, or had when it ended.
    pub(crate) fn length(&self, now: Duration) -> Duration {
        let end = self.hung_up.unwrap_or(self.length_max);
        self.since_began(now).min(end).min(self.length_max)
    }

    /// Plays the digits into the call from now on.
    pub(crate) fn inject(
        &mut self,
        now: Duration,
        command: &Command,
    ) -> Result<Injected, CallRefusal> {
        self.check_active(now)?;
        if self.held {
            return Err(CallRefusal::Held);
        }
        let at = self.samples(now);
        self.playing.retain(|end| *end > at);
        let playing = self.playing.len();
        if playing >= PLAYING_MAX {
            return Err(CallRefusal::TooManyPlaying);
        }
        gateway::check(command).map_err(CallRefusal::Gateway)?;
        let play = Play {
            command: *command,
            packet_loss: self.line.packet_loss,
            seed: self.line.seed.wrapping_add(self.injections),
        };
        let end = at + play.samples();
        self.happens(now, What::Play(play))?;
        self.injections += 1;
        self.playing.push(end);
        Ok(Injected {
            overlaps: playing > 0,
        })
    }

    /// Changes the line from now on.
    pub(crate) fn change_line(
        &mut self,
        now: Duration,
        line: LineSettings,
    ) -> Result<(), CallRefusal> {
        self.happens(now, What::Line(line))?;
        if let Some(conversation) = &mut self.conversation {
            conversation.change_line(&line);
        }
        self.line = line;
        Ok(())
    }

    /// What the line's noise and losses are drawn from.
    pub(crate) const fn line_seed(&self) -> u64 {
        self.line.seed
    }

    /// Masks the recording from now on, or no longer.
    pub(crate) fn mask(&mut self, now: Duration, masked: bool) -> Result<(), CallRefusal> {
        self.check_active(now)?;
        self.happens(now, What::Mask(masked))
    }

    /// Puts the call on hold, or takes it off.
    pub(crate) fn hold(&mut self, now: Duration, held: bool) -> Result<(), CallRefusal> {
        self.check_active(now)?;
        self.held = held;
        Ok(())
    }

    /// Whether the call takes commands.
    pub(crate) fn check_active(&self, now: Duration) -> Result<(), CallRefusal> {
        if self.status(now) == Status::Active {
            Ok(())
        } else {
            Err(CallRefusal::NotActive)
        }
    }

    /// Whether a command came with this key before.
    pub(crate) fn has_key(&self, key: &str) -> bool {
        self.keys.iter().any(|kept| kept == key)
    }

    /// Keeps the key of a command that was executed.
    pub(crate) fn keep_key(&mut self, key: &str) {
        if self.keys.len() == KEYS_KEPT {
            self.keys.pop_front();
        }
        self.keys.push_back(key.to_owned());
    }

    /// Keeps a note of a command.
    pub(crate) fn note(&mut self, note: CommandNote) {
        if self.commands.len() == COMMANDS_KEPT {
            self.commands.pop_front();
        }
        self.commands.push_back(note);
    }

    /// All that is known of the call by now; what was heard in it only if that is kept.
    pub(crate) fn report(&self, now: Duration) -> CallReport {
        CallReport {
            status: self.status(now),
            length_s: self.length(now).as_secs_f64(),
            held: self.held,
            heard: self.heard_to_the_end.clone().unwrap_or_default(),
            commands: self.commands.iter().cloned().collect(),
            masked: masked_in(&self.score),
            media: self.media(),
            reason: self.reason(),
            conversation: self
                .conversation
                .as_ref()
                .map(|conversation| conversation.story())
                .unwrap_or_default(),
        }
    }

    /// Hands out a take of the call that has learned all up to now and is to be rolled.
    pub(crate) fn take(&mut self, now: Duration) -> Box<Take> {
        let take = self.take.take();
        let mut take = take.unwrap_or_else(|| Box::new(Take::new(&self.first_line)));
        let ended = self.status(now) == Status::Ended;
        take.learn(&self.score, self.samples(now), ended);
        take
    }

    /// Keeps a take for the next time, unless it is long or there is a longer one.
    pub(crate) fn keep_take(&mut self, take: Box<Take>) {
        let kept = self.take.as_ref().map_or(0, |kept| kept.position());
        if take.is_short() && take.position() >= kept {
            self.take = Some(take);
        }
    }

    /// Keeps what was heard if the call had ended by the time of the report, and else the take.
    pub(crate) fn keep(&mut self, take: Box<Take>, report: &CallReport) {
        if report.status == Status::Ended {
            self.heard_to_the_end = Some(report.heard.clone());
        } else {
            self.keep_take(take);
        }
    }

    /// Forgets the take that it keeps.
    pub(crate) fn forget_take(&mut self) {
        self.take = None;
    }

    /// Whether it is kept what was heard until the end.
    pub(crate) const fn heard_to_the_end(&self) -> bool {
        self.heard_to_the_end.is_some()
    }

    /// How the line was at the beginning.
    pub(crate) const fn first_line(&self) -> &LineSettings {
        &self.first_line
    }

    /// All that has happened on the line, in the order of time.
    pub(crate) fn score(&self) -> &[Event] {
        &self.score
    }

    /// How many samples there are so far.
    pub(crate) fn samples(&self, now: Duration) -> usize {
        let samples = samples_in(self.length(now));
        // What is still to come of the conversation has not been made out.
        match &self.conversation {
            Some(conversation) if self.status(now) != Status::Ended => {
                samples.min(conversation.samples())
            }
            _ => samples,
        }
    }

    fn happens(&mut self, now: Duration, what: What) -> Result<(), CallRefusal> {
        if self.score.len() >= EVENTS_MAX {
            return Err(CallRefusal::Full);
        }
        let at = self.samples(now);
        self.score.push(Event { at, what });
        Ok(())
    }

    fn since_began(&self, now: Duration) -> Duration {
        now.saturating_sub(self.began)
    }
}
