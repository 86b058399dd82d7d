//! What must hold of every simulated call, judged from what passes between session and far end.
//! It does not ask the session, but for its path and its last digits in the end.

use core::time::Duration;

use cxtone_flow::{
    Action, Collected, Collection, Ended, Event, Flow, Happening, Line, Outcome, Simulated, Step,
    limits::CLOSING_COMMAND_MS_MAX,
};

use super::drawn::SECRET;

/// Who gives up a command has so long for it; who ends has it twice.
const CLOSING: Duration = Duration::from_millis(CLOSING_COMMAND_MS_MAX as u64);

/// Watches one call.
#[derive(Default)]
pub(super) struct Watch {
    in_flight: Option<Flying>,
    recording: Recording,
    hung_up: bool,
    collection: Option<Collection>,
    collected: Option<Collected>,
    findings: Vec<String>,
}

#[derive(Clone, Copy)]
struct Flying {
    is_mask: bool,
    is_unmask: bool,
    stopped_at: Option<Duration>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Recording {
    #[default]
    On,
    /// It may be masked.
    Doubtful,
    Masked,
}

impl Watch {
    /// Takes what happens.
    pub(super) fn see(&mut self, now: Duration, happening: &Happening<'_>) {
        match happening {
            Happening::Commanded(action) => self.commanded(now, action),
            Happening::Told(event) => self.told(event),
            _ => {}
        }
    }

    /// All that must not have happened and did.
    pub(super) fn findings(mut self, flow: &Flow, simulated: &Simulated) -> Vec<String> {
        let session = &simulated.session;
        let limits = flow.limits();
        let Some(outcome) = session.outcome() else {
            self.find("it did not end");
            return self.findings;
        };
        if simulated.ended_at > limits.call_ms.duration() + 2 * CLOSING {
            self.find("it took longer than its limit");
        }
        if session.path().len() > usize::from(limits.visits.value()) {
            self.find("it entered more steps than its limit");
        }
        if self.recording != Recording::On && !self.hung_up {
            self.find("the call is up and its recording stays masked");
        }
        if self.hung_up && !may_follow_a_hang_up(outcome) {
            self.find("the caller had hung up, and the outcome is another");
        }
        self.attempts(flow, simulated);
        self.digits(simulated);
        self.findings
    }

    fn commanded(&mut self, now: Duration, action: &Action) {
        if self.hung_up {
            self.find("a command after the caller hung up");
        }
        let given_up = |flying: Flying| flying.stopped_at.is_some_and(|at| now >= at + CLOSING);
        match (&mut self.in_flight, action) {
            (Some(flying), Action::Stop) if flying.stopped_at.is_none() => {
                flying.stopped_at = Some(now);
                return;
            }
            (None, Action::Stop) => self.find("nothing is in flight and it is stopped"),
            (Some(flying), _) if !given_up(*flying) => self.find("two commands in flight"),
            _ => {}
        }
        self.in_flight = Some(Flying {
            is_mask: *action == Action::Mask,
            is_unmask: *action == Action::Unmask,
            stopped_at: None,
        });
        match action {
            Action::Mask => {
                self.recording = Recording::Doubtful;
                // A step begins that asks, so the digits of the one before are not told any more.
                self.collection = None;
            }
            // Whether it succeeds is not the session's to decide.
            Action::Unmask => self.recording = Recording::On,
            Action::Play(prompt) => self.prompt(prompt.name.as_str()),
            Action::Collect(collection) => {
                let name = collection
                    .prompt
                    .as_ref()
                    .map(|prompt| prompt.name.as_str());
                self.prompt(name.unwrap_or_default());
                self.collection = Some(collection.clone());
                self.collected = None;
            }
            _ => {}
        }
    }

    fn prompt(&mut self, name: &str) {
        let secret = name.starts_with(SECRET);
        if secret && self.recording != Recording::Masked {
            self.find("a sensitive step is not masked");
        }
        if !secret && self.recording != Recording::On {
            self.find("what is not sensitive is masked");
        }
    }

    fn told(&mut self, event: &Event) {
        match event {
            Event::Done | Event::Failed | Event::Collected(_) => {
                let flying = self.in_flight.take();
                let masked = flying.is_some_and(|flying| flying.is_mask && *event == Event::Done);
                if masked {
                    self.recording = Recording::Masked;
                }
                let stays = flying.is_some_and(|it| it.is_unmask && it.stopped_at.is_some());
                if stays {
                    self.recording = Recording::Doubtful;
                }
            }
            _ => {}
        }
        if let Event::Collected(collected) = event {
            self.collected = Some(*collected);
            self.hung_up |= collected.ended == Ended::HungUp;
        }
        self.hung_up |= *event == Event::HungUp;
    }

    /// In one visit of a step no more is asked than its maxima allow.
    fn attempts(&mut self, flow: &Flow, simulated: &Simulated) {
        let (mut allowed, mut asked) = (0_usize, 0_usize);
        for line in simulated.session.transcript().lines() {
            match line {
                Line::Step(name) => {
                    asked = 0;
                    allowed = flow.steps().get(name).map_or(0, attempts_max);
                }
                Line::Collect(_) => {
                    asked += 1;
                    if asked > allowed {
                        self.find("it asked more often than it may");
                    }
                }
                _ => {}
            }
        }
    }

    /// The last digits are those collected, without a terminator, and none where they are secret.
    fn digits(&mut self, simulated: &Simulated) {
        let digits = simulated.session.digits();
        let Some(collection) = self.collection.take() else {
            return;
        };
        if digits
            .iter()
            .any(|key| collection.terminators.contains(key))
        {
            self.find("a terminator is in the digits");
        }
        let prompt = collection.prompt.as_ref();
        let secret = prompt.is_some_and(|prompt| prompt.name.as_str().starts_with(SECRET));
        if secret && !digits.is_empty() {
            self.find("digits of a sensitive step are kept");
        }
        if let (false, Some(collected)) = (secret, self.collected)
            && collected.without_terminator(&collection.terminators).digits != digits
        {
            self.find("digits that were collected are lost");
        }
    }

    fn find(&mut self, finding: &str) {
        self.findings.push(finding.to_owned());
    }
}

fn attempts_max(step: &Step) -> usize {
    let (no_input, no_match) = match step {
        Step::Collect(step) => (&step.no_input, &step.no_match),
        Step::Menu(step) => (&step.no_input, &step.no_match),
        _ => return 0,
    };
    usize::from(no_input.maximum.value()) + usize::from(no_match.maximum.value()) - 1
}

/// A flow that is on its way out keeps the outcome that it has.
const fn may_follow_a_hang_up(outcome: &Outcome) -> bool {
    !matches!(
        outcome,
        Outcome::Finished(_) | Outcome::Transferred | Outcome::Unreached(_)
    )
}
