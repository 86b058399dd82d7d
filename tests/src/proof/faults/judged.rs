//! What must hold of a call under faults, each rule a function from the ended call to its findings.
//! The truth is the emulator's: which requests it executed, and what its ear heard.

use cxtone_audit::{Outcome, Record};
use cxtone_runner::{Delivered, Failure, Settlement};

use super::{
    call::{Ended, Ending},
    network::{Posted, Saw},
    tally::Tally,
};

/// How the injections ended, and all that must not have happened.
pub(in crate::proof) fn judge(ended: &Ended) -> (Tally, Vec<String>) {
    let mut tally = Tally::default();
    let mut findings = of_the_call(ended);
    for ending in &ended.endings {
        let name = name(ending);
        tally.count(&name);
        let told = |finding: String| format!("{name}, {}: {finding}", story(ended, ending));
        findings.extend(of_one(ended, ending).into_iter().map(told));
    }
    (tally, findings)
}

/// The name of an ending, and of how it was settled.
fn name(ending: &Ending) -> String {
    let (name, settlement) = match &ending.result {
        Ok(report) => {
            let name = match &report.outcome {
                Delivered::Answered(delivery) if delivery.accepted => "accepted",
                Delivered::Answered(_) => "delivered",
                Delivered::Heard(_) => "delivered as heard",
            };
            (name, report.settlement.as_ref())
        }
        Err(Failure::Failed(failed)) => {
            let name = match &failed.audit.outcome {
                Outcome::Ambiguous(_) => "ambiguous",
                Outcome::Failed(failure) => failure.kind,
                _ => "a failure that was none",
            };
            (name, failed.settlement.as_ref())
        }
        Err(Failure::Cancelled) => ("cancelled while waiting", None),
        Err(_) => ("no outcome", None),
    };
    match settlement {
        Some(settlement) => format!("{name} ({})", settlement.as_str()),
        None => name.to_owned(),
    }
}

/// What went on, for whoever looks into a failure. Its digits are made up.
fn story(ended: &Ended, ending: &Ending) -> String {
    let digits = &ending.drawn.digits;
    let posted: Vec<String> = requests(ended, ending)
        .map(|(posted, executed)| format!("{} {:?} executed: {executed}", posted.fault, posted.saw))
        .collect();
    format!(
        "{digits} as {} in a call that heard {:?}, requests {posted:?}, {}",
        ending.drawn.dtmf_type,
        ended.heard,
        match &ending.result {
            Ok(report) => format!("{:?}", report.settlement),
            Err(failure) => failure.to_string(),
        }
    )
}

/// The requests of one injection, and whether the far end executed them.
fn requests<'a>(ended: &'a Ended, ending: &'a Ending) -> impl Iterator<Item = (&'a Posted, bool)> {
    let mut commands = ended.commands.iter();
    let requests = ended.posted.iter().map(move |posted| {
        let command = posted.arrived.then(|| commands.next()).flatten();
        (posted, command.is_some_and(|(executed, _)| *executed))
    });
    requests.filter(|(posted, _)| posted.digits == ending.drawn.digits)
}

fn of_the_call(ended: &Ended) -> Vec<String> {
    let mut findings = Vec::new();
    for digit in ended.heard.chars() {
        if ended.heard.matches(digit).count() > 1 {
            findings.push(format!("a digit was heard twice: {:?}", ended.heard));
            break;
        }
    }
    if ended.commands.iter().any(|(_, overlaps)| *overlaps) {
        findings.push("two injections played at one time".to_owned());
    }
    let arrived = ended.posted.iter().filter(|posted| posted.arrived).count();
    if ended.commands.len() != arrived {
        let noted = ended.commands.len();
        findings.push(format!("{arrived} requests arrived and {noted} were noted"));
    }
    if ended.calls_locked > 0 {
        findings.push("the call is locked for ever".to_owned());
    }
    findings.extend(of_the_log(ended));
    findings
}

/// Each send is written down before and after.
fn of_the_log(ended: &Ended) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    for record in &ended.records {
        let id = record.subject().injection_id().as_str();
        match record {
            Record::Intended(_) if open.contains(&id) => {
                return Some("a second intention without an observation".to_owned());
            }
            Record::Intended(_) => open.push(id),
            _ => open.retain(|other| *other != id),
        }
    }
    (!open.is_empty()).then(|| format!("{} intentions were never observed", open.len()))
}

fn of_one(ended: &Ended, ending: &Ending) -> Vec<String> {
    let digits = &ending.drawn.digits;
    let heard = digits.chars().filter(|digit| ended.heard.contains(*digit));
    let heard = heard.count();
    let (all, none) = (heard == digits.chars().count(), heard == 0);
    let executed = requests(ended, ending).filter(|(_, executed)| *executed);
    let executed = executed.count();
    let rules = match &ending.result {
        Ok(report) => match &report.outcome {
            Delivered::Heard(_) => vec![(all, "said to be heard, and it was not")],
            Delivered::Answered(_) => vec![
                (executed > 0, "delivered, and nothing was executed"),
                (
                    all || !ended.drawn.line_is_good,
                    "delivered over a good line, and not heard",
                ),
            ],
        },
        Err(failure) if failure.is_ambiguous() => ambiguous(ended, ending, failure, all, none),
        Err(Failure::Interrupted) => vec![(false, "it has no outcome")],
        Err(_) => vec![
            (none, "said not to be played, and it was heard"),
            (
                executed == 0 || was_settled(ending) || !ended.drawn.line_is_good,
                "said not to be played, and it was executed",
            ),
        ],
    };
    let broken = rules.into_iter().filter(|(holds, _)| !holds);
    broken.map(|(_, finding)| finding.to_owned()).collect()
}

/// An ambiguous outcome is real where the client could not know, and listening could not either.
fn ambiguous(
    ended: &Ended,
    ending: &Ending,
    failure: &Failure,
    all: bool,
    none: bool,
) -> Vec<(bool, &'static str)> {
    let last = requests(ended, ending).last();
    let unknowable = last.is_none_or(|(posted, _)| match posted.saw {
        Saw::Nothing => true,
        Saw::Refused => false,
        Saw::Status(status) => status >= 500 || status == 303,
    });
    let settlement = match failure {
        Failure::Failed(failed) => failed.settlement.as_ref(),
        _ => None,
    };
    let tap_failed = ended
        .unheard
        .iter()
        .any(|at| (ending.began..=ending.ended).contains(at));
    let unsettled = match settlement {
        Some(Settlement::PartlyHeard) => !all && !none,
        Some(Settlement::Open(_)) => tap_failed || ending.cancelled,
        _ => ending.cancelled,
    };
    vec![
        (unknowable, "ambiguous, and the answer told"),
        (unsettled, "ambiguous, and listening could have settled it"),
    ]
}

fn was_settled(ending: &Ending) -> bool {
    match &ending.result {
        Err(Failure::Failed(failed)) => failed.settlement == Some(Settlement::NotHeard),
        _ => false,
    }
}
