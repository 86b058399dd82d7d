//! Which steps a call can reach, and which loops nothing ends.
//! What happens within a step is left to the asks.
//!
//! A loop has a limit of its own where the caller takes part in it, for a caller hangs up in the
//! end, and the flow says how many steps a call may enter (`limits.visits`). A loop that goes on
//! without the caller would always run into that limit, so writing it down makes no difference.

use std::collections::VecDeque;

use litemap::LiteMap;

use super::{Findings, reading::Reading};
use crate::{Step, StepName, VariableName, limits::WAY_STEPS_SHOWN_MAX, sorted_set::SortedSet};

type Edges<'a> = LiteMap<&'a StepName, Vec<&'a StepName>>;

pub(super) fn judge(reading: &Reading<'_>, findings: &mut Findings) {
    let Some(start) = reading
        .start
        .as_ref()
        .filter(|it| reading.steps.contains_key(it))
    else {
        return;
    };
    let steps = || reading.steps.iter();
    let all: Edges<'_> = steps().map(|(name, step)| (name, step.nexts())).collect();
    let reached = reached(start, &all);
    if reading.is_whole() {
        for name in reading.steps.keys().filter(|name| !reached.contains(name)) {
            let message = format!("no call reaches step `{name}`");
            let help = "name it as the `next` of another step, or take it out";
            findings.error(
                "flow::unreachable-step",
                reading.place(name, &[]),
                message,
                help,
            );
        }
    }
    let set = variables_set(reading);
    let alone: Edges<'_> = steps()
        .map(|(name, step)| (name, alone(step, &set)))
        .collect();
    let endless = judge_loops(reading, &alone, &reached, &SortedSet::new(), findings, true);
    if reading.tree.at(&["limits", "visits"]).is_none() {
        judge_loops(reading, &all, &reached, &endless, findings, false);
    }
}

/// Tells each loop once, the shortest one through its first step, and gives back their steps.
fn judge_loops<'a>(
    reading: &Reading<'_>,
    edges: &Edges<'a>,
    reached: &SortedSet<&'a StepName>,
    told: &SortedSet<&'a StepName>,
    findings: &mut Findings,
    is_alone: bool,
) -> SortedSet<&'a StepName> {
    let mut told = told.clone();
    for name in edges.keys().filter(|name| reached.contains(*name)) {
        if findings.is_full() {
            break;
        }
        let way = if told.contains(name) {
            None
        } else {
            way_back(name, edges)
        };
        let Some(way) = way.filter(|way| way.iter().all(|step| !told.contains(step))) else {
            continue;
        };
        told.extend(way.iter().copied());
        let place = reading.place(name, &[]);
        let shown = shown(&way);
        if is_alone {
            let message = format!("{shown} is a loop that goes on without the caller");
            let help = "lead it out: only the call's own limits would end it. After no input, go on \
                        to a step that ends the flow";
            findings.error("flow::endless-loop", place, message, help);
        } else {
            let visits = reading.limits.visits.value();
            let message = format!("{shown} is a loop without a limit");
            let help = format!(
                "count attempts with `no-match: {{ maximum }}` within one step, or write down how \
                 many steps a call may enter, `limits: {{ visits: {visits} }}`"
            );
            findings.warning("flow::unlimited-loop", place, message, help);
        }
    }
    told
}

/// The steps that follow without the caller's doing. A branch on a variable that a step sets may
/// count the rounds, so it does not.
fn alone<'a>(step: &'a Step, set: &SortedSet<&VariableName>) -> Vec<&'a StepName> {
    match step {
        Step::Collect(collect) => vec![&collect.no_input.next],
        Step::Menu(menu) => vec![&menu.no_input.next],
        Step::Branch(branch) if set.contains(&&branch.variable) => Vec::new(),
        // Whatever the variable holds, it is the same in the next round.
        _ => step.nexts(),
    }
}

fn variables_set<'a>(reading: &'a Reading<'_>) -> SortedSet<&'a VariableName> {
    let steps = reading.steps.values();
    let sets = steps.filter_map(|step| match step {
        Step::Set(set) => Some(&set.variable),
        _ => None,
    });
    sets.collect()
}

fn reached<'a>(start: &'a StepName, edges: &Edges<'a>) -> SortedSet<&'a StepName> {
    let mut reached = SortedSet::from_iter([start]);
    let mut waiting = vec![start];
    while let Some(name) = waiting.pop() {
        for next in edges.get(name).into_iter().flatten() {
            if edges.contains_key(next) && reached.insert(next) {
                waiting.push(next);
            }
        }
    }
    reached
}

/// The shortest way from a step back to itself.
fn way_back<'a>(name: &'a StepName, edges: &Edges<'a>) -> Option<Vec<&'a StepName>> {
    let mut from: LiteMap<&StepName, &StepName> = LiteMap::new();
    let mut waiting = VecDeque::from([name]);
    while let Some(step) = waiting.pop_front() {
        for next in edges.get(step).into_iter().flatten().copied() {
            if next == name {
                let mut way = vec![step];
                while let Some(before) = way.last().and_then(|last| from.get(last)) {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            if !from.contains_key(next) {
                from.insert(next, step);
                waiting.push_back(next);
            }
        }
    }
    None
}

/// A loop, back to where it begins.
fn shown(way: &[&StepName]) -> String {
    let first = way.first().map(|name| format!(" → `{name}`"));
    shown_way(way) + &first.unwrap_or_default()
}

/// The first steps of a way.
pub(super) fn shown_way(way: &[&StepName]) -> String {
    let first = way.iter().take(WAY_STEPS_SHOWN_MAX);
    let mut names: Vec<_> = first.map(|name| format!("`{name}`")).collect();
    if way.len() > WAY_STEPS_SHOWN_MAX {
        names.push("…".to_owned());
    }
    names.join(" → ")
}
