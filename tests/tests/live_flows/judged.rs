//! What must not have happened in a call under a fault, by the emulator's own account of it.
//! Which faults there are is `faults`'.

use cxtone_flow::{Flow, Step, StepName};
use cxtone_runner::FlowReport;
use serde_json::Value;

use crate::{
    faults::Lived,
    stage::{Command, lines},
};

/// Times come from a count of samples, or of nanoseconds.
const SLACK_S: f64 = 0.001;

/// All that must not have happened.
pub(crate) fn judge(
    flow: &Flow,
    untroubled: &Lived,
    lived: &Lived,
    fault: &Value,
) -> Vec<&'static str> {
    let mut rules = ending(untroubled, lived, fault);
    rules.extend(commanding(lived, fault));
    rules.extend(collecting(flow, lived));
    rules.extend(masking(flow, lived));
    let broken = rules.into_iter().filter(|(holds, _)| !holds);
    broken.map(|(_, finding)| finding).collect()
}

type Rule = (bool, &'static str);

/// The outcome is typed, and says what happened.
fn ending(untroubled: &Lived, lived: &Lived, fault: &Value) -> Vec<Rule> {
    let (report, commands) = (&lived.report, lived.seen.commands());
    let as_without = lines(report) == lines(&untroubled.report);
    let outcome = report.outcome.as_str();
    let failed = matches!(outcome, "command-failed" | "mask-failed");
    let deaf = fault["kind"] == "line" || outcome == "finished" && lived.seen.is_over();
    let ambiguous = report.failure.as_ref().is_some_and(|it| it.is_ambiguous());
    let met = commands.iter().rev().find(|command| command.fault);
    let is_media = matches!(fault["endpoint"].as_str(), Some("play" | "collect"));
    let executed = is_media && met.is_some_and(|met| met.executed);
    let refused = is_media && met.is_some_and(|met| !met.executed);
    let unknowable = ["serverError", "dropBefore", "slowRead", "late", "redirect"]
        .iter()
        .any(|kind| fault["kind"] == *kind);
    vec![
        (
            as_without
                || failed
                || deaf
                || matches!(outcome, "caller-hung-up" | "command-unanswered"),
            "it ended in a way that the fault does not explain",
        ),
        (
            outcome != "caller-hung-up" || lived.seen.is_over(),
            "said to be hung up, and the call is not over",
        ),
        (
            !failed || report.failure.is_some(),
            "it failed, and nobody says why",
        ),
        (
            !failed || !executed || ambiguous,
            "said not to be carried out, and it was",
        ),
        (
            !failed || !refused || !ambiguous || unknowable,
            "said to be in doubt, and the answer told",
        ),
    ]
}

/// Nothing is commanded twice, and nothing after the end.
fn commanding(lived: &Lived, fault: &Value) -> Vec<Rule> {
    let commands = lived.seen.commands();
    let is_media = |command: &&Command| command.name == "play" || command.name == "collect";
    let told = lines(&lived.report);
    let told = told
        .iter()
        .filter(|line| line.starts_with("play ") || line.starts_with("collect "));
    let executed = commands.iter().filter(is_media).filter(|it| it.executed);
    let hangs_up = fault["kind"] == "hangUp";
    // Nobody could have known: it was told that the call was up, and then it ended.
    let unseen = hangs_up && fault["endpoint"] == "status" && fault["executed"] == "after";
    // A token that is not good any more is renewed, and the command sent again.
    let renews = fault["kind"] == "expireToken";
    let media: Vec<_> = commands.iter().filter(is_media).collect();
    let numbered = media.iter().enumerate();
    let numbered = numbered.map(|(index, command)| (index + 1 == media.len(), command));
    let mut refused = numbered.filter(|(_, it)| !it.executed && !it.fault);
    let after = commands.iter().filter(is_media).skip_while(|it| !it.fault);
    vec![
        (lived.late == 0, "something was sent after the end"),
        (lived.calls_locked == 0, "the call is locked after the end"),
        (
            executed.count() <= told.count(),
            "a command was carried out twice",
        ),
        (
            refused.all(|(last, _)| renews || last && unseen),
            "a command came after the call's end",
        ),
        (
            !hangs_up
                || fault["endpoint"] == "status"
                || after.count() <= 1
                || fault["afterMs"] == 400,
            "a command followed a hang-up",
        ),
    ]
}

/// No digit is lost without being told so, and those of entries that are not complete are kept.
fn collecting(flow: &Flow, lived: &Lived) -> Vec<Rule> {
    let report = &lived.report;
    let entries = lived.seen.entries();
    let told = collected(flow, report);
    let lost = entries.len().saturating_sub(told.len());
    let in_doubt = report.failure.as_ref().is_some_and(|it| it.is_ambiguous());
    let unanswered = report.outcome.as_str() == "command-unanswered";
    let counts = told.iter().zip(&entries);
    let last = told.last().map(|last| match last {
        Told {
            is_sensitive: true, ..
        }
        | Told { is_past: true, .. } => "",
        _ => entries.get(told.len() - 1).map_or("", String::as_str),
    });
    let digits: String = report.digits.chars().collect();
    vec![
        (told.len() <= entries.len(), "an entry was made up"),
        (
            counts
                .into_iter()
                .all(|(told, entry)| told.digits == entry.len()),
            "an entry has not the digits that were entered",
        ),
        (
            lost == 0 || lost == 1 && (in_doubt || unanswered),
            "an entry was lost, and nobody says so",
        ),
        (
            digits == last.unwrap_or_default(),
            "the last digits were not kept",
        ),
    ]
}

/// An entry as the transcript tells it.
struct Told {
    digits: usize,
    is_sensitive: bool,
    /// Another step has asked since.
    is_past: bool,
}

fn collected(flow: &Flow, report: &FlowReport) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    let mut is_sensitive = false;
    for line in lines(report) {
        if let Some(step) = line.strip_prefix("step ") {
            let step = StepName::try_from(step.to_owned()).expect("a name");
            let asks = match flow.steps().get(&step) {
                Some(Step::Collect(collect)) => Some(collect.sensitive),
                Some(Step::Menu(_)) => Some(false),
                _ => None,
            };
            if let Some(sensitive) = asks {
                is_sensitive = sensitive;
                told.iter_mut().for_each(|told| told.is_past = true);
            }
        } else if let Some(count) = line.strip_prefix("collected [") {
            let digits = count.split(' ').next().unwrap_or_default();
            told.push(Told {
                digits: digits.parse().expect("a count"),
                is_sensitive,
                is_past: false,
            });
        }
    }
    told
}

/// Sensitive digits are entered while the recording is masked, and afterwards it hears again.
fn masking(flow: &Flow, lived: &Lived) -> Vec<Rule> {
    let is_sensitive = |step: &Step| matches!(step, Step::Collect(collect) if collect.sensitive);
    if !flow.steps().values().any(is_sensitive) {
        return Vec::new();
    }
    let masked = lived.seen.masked();
    let told = collected(flow, &lived.report);
    let collects = lived.seen.commands();
    let collects = collects
        .iter()
        .filter(|command| command.name == "collect" && command.executed);
    let covered = |at: f64| {
        masked
            .iter()
            .any(|(from, to)| *from <= at + SLACK_S && to.is_none_or(|to| at <= to))
    };
    let mut sensitive = told
        .iter()
        .zip(collects)
        .filter(|(told, _)| told.is_sensitive);
    let open = masked.iter().any(|(_, to)| to.is_none());
    vec![
        (
            sensitive.all(|(_, command)| covered(command.at)),
            "sensitive digits were recorded",
        ),
        (
            !open || lived.seen.is_over() || lived.report.unmasking_failure.is_some(),
            "the recording is still masked, and nobody says so",
        ),
    ]
}
