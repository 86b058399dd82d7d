//! The far end's half of a collection: timers, barge-in, type-ahead, terminators.

use core::time::Duration;

use cxtone_dtmf::Digit;
use cxtone_flow::{Collected, Collection, Collector, Ended, Keys, Prompt, Timers};

const FIRST_MS: u64 = 5_000;
const INTER_MS: u64 = 2_000;
const TERMINATOR_MS: u64 = 1_000;
const TOTAL_MS: u64 = 9_000;

fn collection(terminators: &str, barge_in: bool, type_ahead: bool) -> Collection {
    let ms = |ms: u64| u32::try_from(ms).expect("valid").try_into().expect("valid");
    Collection {
        prompt: Some(Prompt {
            name: "ask".to_owned().try_into().expect("valid"),
            address: "https://prompts.example/ask.wav"
                .to_owned()
                .try_into()
                .expect("valid"),
            interruptible: barge_in,
        }),
        digits_max: 3.try_into().expect("valid"),
        terminators: Keys::try_from(terminators.to_owned()).expect("valid"),
        timers: Timers {
            first_digit_ms: ms(FIRST_MS),
            inter_digit_ms: ms(INTER_MS),
            terminator_ms: ms(TERMINATOR_MS),
            total_ms: ms(TOTAL_MS),
        },
        type_ahead,
    }
}

/// A collector whose clock moves with what is told.
struct FarEnd {
    collector: Collector,
    now: Duration,
}

impl FarEnd {
    fn new() -> Self {
        Self {
            collector: Collector::new(),
            now: Duration::ZERO,
        }
    }

    fn asking(terminators: &str) -> Self {
        let mut far_end = Self::new();
        let collection = collection(terminators, true, true);
        far_end.collector.begin(far_end.now, collection);
        far_end.collector.prompt_ended(far_end.now);
        far_end
    }

    fn press(&mut self, keys: &str) -> &mut Self {
        for key in keys.chars().filter_map(Digit::from_char) {
            self.collector.press(self.now, key);
        }
        self
    }

    fn pass(&mut self, ms: u64) -> &mut Self {
        self.now += Duration::from_millis(ms);
        self.collector.tick(self.now);
        self
    }

    fn check(&mut self, digits: &str, ended: Ended) -> Collected {
        let collected = self.collector.poll_collected().expect("an entry");
        assert_eq!(collected.digits, digits.parse().expect("valid"));
        assert_eq!(collected.ended, ended);
        assert_eq!(self.collector.poll_timeout(), None);
        collected
    }

    fn check_open(&mut self) -> &mut Self {
        assert_eq!(self.collector.poll_collected(), None);
        self
    }
}

#[test]
fn the_first_digit_has_its_own_timer() {
    let mut far_end = FarEnd::asking("");
    far_end.pass(FIRST_MS - 1).check_open();
    far_end.pass(1).check("", Ended::Timeout);
}

#[test]
fn the_inter_digit_timer_starts_again_with_each_key() {
    let mut far_end = FarEnd::asking("");
    far_end.press("1").pass(INTER_MS - 1).press("2");
    far_end.pass(INTER_MS - 1).check_open();
    far_end.pass(1).check("12", Ended::Timeout);
}

#[test]
fn the_total_timer_does_not_start_again() {
    let mut far_end = FarEnd::asking("");
    far_end.pass(FIRST_MS - 1).press("1").pass(INTER_MS - 1);
    far_end.press("2").pass(INTER_MS - 1).check_open();
    far_end.pass(TOTAL_MS).check("12", Ended::Timeout);
}

#[test]
fn no_timer_runs_while_the_prompt_plays() {
    let mut far_end = FarEnd::new();
    far_end
        .collector
        .begin(far_end.now, collection("", true, true));
    assert!(far_end.collector.plays_prompt());
    far_end.pass(TOTAL_MS * 2).check_open();
    assert_eq!(far_end.collector.poll_timeout(), None);
}

#[test]
fn as_many_digits_as_wanted_end_the_entry_and_the_next_key_is_typed_ahead() {
    let mut far_end = FarEnd::asking("");
    far_end.press("1234").check("123", Ended::Full);
    far_end
        .collector
        .begin(far_end.now, collection("", true, true));
    assert!(!far_end.collector.plays_prompt(), "it is barged in on");
    far_end.pass(INTER_MS).check("4", Ended::Timeout);
}

#[test]
fn an_entry_that_was_typed_ahead_whole_is_there_at_once() {
    let mut far_end = FarEnd::new();
    far_end.press("123");
    far_end
        .collector
        .begin(far_end.now, collection("", true, true));
    assert_eq!(far_end.collector.poll_timeout(), Some(far_end.now));
    far_end.check("123", Ended::Full);
}

#[test]
fn g13_a_terminator_ends_the_entry_and_is_reported_apart() {
    let mut far_end = FarEnd::asking("#*");
    let collected = far_end.press("12*").check("12", Ended::Terminator);
    assert_eq!(collected.terminator, Digit::from_char('*'));
    let shown = format!("{collected:?}");
    assert!(
        shown.contains("[2 digits]") && !shown.contains('*'),
        "{shown}"
    );
}

#[test]
fn after_the_last_digit_a_terminator_is_waited_for() {
    let mut far_end = FarEnd::asking("#");
    far_end.press("123").pass(TERMINATOR_MS - 1).check_open();
    far_end.press("#").check("123", Ended::Terminator);
    let mut far_end = FarEnd::asking("#");
    far_end
        .press("123")
        .pass(TERMINATOR_MS)
        .check("123", Ended::Full);
    let mut far_end = FarEnd::asking("#");
    far_end.press("1234").check("123", Ended::Full);
}

#[test]
fn barge_in_and_type_ahead_are_separate_choices() {
    let cases = [
        ((true, true), "1234", "123", "1"),
        ((true, false), "1234", "123", "none"),
        ((false, true), "1234", "123", "1"),
        ((false, false), "1234", "", "none"),
    ];
    for ((barge_in, type_ahead), keys, in_prompt, before) in cases {
        let collection = collection("", barge_in, type_ahead);
        let mut far_end = FarEnd::new();
        far_end.collector.begin(far_end.now, collection.clone());
        far_end.press(keys);
        far_end.collector.prompt_ended(far_end.now);
        far_end.pass(FIRST_MS);
        let ended = [Ended::Full, Ended::Timeout][usize::from(in_prompt.is_empty())];
        far_end.check(in_prompt, ended);

        let mut far_end = FarEnd::new();
        far_end.press("1");
        far_end.collector.begin(far_end.now, collection);
        far_end.collector.prompt_ended(far_end.now);
        far_end.pass(FIRST_MS);
        far_end.check(before.trim_matches(char::is_alphabetic), Ended::Timeout);
    }
}

#[test]
fn g13_digits_are_kept_when_the_caller_hangs_up_or_the_collection_is_stopped() {
    let mut far_end = FarEnd::asking("#");
    far_end.press("12");
    far_end.collector.hang_up(far_end.now);
    far_end.check("12", Ended::HungUp);
    let mut far_end = FarEnd::asking("#");
    far_end.press("12");
    far_end.collector.stop(far_end.now);
    far_end.check("12", Ended::Stopped);
}

#[test]
fn a_collector_shows_no_digit_in_debug() {
    let mut far_end = FarEnd::asking("");
    far_end.press("86");
    let shown = format!("{:?}", far_end.collector);
    assert!(
        shown.contains("[2 digits]") && !shown.contains("86"),
        "{shown}"
    );
}
