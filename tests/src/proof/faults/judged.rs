//! What must hold of a call under faults, each rule a function from the ended call to its findings.
//! The truth is the emulator's: which requests it executed, and what its ear heard.

use cxtone_audit::{Outcome, Record};
use cxtone_runner::{Delivered, Failure, Settlement};

use super::{
    Tally,
    call::{Ended, Ending},
    network::{Posted, Saw},
};

/// Counted where a line that loses packets or drops out broke a tone in two, so that one digit is heard as two.
const BROKEN: &str = "with a digit that the line broke in two";

/// How the injections ended, and all that must not have happened.
pub(in crate::proof) fn judge(ended: &Ended) -> (Tally, Vec<String>) {
    let mut tally = Tally::default();
    let mut findings = of_the_call(ended, &mut tally);
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

fn of_the_call(ended: &Ended, tally: &mut Tally) -> Vec<String> {
    let mut findings = Vec::new();
    for ending in &ended.endings {
        let twice = |digit: &char| ended.heard.matches(*digit).count() > 1;
        if !ending.drawn.digits.chars().any(|digit| twice(&digit)) {
            continue;
        }
        // What was played once and is heard twice, no client could have done otherwise.
        if !ended.drawn.line_is_good && executions(ended, ending) == 1 {
            tally.count(BROKEN);
        } else {
            findings.push(format!("a digit was heard twice: {}", story(ended, ending)));
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
        let Some(subject) = record.subject() else {
            continue;
        };
        let id = subject.injection_id().as_str();
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

/// How often the far end executed an injection.
fn executions(ended: &Ended, ending: &Ending) -> usize {
    let requests = requests(ended, ending);
    requests.filter(|(_, executed)| *executed).count()
}

fn of_one(ended: &Ended, ending: &Ending) -> Vec<String> {
    let digits = &ending.drawn.digits;
    let heard = digits.chars().filter(|digit| ended.heard.contains(*digit));
    let heard = heard.count();
    let (all, none) = (heard == digits.chars().count(), heard == 0);
    let executed = executions(ended, ending);
    let mut rules = match &ending.result {
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
        Err(Failure::Failed(_) | Failure::Cancelled) => vec![
            (none, "said not to be played, and it was heard"),
            (
                executed == 0 || was_settled(ending) || !ended.drawn.line_is_good,
                "said not to be played, and it was executed",
            ),
        ],
        Err(_) => vec![(false, "it has no outcome of those that may be")],
    };
    rules.extend(reported(ended, ending));
    let broken = rules.into_iter().filter(|(holds, _)| !holds);
    broken.map(|(_, finding)| finding.to_owned()).collect()
}

/// What is reported is what was sent, and what was written down last.
fn reported(ended: &Ended, ending: &Ending) -> Vec<(bool, &'static str)> {
    let (audit, attempts, ambiguous) = match &ending.result {
        Ok(report) => (&report.audit, report.attempts, false),
        Err(Failure::Failed(failed)) => (&failed.audit, failed.attempts, failed.is_ambiguous()),
        Err(_) => {
            let sent = requests(ended, ending).count();
            return vec![(sent == 0, "said not to be sent, and it was")];
        }
    };
    let id = audit.subject.injection_id();
    let mut records = ended.records.iter().rev();
    let is_its = |record: &&Record| {
        let subject = record.subject();
        subject.is_some_and(|subject| subject.injection_id() == id)
    };
    let last = records.find(is_its);
    let typed = match &audit.outcome {
        Outcome::Delivered { .. } | Outcome::Heard(_) => ending.result.is_ok(),
        Outcome::Ambiguous(_) => ambiguous,
        Outcome::Failed(_) => ending.result.is_err() && !ambiguous,
        _ => false,
    };
    let sent = u32::try_from(requests(ended, ending).count());
    vec![
        (typed, "its outcome is not the one that is written down"),
        (
            matches!(last, Some(Record::Observed(last)) if last == audit),
            "what is reported is not the last record",
        ),
        (sent == Ok(attempts), "another number of attempts was made"),
    ]
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
    let executed = executions(ended, ending) > 0;
    let settlement = match failure {
        Failure::Failed(failed) => failed.settlement.as_ref(),
        _ => None,
    };
    let tap_failed = ended
        .unheard
        .iter()
        .any(|at| (ending.began..=ending.ended).contains(at));
    let unsettled = match settlement {
        // The client, which knows the digits, finds tones that a bad line hides from other ears.
        Some(Settlement::PartlyHeard) => !all && (!none || (executed && !ended.drawn.line_is_good)),
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
