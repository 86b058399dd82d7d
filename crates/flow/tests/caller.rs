//! The caller script: what is read and refused, and what a performance of it does when.

use core::time::Duration;

use cxtone_flow::{Act, Answer, Caller, CallerError, Deed, Performance};

const SEED: u64 = 7;

const SCRIPT: &str = "\
answer: { after-ms: 800 }
line: { snr-db: 20 }
tone-ms: 80
gap-ms: 70
acts:
  - ends: 2
  - wait: 400
  - press: '10'
  - begins: 3
  - hang-up
";

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// All that is done by now: the keys, and `!` for hanging up.
fn done(performance: &mut Performance, now: Duration) -> String {
    let deeds = core::iter::from_fn(|| performance.poll_deed(now));
    deeds
        .map(|deed| match deed {
            Deed::Press(key, _) => key.as_char(),
            Deed::HangUp => '!',
        })
        .collect()
}

#[test]
fn a_script_is_read_from_yaml_and_from_one_line() {
    let script = Caller::parse(SCRIPT).unwrap();
    assert_eq!(script.answer, Answer::AfterMs(800.try_into().unwrap()));
    assert_eq!(script.line.snr_db.map(|snr| snr.value()), Some(20));
    let line: Caller = "ends 2, wait 400, press 10, begins 3, hang-up"
        .parse()
        .unwrap();
    assert_eq!(script.acts, line.acts);
    assert_eq!(Caller::parse("{}"), Ok(Caller::default()));
}

#[test]
fn a_script_written_as_json_is_read_again() {
    let script = Caller::parse(SCRIPT).unwrap();
    let written = serde_json::to_string(&script).unwrap();
    assert_eq!(Caller::parse(&written), Ok(script));
}

#[test]
fn what_is_no_script_is_refused_with_its_place_and_without_its_keys() {
    let rows = [
        ("acts: [press: '86x53']", "line 1, column 15: character 3"),
        ("acts: [86753: 1]", "unknown variant `[5 characters]`"),
        ("acts: [wait: 600001]", "within 0 to 600000"),
        ("line: { snr-db: 61 }", "61 dB is not within -20 to 60"),
        ("answers: busy", "unknown field `answers`"),
    ];
    for (text, expected) in rows {
        let error = Caller::parse(text).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert!(!error.contains("867") && !error.contains("86x"), "{error}");
    }
    let error = "press 1, press 86x53".parse::<Caller>().unwrap_err();
    assert_eq!(error, CallerError::NoAct { place: 2 });
}

#[test]
fn a_script_that_says_nothing_is_a_caller_who_does_nothing() {
    for text in ["", "# later\n", "{}", "~"] {
        assert_eq!(Caller::parse(text), Caller::parse("acts: []"), "{text}");
    }
}

#[test]
fn a_script_has_limits() {
    let many = format!("acts: [{}]", "hang-up, ".repeat(1_001));
    let found = 1_001;
    assert_eq!(
        Caller::parse(&many),
        Err(CallerError::TooManyActs { found })
    );
    let found = 70_000;
    let long = " ".repeat(found);
    assert_eq!(Caller::parse(&long), Err(CallerError::TooLarge { found }));
}

#[test]
fn a_performance_waits_for_prompts_and_takes_its_time_over_keys() {
    let mut performance = Performance::new(Caller::parse(SCRIPT).unwrap(), SEED);
    performance.prompt_began(ms(0));
    performance.prompt_ended(ms(1_000));
    performance.prompt_began(ms(1_000));
    assert_eq!(performance.poll_timeout(), None);
    performance.prompt_ended(ms(2_000));
    assert_eq!(performance.poll_timeout(), Some(ms(2_400)));
    assert_eq!(done(&mut performance, ms(2_399)), "");
    assert_eq!(done(&mut performance, ms(2_400)), "1");
    assert_eq!(performance.poll_timeout(), Some(ms(2_550)));
    assert_eq!(done(&mut performance, ms(9_000)), "0");
    assert_eq!(done(&mut performance, ms(9_000)), "");
    performance.prompt_began(ms(9_500));
    assert_eq!(done(&mut performance, ms(9_500)), "!");
    assert_eq!(performance.poll_timeout(), None);
}

#[test]
fn jitter_is_drawn_from_the_seed_and_stays_within_its_bound() {
    let caller = Caller {
        jitter_ms: 200.try_into().unwrap(),
        ..Caller::parse("acts: [wait: 1000, press: '1', wait: 1000, press: '2']").unwrap()
    };
    let begins = |seed| {
        Performance::new(caller.clone(), seed)
            .poll_timeout()
            .unwrap()
    };
    assert_eq!(begins(SEED), begins(SEED));
    let times: Vec<_> = (0..50).map(begins).collect();
    assert!(times.iter().all(|at| (ms(1_000)..=ms(1_200)).contains(at)));
    assert!(times.iter().any(|at| *at != times[0]));
}

#[test]
fn a_voicemail_presses_nothing_and_hangs_up() {
    let text = "{ answer: voicemail, acts: [press: '1'] }";
    let mut performance = Performance::new(Caller::parse(text).unwrap(), SEED);
    assert_eq!(done(&mut performance, ms(29_999)), "");
    assert_eq!(done(&mut performance, ms(30_000)), "!");
}

#[test]
fn a_caller_shows_no_key_in_debug() {
    let caller: Caller = "press 86753".parse().unwrap();
    let shown = format!("{caller:?} {:?}", Performance::new(caller.clone(), SEED));
    assert!(matches!(caller.acts.as_slice(), [Act::Press(_)]));
    assert!(
        shown.contains("[5 digits]") && !shown.contains("86753"),
        "{shown}"
    );
}
