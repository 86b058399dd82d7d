//! One call on its way through a flow: events in, one command at a time out.
//! It has no clock: the time since the call's start comes in with every event.

mod asking;
mod closing;
mod stepping;

use core::{fmt, mem, time::Duration};
use std::sync::Arc;

use cxtone_dtmf::{Digit, Digits};
use litemap::LiteMap;

pub use asking::Judgement;

use self::asking::{Again, Asking, text};
use crate::{
    Action, Collected, Ended, Event, Flow, Line, Outcome, StepName, Transcript, Value, VariableName,
};

/// One call on its way through a flow. `Debug` shows no digit and no variable's value.
///
/// Do what [`Session::poll_action`] says, tell how it went with [`Session::handle`], and send
/// [`Event::Tick`] when the time of [`Session::poll_timeout`] has come. Times are measured from
/// the flow's start; one before the last one counts as the last one.
///
/// One command is in flight at a time. A session that has to end while one is gives it up with
/// [`Action::Stop`], and where the recording may be masked it commands [`Action::Unmask`] before
/// it ends, unless the caller has hung up. Each of the two has [`CLOSING_COMMAND_MS_MAX`].
///
/// [`CLOSING_COMMAND_MS_MAX`]: crate::limits::CLOSING_COMMAND_MS_MAX
pub struct Session {
    flow: Arc<Flow>,
    now: Duration,
    visits: u16,
    path: Vec<StepName>,
    variables: LiteMap<VariableName, Value>,
    asking: Option<Asking>,
    last: Option<Collected>,
    /// Whether `Mask` was given out and `Unmask` has not been done since.
    masked: bool,
    state: State,
    transcript: Transcript,
}

enum State {
    /// The first step is not yet entered.
    Before,
    /// Only while an event is handled.
    Between,
    /// A command is to be done, or being done.
    Command {
        action: Option<Box<Action>>,
        deadline: Duration,
        then: Then,
    },
    Waiting {
        until: Duration,
        next: Option<StepName>,
    },
    Ended(Outcome),
}

/// What follows a command.
enum Then {
    Go(Option<StepName>),
    End(Outcome),
    /// The recording is masked.
    Begin,
    Ask,
    Judge,
    /// The session is ending, once this is given up.
    Close(Outcome),
    /// The session has ended, whether the recording is unmasked or not.
    Unmasked(Outcome),
}

impl Session {
    /// Begins the flow for a call that is up.
    #[must_use]
    pub fn new(flow: Arc<Flow>) -> Self {
        Self {
            flow,
            now: Duration::ZERO,
            visits: 0,
            path: Vec::new(),
            variables: LiteMap::new(),
            asking: None,
            last: None,
            masked: false,
            state: State::Before,
            transcript: Transcript::default(),
        }
    }

    /// Takes one event that happened `now`. After the end, events change nothing; an answer that
    /// does not fit the command in flight counts as its failure.
    pub fn handle(&mut self, now: Duration, event: Event) {
        self.now = self.now.max(now);
        match (event, &self.state) {
            (Event::Unreached(why), _) => return self.unreached(why),
            (Event::Failed, State::Before) => return self.failed_to_begin(),
            (Event::HungUp, State::Before) => return self.end(Outcome::CallerHungUp),
            _ => {}
        }
        self.start();
        self.expire();
        if self.outcome().is_some() {
            return;
        }
        match event {
            Event::Done | Event::Collected(_) | Event::Failed => self.answered(event),
            Event::HungUp => self.hung_up(),
            Event::Cancelled if !self.is_closing() => self.close(Outcome::Cancelled),
            Event::Cancelled | Event::Unreached(_) | Event::Tick => {}
        }
        self.expire();
    }

    /// The next command, once. None while one is in flight, but for [`Action::Stop`], and none
    /// after the end.
    pub fn poll_action(&mut self) -> Option<Action> {
        self.start();
        let State::Command { action, .. } = &mut self.state else {
            return None;
        };
        let action = *action.take()?;
        self.masked |= action == Action::Mask;
        self.transcript.push(self.now, Line::commanded(&action));
        Some(action)
    }

    /// When [`Event::Tick`] is due at the latest; none after the end.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Duration> {
        let over = self.flow.limits().call_ms.duration();
        match &self.state {
            State::Before => Some(Duration::ZERO),
            State::Between | State::Ended(_) => None,
            State::Command { deadline, .. } if self.is_closing() => Some(*deadline),
            State::Command { deadline, .. } => Some(over.min(*deadline)),
            State::Waiting { until, .. } => Some(over.min(*until)),
        }
    }

    /// How the flow ended, once it has.
    #[must_use]
    pub const fn outcome(&self) -> Option<&Outcome> {
        match &self.state {
            State::Ended(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// The steps entered, in order.
    #[must_use]
    pub fn path(&self) -> &[StepName] {
        &self.path
    }

    /// What has happened so far.
    #[must_use]
    pub const fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// The digits of the last entry, also of one that is not complete, without its terminator.
    /// None from the beginning of a step that asks to its first entry, and none of a sensitive
    /// step.
    #[must_use]
    pub fn digits(&self) -> Digits {
        self.last.map(|last| last.digits).unwrap_or_default()
    }

    /// The key that ended the last entry, if one did; none of a sensitive step.
    #[must_use]
    pub fn terminator(&self) -> Option<Digit> {
        self.last.and_then(|last| last.terminator)
    }

    fn ask(&mut self) {
        let Some(Asking { ask, .. }) = &self.asking else {
            return self.finish();
        };
        let Some(address) = self.flow.prompt(&ask.prompt).cloned() else {
            return self.finish();
        };
        let collection = ask.collection(address);
        let listening = collection.timers.total_ms.duration();
        let deadline = self.deadline().saturating_add(listening);
        self.command_until(deadline, Action::Collect(collection), Then::Judge);
    }

    fn judge(&mut self, collected: Collected) {
        let Some(asking) = &mut self.asking else {
            return self.finish();
        };
        let ask = &asking.ask;
        let collected = ask.parted(collected);
        let judged = ask.judge(&collected);
        let judgement = judged.as_ref().map_or_else(|it| *it, |_| Judgement::Match);
        self.transcript.push(self.now, Line::Judged(judgement));
        match judged {
            Ok(next) => {
                let value = Value::try_from(text(&collected.digits)).ok();
                if let (Some(variable), Some(value)) = (&ask.into, value) {
                    self.variables.insert(variable.clone(), value);
                }
                self.leave(next);
            }
            Err(judgement) => match asking.failed(judgement) {
                Again::Leave(next) => self.leave(next),
                Again::After(prompt) => self.play(&prompt, false, Then::Ask),
                Again::AtOnce => self.ask(),
            },
        }
    }

    /// Keeps an entry, as far as the step allows.
    fn keep(&mut self, collected: Collected) -> Collected {
        let ask = self.asking.as_ref().map(|asking| &asking.ask);
        let sensitive = ask.is_none_or(|ask| ask.sensitive);
        let collected = ask.map_or(collected, |ask| ask.parted(collected));
        self.last = (!sensitive).then_some(collected);
        self.transcript.push(self.now, Line::collected(&collected));
        collected
    }

    fn leave(&mut self, next: StepName) {
        if self.masked {
            self.command(Action::Unmask, Then::Go(Some(next)));
        } else {
            self.go(Some(next));
        }
    }

    fn command(&mut self, action: Action, then: Then) {
        self.command_until(self.deadline(), action, then);
    }

    fn command_until(&mut self, deadline: Duration, action: Action, then: Then) {
        let action = Some(Box::new(action));
        self.state = State::Command {
            action,
            deadline,
            then,
        };
    }

    fn deadline(&self) -> Duration {
        let patience = self.flow.limits().command_ms.duration();
        self.now.saturating_add(patience)
    }

    fn answered(&mut self, event: Event) {
        // What is not yet given out cannot be answered; what is to be stopped still can.
        let answerable = match &self.state {
            State::Command { action, .. } => action.as_deref().is_none_or(|it| *it == Action::Stop),
            _ => false,
        };
        if !answerable {
            return;
        }
        let State::Command { then, .. } = mem::replace(&mut self.state, State::Between) else {
            return;
        };
        match (event, then) {
            (Event::Collected(collected), then @ (Then::Judge | Then::Close(_))) => {
                self.collected(collected, then);
            }
            (Event::Done, then) => {
                self.transcript.push(self.now, Line::Done);
                self.done(then);
            }
            (_, then) => {
                self.transcript.push(self.now, Line::Failed);
                self.failed(then);
            }
        }
    }

    fn collected(&mut self, collected: Collected, then: Then) {
        let collected = self.keep(collected);
        match then {
            Then::Close(outcome) if collected.ended != Ended::HungUp => self.close(outcome),
            Then::Close(outcome) => self.end(outcome),
            _ if collected.ended == Ended::HungUp => self.end(Outcome::CallerHungUp),
            _ => self.judge(collected),
        }
    }

    fn done(&mut self, then: Then) {
        match then {
            Then::Go(next) => {
                self.masked = false;
                self.go(next);
            }
            Then::Begin | Then::Ask => self.ask(),
            Then::Judge => self.failed(then),
            Then::Close(outcome) => self.close(outcome),
            Then::End(outcome) | Then::Unmasked(outcome) => self.end(outcome),
        }
    }

    fn failed(&mut self, then: Then) {
        let step = self.step();
        match then {
            Then::Begin => self.close(Outcome::MaskFailed(step)),
            Then::Close(outcome) => self.close(outcome),
            Then::Unmasked(outcome) => self.end(outcome),
            Then::Go(_) | Then::End(_) | Then::Ask | Then::Judge => {
                self.close(Outcome::CommandFailed(step));
            }
        }
    }

    fn step(&self) -> StepName {
        self.path
            .last()
            .unwrap_or_else(|| self.flow.start())
            .clone()
    }

    fn finish(&mut self) {
        self.close(Outcome::Finished(self.step()));
    }

    fn end(&mut self, outcome: Outcome) {
        self.transcript.push(self.now, Line::Ended(outcome.clone()));
        self.state = State::Ended(outcome);
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Session")
            .field("now", &self.now)
            .field("path", &self.path)
            .field("last", &self.last)
            .field("outcome", &self.outcome())
            .finish_non_exhaustive()
    }
}
