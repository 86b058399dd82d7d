//! How a session ends: at its limits, by the caller, or from outside, and what it owes before.
//! What leads there is in the session.

use core::{mem, time::Duration};

use super::{Session, State, Then};
use crate::{Action, Line, Outcome, Unreached, limits::CLOSING_COMMAND_MS_MAX};

impl Session {
    /// There was no call; what has begun in one is not undone by this.
    pub(super) fn unreached(&mut self, why: Unreached) {
        if matches!(self.state, State::Before) {
            self.end(Outcome::Unreached(why));
        }
    }

    /// How the call is was not told, so nothing has begun.
    pub(super) fn failed_to_begin(&mut self) {
        self.transcript.push(self.now, Line::Failed);
        self.end(Outcome::CommandFailed(self.step()));
    }

    /// The call is over: nothing can be unmasked, nothing stopped.
    pub(super) fn hung_up(&mut self) {
        let state = mem::replace(&mut self.state, State::Between);
        self.end(match state {
            State::Command {
                then: Then::Close(outcome) | Then::Unmasked(outcome),
                ..
            } => outcome,
            State::Command {
                action: None,
                then: Then::End(Outcome::FlowHungUp),
                ..
            } => Outcome::FlowHungUp,
            _ => Outcome::CallerHungUp,
        });
    }

    /// Does whatever was due by now. Each round enters a step, which `visits` bounds, or is one of
    /// the few by which a session ends.
    pub(super) fn expire(&mut self) {
        while self.poll_timeout().is_some_and(|due| due <= self.now) {
            match mem::replace(&mut self.state, State::Between) {
                State::Command { action, then, .. } => self.unanswered(action.is_none(), then),
                State::Waiting { .. } if self.is_time_over() => self.close(Outcome::TimeOver),
                State::Waiting { next, .. } => self.go(next),
                State::Before | State::Between | State::Ended(_) => {}
            }
        }
    }

    fn unanswered(&mut self, in_flight: bool, then: Then) {
        if in_flight {
            self.transcript.push(self.now, Line::Unanswered);
        }
        match then {
            Then::Unmasked(outcome) => self.end(outcome),
            Then::Close(outcome) => self.close(outcome),
            _ => {
                let time_over = self.is_time_over();
                let outcome = if time_over {
                    Outcome::TimeOver
                } else {
                    Outcome::CommandUnanswered(self.step())
                };
                if in_flight {
                    self.stop(outcome);
                } else {
                    self.close(outcome);
                }
            }
        }
    }

    /// Ends the session as soon as nothing is in flight and the recording goes on.
    pub(super) fn close(&mut self, outcome: Outcome) {
        if matches!(self.state, State::Command { action: None, .. }) {
            self.stop(outcome);
        } else if self.masked {
            self.command_until(
                self.closing_deadline(),
                Action::Unmask,
                Then::Unmasked(outcome),
            );
        } else {
            self.end(outcome);
        }
    }

    fn stop(&mut self, outcome: Outcome) {
        let deadline = self.closing_deadline();
        self.command_until(deadline, Action::Stop, Then::Close(outcome));
    }

    fn closing_deadline(&self) -> Duration {
        let patience = Duration::from_millis(CLOSING_COMMAND_MS_MAX.into());
        self.now.saturating_add(patience)
    }

    pub(super) const fn is_closing(&self) -> bool {
        matches!(
            self.state,
            State::Command {
                then: Then::Close(_) | Then::Unmasked(_),
                ..
            }
        )
    }

    fn is_time_over(&self) -> bool {
        self.now >= self.flow.limits().call_ms.duration()
    }
}
