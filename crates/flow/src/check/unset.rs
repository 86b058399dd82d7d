//! Branches that a call can come to before their variable is set.
//! Whether any step sets it at all is left to the names.

use std::collections::VecDeque;

use litemap::LiteMap;

use super::{Findings, paths::shown_way, reading::Reading};
use crate::{Step, StepName, VariableName, sorted_set::SortedSet};

pub(super) fn judge(reading: &Reading<'_>, findings: &mut Findings) {
    let Some(start) = &reading.start else {
        return;
    };
    let set: SortedSet<_> = reading.steps.values().filter_map(sets).collect();
    let asked = reading.steps.values().filter_map(asks);
    let asked: SortedSet<_> = asked.filter(|it| set.contains(it)).collect();
    for variable in asked.iter() {
        for way in ways(reading, start, variable) {
            if findings.is_full() {
                return;
            }
            let Some(branch) = way.last() else {
                continue;
            };
            let message = format!(
                "`{variable}` may never have been set here: a call can come by {}",
                shown_way(&way)
            );
            let help = "set it on that way too, where another value than `otherwise` is meant; one \
                        that was never set equals nothing";
            let place = reading.place(branch, &["branch", "variable"]);
            findings.warning("flow::unset-variable", place, message, help);
        }
    }
}

/// For each branch that a call can come to without the variable: the shortest way there.
fn ways<'a>(
    reading: &'a Reading<'_>,
    start: &'a StepName,
    variable: &VariableName,
) -> Vec<Vec<&'a StepName>> {
    let mut from: LiteMap<&StepName, Option<&StepName>> = LiteMap::from_iter([(start, None)]);
    let mut waiting = VecDeque::from([start]);
    let mut ways = Vec::new();
    while let Some(name) = waiting.pop_front() {
        let Some(step) = reading.steps.get(name) else {
            continue;
        };
        if asks(step) == Some(variable) {
            let before = |name: &&'a StepName| from.get(*name).copied().flatten();
            let mut way: Vec<_> = core::iter::successors(Some(name), before).collect();
            way.reverse();
            ways.push(way);
        }
        for next in nexts_without(step, variable) {
            if !from.contains_key(next) {
                from.insert(next, Some(name));
                waiting.push_back(next);
            }
        }
    }
    ways
}

/// Where a call goes on to in which the variable is still not set.
fn nexts_without<'a>(step: &'a Step, variable: &VariableName) -> Vec<&'a StepName> {
    match step {
        Step::Set(set) if set.variable == *variable => Vec::new(),
        Step::Collect(collect) if collect.into == *variable => {
            vec![&collect.no_input.next, &collect.no_match.next]
        }
        // A case equals only what was set.
        Step::Branch(branch) if branch.variable == *variable => vec![&branch.otherwise],
        _ => step.nexts(),
    }
}

fn sets(step: &Step) -> Option<&VariableName> {
    match step {
        Step::Set(set) => Some(&set.variable),
        Step::Collect(collect) => Some(&collect.into),
        _ => None,
    }
}

fn asks(step: &Step) -> Option<&VariableName> {
    match step {
        Step::Branch(branch) => Some(&branch.variable),
        _ => None,
    }
}
