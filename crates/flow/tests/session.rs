//! A call on its way through a flow: prompts, entries, limits and ends, step by step.

use core::time::Duration;
use std::sync::Arc;

use cxtone_dtmf::Digit;
use cxtone_flow::{
    Action, Collected, Ended, Event, Flow, Judgement, Line, Outcome, Session, Unreached,
};

const OUTBOUND_CODE: &str = include_str!("../../../fixtures/flows/outbound-code.yaml");

/// How long every command takes here.
const COMMAND_MS: u64 = 1_000;

/// Drives a call: commands take their time and succeed, entries are told in order.
struct Call {
    session: Session,
    now_ms: u64,
    done: Vec<String>,
}

impl Call {
    fn new(text: &str) -> Self {
        let session = Session::new(Arc::new(Flow::parse(text).expect("a flow")));
        Self {
            session,
            now_ms: 0,
            done: Vec::new(),
        }
    }

    fn tell(&mut self, event: Event) -> &mut Self {
        let now = Duration::from_millis(self.now_ms);
        self.session.handle(now, event);
        self
    }

    /// The next command, which stays in flight.
    fn take(&mut self) -> Option<Action> {
        let action = self.session.poll_action()?;
        assert_eq!(self.session.poll_action(), None, "one command at a time");
        self.done.push(match &action {
            Action::Play(prompt) => prompt.name.to_string(),
            Action::Collect(collection) => {
                let prompt = collection.prompt.as_ref();
                format!("{}?", prompt.expect("a prompt").name)
            }
            other => format!("{other:?}").to_lowercase(),
        });
        Some(action)
    }

    /// Lets commands succeed until one collects, or there is none.
    fn settle(&mut self) -> &mut Self {
        while let Some(action) = self.take() {
            if matches!(action, Action::Collect(_)) {
                break;
            }
            self.now_ms += COMMAND_MS;
            self.tell(Event::Done);
        }
        self
    }

    /// Lets the entry be collected as it is written here, then settles.
    fn enter(&mut self, digits: &str, ended: Ended) -> &mut Self {
        self.now_ms += COMMAND_MS;
        self.tell(Event::Collected(collected(digits, ended)))
            .settle()
    }

    fn pass(&mut self, ms: u64) -> &mut Self {
        self.now_ms += ms;
        self.tell(Event::Tick)
    }

    fn check(&self, done: &[&str], outcome: &str) {
        assert_eq!(self.done, done);
        let found = self.session.outcome().map(ToString::to_string);
        assert_eq!(found.as_deref().unwrap_or("none"), outcome);
    }
}

fn collected(digits: &str, ended: Ended) -> Collected {
    Collected {
        digits: digits.parse().expect("digits"),
        terminator: None,
        ended,
    }
}

/// A flow of one collection with these lines in it, where everything ends in a step's name.
fn collecting(lines: &str) -> String {
    format!(
        "start: code\nprompts: {{ ask: ask, again: again }}\nsteps:\n  code:\n    collect:\n      \
         into: code\n      prompt: ask\n      digits-max: 3\n      {lines}\n      next: taken\n      \
         no-input: {{ maximum: 1, next: silent }}\n      no-match: {{ maximum: 1, next: wrong }}\n  \
         taken: {{ wait: {{ wait-ms: 0 }} }}\n  silent: {{ wait: {{ wait-ms: 0 }} }}\n  \
         wrong: {{ wait: {{ wait-ms: 0 }} }}\n"
    )
}

#[test]
fn the_go_sources_flow_goes_by_the_code() {
    for (code, last) in [("100", "success"), ("000", "agent")] {
        let mut call = Call::new(OUTBOUND_CODE);
        call.settle().enter(code, Ended::Full);
        let outcome = format!("finished in {last}");
        call.check(&["greeting", "enter-code?", last], &outcome);
    }
}

#[test]
fn silence_is_told_apart_from_a_wrong_code() {
    let mut call = Call::new(OUTBOUND_CODE);
    call.settle().enter("", Ended::Timeout);
    let done = ["greeting", "enter-code?", "timeout"];
    call.check(&done, "finished in timeout");
}

#[test]
fn g12_a_wrong_code_has_three_attempts_and_the_greeting_is_not_replayed() {
    let mut call = Call::new(OUTBOUND_CODE);
    call.settle();
    for _ in 0..3 {
        call.enter("999", Ended::Full);
    }
    let (asked, invalid) = ("enter-code?", "invalid");
    let done = ["greeting", asked, invalid, asked, invalid, asked, invalid];
    call.check(&done, "finished in invalid");
}

#[test]
fn g11_after_the_caller_has_hung_up_there_is_no_command() {
    let hang_ups = [
        Event::HungUp,
        Event::Collected(collected("99", Ended::HungUp)),
    ];
    for hung_up in hang_ups {
        let mut call = Call::new(OUTBOUND_CODE);
        call.settle().tell(hung_up);
        for event in [Event::Done, Event::Tick, Event::Cancelled] {
            assert_eq!(call.tell(event).session.poll_action(), None);
        }
        call.check(&["greeting", "enter-code?"], "caller-hung-up");
        assert_eq!(call.session.poll_timeout(), None);
    }
}

#[test]
fn g13_partial_digits_are_kept_when_the_caller_hangs_up_or_is_too_slow() {
    for ended in [Ended::HungUp, Ended::Timeout, Ended::Stopped] {
        let mut call = Call::new(OUTBOUND_CODE);
        call.settle().enter("99", ended);
        assert_eq!(call.session.digits().len(), 2, "{ended:?}");
    }
}

#[test]
fn g13_a_terminator_is_apart_even_where_the_far_end_leaves_it_in() {
    let mut call = Call::new(&collecting("terminators: '#'"));
    call.settle().enter("12#", Ended::Terminator);
    call.check(&["ask?"], "finished in taken");
    assert_eq!(call.session.digits(), "12".parse().unwrap());
    assert_eq!(call.session.terminator(), Digit::from_char('#'));
}

#[test]
fn too_few_and_too_many_digits_are_no_match() {
    for digits in ["12", "1234"] {
        let mut call = Call::new(&collecting("digits-min: 3"));
        call.settle().enter(digits, Ended::Timeout).pass(0);
        call.check(&["ask?"], "finished in wrong");
        let judged = Line::Judged(Judgement::NoMatch);
        assert!(
            call.session
                .transcript()
                .lines()
                .any(|line| *line == judged)
        );
    }
}

#[test]
fn a_sensitive_step_is_masked_and_its_digits_are_kept_nowhere() {
    let mut call = Call::new(&collecting("sensitive: true"));
    call.settle().enter("867", Ended::Full).pass(0);
    call.check(&["mask", "ask?", "unmask"], "finished in taken");
    assert!(call.session.digits().is_empty());
    let shown = call.session.transcript().to_string();
    assert!(
        shown.contains("[3 digits]") && !shown.contains("867"),
        "{shown}"
    );
}

#[test]
fn a_step_that_cannot_be_masked_is_not_begun() {
    let mut call = Call::new(&collecting("sensitive: true"));
    assert_eq!(call.take(), Some(Action::Mask));
    // The refusal may have come after the deed, so recording is made sure of.
    call.tell(Event::Failed).settle();
    call.check(&["mask", "unmask"], "mask-failed in code");
}

#[test]
fn a_masked_step_that_ends_early_is_unmasked_while_the_call_is_up() {
    type Ending = fn(&mut Call) -> &mut Call;
    let endings: [(Ending, &[&str], &str); 5] = [
        (
            |call| call.tell(Event::Failed),
            &["unmask"],
            "command-failed in code",
        ),
        (
            |call| call.tell(Event::Cancelled),
            &["stop", "unmask"],
            "cancelled",
        ),
        (
            |call| call.pass(150_000),
            &["stop", "unmask"],
            "command-unanswered in code",
        ),
        (
            |call| call.pass(1_800_000),
            &["stop", "unmask"],
            "time-over",
        ),
        (|call| call.tell(Event::HungUp), &[], "caller-hung-up"),
    ];
    for (ending, closing, outcome) in endings {
        let mut call = Call::new(&collecting("sensitive: true"));
        ending(call.settle()).settle();
        call.check(&[&["mask", "ask?"], closing].concat(), outcome);
    }
}

#[test]
fn what_is_not_answered_on_the_way_out_is_not_waited_for() {
    let mut call = Call::new(&collecting("sensitive: true"));
    call.settle().tell(Event::Cancelled);
    for action in [Action::Stop, Action::Unmask] {
        assert_eq!(call.take(), Some(action));
        call.pass(9_999);
        assert_eq!(call.session.outcome(), None);
        call.pass(1);
    }
    assert_eq!(call.session.outcome(), Some(&Outcome::Cancelled));
}

#[test]
fn the_entry_of_a_stopped_collection_is_kept() {
    let mut call = Call::new(&collecting(""));
    call.settle().tell(Event::Cancelled);
    assert_eq!(call.take(), Some(Action::Stop));
    call.enter("12", Ended::Stopped);
    call.check(&["ask?", "stop"], "cancelled");
    assert_eq!(call.session.digits().len(), 2);
}

#[test]
fn a_loop_ends_at_the_limit_of_visits_and_an_unanswered_command_at_its_own() {
    let text = "start: a\nsteps: { a: { wait: { wait-ms: 0, next: a } } }";
    let mut call = Call::new(text);
    call.pass(0).check(&[], "visits-over");
    assert_eq!(call.session.path().len(), 100);
    let mut call = Call::new(OUTBOUND_CODE);
    assert!(call.take().is_some());
    call.pass(120_000).settle();
    let done = ["greeting", "stop"];
    call.check(&done, "command-unanswered in greeting");
}

#[test]
fn a_caller_who_is_not_reached_is_an_outcome() {
    let mut call = Call::new(OUTBOUND_CODE);
    call.tell(Event::Unreached(Unreached::Busy)).settle();
    call.check(&[], "busy");
}

#[test]
fn a_call_of_which_nothing_is_told_begins_nothing() {
    let mut call = Call::new(OUTBOUND_CODE);
    call.tell(Event::Failed).settle();
    call.check(&[], "command-failed in greeting");
}

#[test]
fn an_answer_that_does_not_fit_is_a_failure_and_one_to_nothing_is_not_heard() {
    let mut call = Call::new(OUTBOUND_CODE);
    call.tell(Event::Done);
    assert!(matches!(call.take(), Some(Action::Play(_))));
    call.tell(Event::Collected(collected("1", Ended::Full)));
    call.check(&["greeting"], "command-failed in greeting");
}

#[test]
fn neither_a_session_nor_its_transcript_show_digits_in_debug() {
    let mut call = Call::new(&collecting(""));
    call.settle().enter("867", Ended::Full);
    let transcript = call.session.transcript();
    let shown = format!("{:?} {transcript:?} {transcript}", call.session);
    assert!(
        shown.contains("[3 digits]") && !shown.contains("867"),
        "{shown}"
    );
}
