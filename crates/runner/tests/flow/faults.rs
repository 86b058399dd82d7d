//! Trouble at each command of the Go flow: a typed outcome, nothing sent twice, nothing after the
//! end.

use cxtone_dialect::EntryEnd;
use cxtone_runner::{CommandFailure, FlowRunner};

use crate::far_end::{FarEnd, MemoryLog, Turn, run, run_with};

/// The turns of a call with one wrong code and then the right one, and the step of each.
const CALL: [(Turn, &str); 5] = [
    (Turn::Keys("", EntryEnd::Timeout), "greeting"),
    (Turn::Keys("123", EntryEnd::Full), "code"),
    (Turn::Keys("", EntryEnd::Timeout), "code"),
    (Turn::Keys("100", EntryEnd::Full), "code"),
    (Turn::Keys("", EntryEnd::Timeout), "success"),
];

#[tokio::test(start_paused = true)]
async fn g11_trouble_with_any_command_ends_the_flow_there_and_is_told() {
    for (index, (_, step)) in CALL.iter().enumerate() {
        for (trouble, outcome) in [
            (Turn::Refused, "command-failed"),
            (Turn::Lost, "command-failed"),
            (Turn::Silent, "command-unanswered"),
            (Turn::HangsUp, "caller-hung-up"),
        ] {
            let mut turns: Vec<Turn> = CALL.iter().map(|(turn, _)| *turn).collect();
            turns[index] = trouble;
            let far_end = FarEnd::new(&turns);
            let report = run(&far_end).await;
            let place = format!("{trouble:?} at {index}");
            assert_eq!(report.outcome.as_str(), outcome, "{place}");
            let named = report.outcome.step().map(ToString::to_string);
            let expected = (trouble != Turn::HangsUp).then(|| (*step).to_owned());
            assert_eq!(named, expected, "{place}");
            // Each command once, and none after the one in trouble.
            assert_eq!(far_end.seen().len(), index + 1, "{place}");
            let ambiguous = report.failure.is_some_and(|failure| failure.is_ambiguous());
            let expected = matches!(trouble, Turn::Lost | Turn::Silent);
            assert_eq!(ambiguous, expected, "{place}");
            let kept = if index < 2 { 0 } else { 3 };
            if trouble != Turn::HangsUp {
                assert_eq!(report.digits.len(), kept, "{place}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_sent_that_cannot_be_written_down_first() {
    for (records, sent) in [(0, 0), (2, 1), (4, 2)] {
        let far_end = FarEnd::new(&CALL.map(|(turn, _)| turn));
        let log = MemoryLog::failing_from(records);
        let report = run_with(&FlowRunner::new(far_end.clone()).log(log)).await;
        assert!(matches!(report.failure, Some(CommandFailure::NotLogged(_))));
        assert_eq!(far_end.seen().len(), sent);
    }
}

#[tokio::test(start_paused = true)]
async fn a_record_that_is_lost_afterwards_is_told() {
    let far_end = FarEnd::new(&[]);
    let log = MemoryLog::failing_from(1);
    let report = run_with(&FlowRunner::new(far_end).log(log)).await;
    assert!(report.log_trouble.is_some());
}
