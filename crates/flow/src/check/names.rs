//! Names that stand for nothing, and prompts that nothing plays.
//! Which steps are reached is left to the paths.

use super::{
    Findings,
    nearest::{nearest_help, quoted},
    reading::Reading,
};
use crate::{sorted_set::SortedSet, yaml::Node};

/// What a field's value names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    Step,
    Prompt,
    Known,
    Asked,
}

pub(super) fn judge(reading: &Reading<'_>, findings: &mut Findings) {
    let (steps, prompts) = (reading.names("steps"), reading.names("prompts"));
    let mut uses = Vec::new();
    if let Some(start) = reading.tree.value("start") {
        uses.push((Named::Step, start));
    }
    let all = reading
        .tree
        .value("steps")
        .map(Node::entries)
        .unwrap_or_default();
    for (_, step) in all {
        collect(step, &mut uses);
    }
    let texts = |named| {
        let found = uses.iter().filter(move |(it, _)| *it == named);
        found
            .filter_map(|(_, node)| node.text())
            .collect::<SortedSet<_>>()
    };
    let (set, played) = (texts(Named::Known), texts(Named::Prompt));
    for (named, node) in &uses {
        match named {
            Named::Step => judge_one(node, &steps, ("flow::unknown-step", "step"), findings),
            Named::Prompt => {
                judge_one(node, &prompts, ("flow::unknown-prompt", "prompt"), findings)
            }
            Named::Asked => judge_one(node, &set, ("flow::unknown-variable", "variable"), findings),
            Named::Known => {}
        }
    }
    let entries = reading
        .tree
        .value("prompts")
        .map(Node::entries)
        .unwrap_or_default();
    for (key, _) in entries {
        if let Some(name) = key.text().filter(|name| !played.contains(name)) {
            let message = format!("no step plays the prompt {}", quoted(name));
            findings.warning(
                "flow::unused-prompt",
                key.place,
                message,
                "play it or take it out",
            );
        }
    }
}

/// Everything in a step that names something, by the fields' names, which mean the same wherever
/// they stand.
fn collect<'a>(node: &'a Node, uses: &mut Vec<(Named, &'a Node)>) {
    for (key, value) in node.entries() {
        match key.text().unwrap_or_default() {
            "next" | "otherwise" => uses.push((Named::Step, value)),
            "choices" => uses.extend(value.entries().iter().map(|(_, step)| (Named::Step, step))),
            "prompt" => uses.push((Named::Prompt, value)),
            "prompts" => uses.extend(value.items().iter().map(|it| (Named::Prompt, it))),
            "into" => uses.push((Named::Known, value)),
            "set" => {
                uses.extend(value.value("variable").map(|it| (Named::Known, it)));
                collect_next(value, uses);
            }
            "branch" => {
                uses.extend(value.value("variable").map(|it| (Named::Asked, it)));
                collect(value, uses);
            }
            _ => {
                collect(value, uses);
                for item in value.items() {
                    collect(item, uses);
                }
            }
        }
    }
}

fn collect_next<'a>(node: &'a Node, uses: &mut Vec<(Named, &'a Node)>) {
    uses.extend(node.value("next").map(|it| (Named::Step, it)));
}

fn judge_one(
    node: &Node,
    known: &SortedSet<&str>,
    (code, noun): (&'static str, &str),
    findings: &mut Findings,
) {
    let Some(name) = node.text().filter(|name| !known.contains(name)) else {
        return;
    };
    if findings.is_full() {
        return;
    }
    let (what, otherwise) = match noun {
        "step" => ("there is no step", "add the step, or name another"),
        "prompt" => (
            "`prompts` has no",
            "add its address to `prompts`, or name another",
        ),
        _ => (
            "no step sets the variable",
            "collect it or set it before, or name another",
        ),
    };
    let message = format!("{what} {}", quoted(name));
    let help = nearest_help(name, known.iter().copied(), otherwise);
    findings.error(code, node.place, message, help);
}
