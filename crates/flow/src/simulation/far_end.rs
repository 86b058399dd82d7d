//! The far end of a simulated call: it plays, collects and hears the caller, in virtual time.
//! Keys become entries in the collector, and what the caller does is the performance's.

use core::time::Duration;
use std::collections::VecDeque;

use cxtone_dtmf::Digit;
use rand_core::Rng as _;
use rand_pcg::Pcg32;

use super::{PromptLength, Quirks, Simulation, heard_at, next_look};
use crate::{Action, Collected, Collector, Deed, Ended, Event, Performance, Prompt};

/// How long a command takes that plays nothing and collects nothing.
const COMMAND_MS: u64 = 50;

/// How long it takes to unmask the recording: only when no key sounds any more.
const UNMASK_MS: u64 = 500;

/// How long one digit takes that the flow sends.
const DIGIT_MS: u64 = 200;

/// Keeps the draws of trouble apart from the caller's, which come from the same seed.
const STREAM: u64 = 12;

pub(super) struct FarEnd {
    collector: Collector,
    performance: Performance,
    prompt_length: PromptLength,
    quirks: Quirks,
    random: Pcg32,
    playing: Option<Playing>,
    doing: Doing,
    /// Keys that are pressed and not heard yet, and when they will be.
    sounding: VecDeque<(Duration, Digit)>,
    /// Whether the caller has hung up just after an entry that was complete.
    has_hung_up: bool,
}

#[derive(Clone, Copy)]
struct Playing {
    until: Duration,
    interruptible: bool,
}

/// What the command in flight is about.
#[derive(Clone, Copy)]
enum Doing {
    Nothing,
    /// Since this time.
    Playing(Duration),
    Collecting,
    /// The answer comes at this time.
    Answering(Duration, Event),
    /// The answer never comes.
    Silence,
}

impl FarEnd {
    pub(super) fn new(simulation: &Simulation) -> Self {
        Self {
            collector: Collector::new(),
            performance: Performance::new(simulation.caller.clone(), simulation.seed),
            prompt_length: simulation.prompt_length,
            quirks: simulation.quirks,
            random: Pcg32::new(simulation.seed, STREAM),
            playing: None,
            doing: Doing::Nothing,
            sounding: VecDeque::new(),
            has_hung_up: false,
        }
    }

    /// Takes a command.
    pub(super) fn begin(&mut self, now: Duration, action: &Action) {
        let answer_at = now + Duration::from_millis(COMMAND_MS);
        self.doing = match (self.trouble(), action) {
            (Some(trouble), _) => trouble(answer_at),
            (None, Action::Play(prompt)) => {
                self.play(now, prompt);
                Doing::Playing(now)
            }
            (None, Action::Collect(collection)) => {
                let asked = collection.clone();
                let asked = match self.quirks.has_one_timer {
                    true => asked.with_one_timer(),
                    false => asked,
                };
                self.collector.begin(now, asked);
                if let Some(prompt) = &collection.prompt
                    && self.collector.plays_prompt()
                {
                    self.play(now, prompt);
                }
                Doing::Collecting
            }
            (None, Action::SendDigits(digits)) => {
                let count = u64::try_from(digits.len()).unwrap_or(u64::MAX);
                let sending = Duration::from_millis(count.saturating_mul(DIGIT_MS));
                Doing::Answering(answer_at + sending, Event::Done)
            }
            (None, Action::Unmask) => {
                Doing::Answering(now + Duration::from_millis(UNMASK_MS), Event::Done)
            }
            (None, Action::Stop) => self.stop(now),
            (None, _) => Doing::Answering(answer_at, Event::Done),
        };
    }

    /// When [`FarEnd::advance`] is due; none where nothing more happens of itself.
    pub(super) fn poll_timeout(&self) -> Option<Duration> {
        let answer = match self.doing {
            Doing::Answering(at, _) => Some(at),
            _ => None,
        };
        let prompt = self.playing.map(|playing| playing.until);
        // An entry that nobody waits for any more is not looked at.
        let collecting = matches!(self.doing, Doing::Collecting);
        let entry = self.collector.poll_timeout().filter(|_| collecting);
        let deed = self.performance.poll_timeout();
        let hang_up = self.has_hung_up.then_some(Duration::ZERO);
        let key = self.sounding.front().map(|(heard, _)| *heard);
        [hang_up, answer, prompt, entry, deed, key]
            .into_iter()
            .flatten()
            .min()
    }

    /// Lets all happen that is due before the flow begins; whether the caller hung up.
    pub(super) fn advance_to(&mut self, begins: Duration) -> Option<Event> {
        if begins.is_zero() {
            return None;
        }
        while let Some(due) = self.poll_timeout().filter(|due| *due <= begins) {
            if let Some(event) = self.advance(due) {
                return Some(event);
            }
        }
        None
    }

    /// Does one thing that is due by now, and tells what the session is to be told of it.
    pub(super) fn advance(&mut self, now: Duration) -> Option<Event> {
        if self.has_hung_up {
            return Some(Event::HungUp);
        }
        if let Some((_, key)) = self.sounding.pop_front_if(|(heard, _)| *heard <= now) {
            return self.heard(now, key);
        }
        match self.performance.poll_deed(now) {
            Some(Deed::Press(key, _)) => {
                let heard = heard_at(self.quirks.polls_ms.duration(), now);
                self.sounding.push_back((heard, key));
                return None;
            }
            Some(Deed::HangUp) => return Some(self.hung_up(now)),
            None => {}
        }
        if self.playing.is_some_and(|playing| playing.until <= now) {
            self.prompt_ended(now);
            self.collector.prompt_ended(now);
        }
        self.collector.tick(now);
        self.answer(now)
    }

    fn heard(&mut self, now: Duration, key: Digit) -> Option<Event> {
        self.collector.press(now, key);
        if self.playing.is_some_and(|playing| playing.interruptible) {
            self.prompt_ended(now);
        }
        self.answer(now)
    }

    fn hung_up(&mut self, now: Duration) -> Event {
        self.sounding.clear();
        self.collector.hang_up(now);
        let entry = match self.doing {
            Doing::Collecting => self.entry(),
            _ => None,
        };
        self.has_hung_up = entry.is_some_and(|entry| entry.ended != Ended::HungUp);
        entry.map_or(Event::HungUp, Event::Collected)
    }

    /// The answer to the command in flight, if it is there.
    fn answer(&mut self, now: Duration) -> Option<Event> {
        let answer = match self.doing {
            Doing::Answering(at, event) if at <= now => Some(event),
            Doing::Collecting => self.entry().map(Event::Collected),
            _ => None,
        };
        if answer.is_some() {
            self.doing = Doing::Nothing;
        }
        answer
    }

    fn entry(&mut self) -> Option<Collected> {
        let mut collected = self.collector.poll_collected()?;
        if let (true, Some(key)) = (self.quirks.leaves_terminators, collected.terminator) {
            // An entry of as many digits as there can be has no room left for it.
            let _ = collected.digits.push(key);
            collected.terminator = None;
        }
        Some(collected)
    }

    fn stop(&mut self, now: Duration) -> Doing {
        let stopped = self.doing;
        if self.playing.is_some() {
            self.prompt_ended(now);
        }
        self.collector.stop(now);
        let answer = match stopped {
            Doing::Collecting => self.entry().map_or(Event::Failed, Event::Collected),
            Doing::Playing(_) => Event::Done,
            _ => Event::Failed,
        };
        Doing::Answering(now, answer)
    }

    fn play(&mut self, now: Duration, prompt: &Prompt) {
        self.playing = Some(Playing {
            until: now + self.prompt_length.of(prompt),
            interruptible: prompt.interruptible,
        });
        self.performance.prompt_began(now);
    }

    fn prompt_ended(&mut self, now: Duration) {
        self.playing = None;
        self.performance.prompt_ended(now);
        if let Doing::Playing(since) = self.doing {
            let learnt = since + next_look(self.quirks.polls_ms.duration(), now - since);
            self.doing = Doing::Answering(learnt, Event::Done);
        }
    }

    /// Trouble with a command, for as many as the quirks say: half of it is silence.
    fn trouble(&mut self) -> Option<fn(Duration) -> Doing> {
        if self.quirks.trouble_of_256 == 0 {
            return None;
        }
        let [draw, kind, ..] = self.random.next_u32().to_le_bytes();
        let fails: fn(Duration) -> Doing = |at| Doing::Answering(at, Event::Failed);
        let silent: fn(Duration) -> Doing = |_| Doing::Silence;
        let trouble = if kind.is_multiple_of(2) {
            fails
        } else {
            silent
        };
        (draw < self.quirks.trouble_of_256).then_some(trouble)
    }
}
