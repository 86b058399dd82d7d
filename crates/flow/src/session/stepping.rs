//! From step to step: what a session does when it enters one.
//! What follows a command or an entry is in the session.

use std::sync::Arc;

use super::{
    Session, State, Then,
    asking::{Ask, Asking},
};
use crate::{Action, Line, Outcome, Prompt, PromptName, Step, StepName};

impl Session {
    /// Enters the first step, once.
    pub(super) fn start(&mut self) {
        if matches!(self.state, State::Before) {
            self.state = State::Between;
            self.go(Some(self.flow.start().clone()));
        }
    }

    pub(super) fn go(&mut self, next: Option<StepName>) {
        let mut next = next;
        while let Some(name) = next.take() {
            if self.visits >= self.flow.limits().visits.value() {
                return self.close(Outcome::VisitsOver);
            }
            self.visits += 1;
            self.path.push(name.clone());
            self.transcript.push(self.now, Line::Step(name.clone()));
            let flow = Arc::clone(&self.flow);
            match flow.steps().get(&name) {
                Some(Step::Set(set)) => {
                    self.variables
                        .insert(set.variable.clone(), set.value.clone());
                    next.clone_from(&set.next);
                }
                Some(Step::Branch(branch)) => {
                    let value = self.variables.get(&branch.variable);
                    let case = branch.cases.iter().find(|case| Some(&case.equals) == value);
                    next = Some(case.map_or(&branch.otherwise, |case| &case.next).clone());
                }
                Some(step) => return self.enter(step),
                None => break,
            }
        }
        self.finish();
    }

    fn enter(&mut self, step: &Step) {
        match step {
            Step::Play(play) => {
                self.play(&play.prompt, play.barge_in, Then::Go(play.next.clone()));
            }
            Step::Collect(collect) => self.begin(Ask::from(&**collect)),
            Step::Menu(menu) => self.begin(Ask::from(&**menu)),
            Step::SendDigits(send) => {
                let action = Action::SendDigits(*send.digits.digits());
                self.command(action, Then::Go(send.next.clone()));
            }
            Step::Wait(wait) => {
                let until = self.now.saturating_add(wait.wait_ms.duration());
                self.state = State::Waiting {
                    until,
                    next: wait.next.clone(),
                };
            }
            Step::Transfer(transfer) => {
                let action = Action::Transfer(transfer.target.clone());
                self.command(action, Then::End(Outcome::Transferred));
            }
            Step::HangUp(_) => self.command(Action::HangUp, Then::End(Outcome::FlowHungUp)),
            Step::Set(_) | Step::Branch(_) => {}
        }
    }

    fn begin(&mut self, ask: Ask) {
        let sensitive = ask.sensitive;
        self.asking = Some(Asking::new(ask));
        self.last = None;
        if sensitive {
            self.command(Action::Mask, Then::Begin);
        } else {
            self.ask();
        }
    }

    pub(super) fn play(&mut self, name: &PromptName, interruptible: bool, then: Then) {
        match self.flow.prompt(name).cloned() {
            Some(address) => {
                let name = name.clone();
                let prompt = Prompt {
                    name,
                    address,
                    interruptible,
                };
                self.command(Action::Play(prompt), then);
            }
            None => self.finish(),
        }
    }
}
