//! Cases of branches that no call can take.
//! Whether the variable is there at all is left to the names.

use litemap::LiteMap;

use super::{Findings, possible::Possible, reading::Reading};
use crate::{
    Branch, Form, Step, StepName, Value, VariableName, limits::COMPARED_BYTES_MAX,
    sorted_set::SortedSet,
};

pub(super) fn judge(reading: &Reading<'_>, findings: &mut Findings) {
    let sources = sources(reading);
    let mut compared = 0_usize;
    for (name, step) in &reading.steps {
        let Step::Branch(branch) = step else {
            continue;
        };
        if branch.cases.is_empty() {
            let place = reading.place(name, &["branch", "cases"]);
            let help = "write cases, or go on to `otherwise` at once";
            findings.warning("flow::no-cases", place, "a branch without cases", help);
        }
        let Some(sources) = sources.get(&branch.variable) else {
            continue;
        };
        let bytes: usize = sources.iter().map(Source::bytes).sum();
        compared = compared.saturating_add(branch.cases.len().saturating_mul(bytes));
        judge_cases(
            reading,
            name,
            branch,
            sources,
            compared <= COMPARED_BYTES_MAX,
            findings,
        );
    }
}

fn judge_cases(
    reading: &Reading<'_>,
    name: &StepName,
    branch: &Branch,
    sources: &[Source<'_>],
    compares: bool,
    findings: &mut Findings,
) {
    let nodes = reading
        .tree
        .at(&["steps", name.as_str(), "branch", "cases"]);
    let nodes = nodes.map(|it| it.items()).unwrap_or_default();
    let mut before = SortedSet::new();
    for (index, case) in branch.cases.iter().enumerate() {
        let place = nodes.get(index).and_then(|node| node.entry("equals"));
        let place = place.map_or_else(|| reading.place(name, &["branch"]), |(key, _)| key.place);
        if !before.insert(case.equals.as_str()) {
            let message = "this case equals an earlier one, which is taken";
            findings.warning(
                "flow::duplicate-case",
                place,
                message,
                "take one of them out",
            );
        } else if compares && !sources.iter().any(|source| source.gives(&case.equals)) {
            let message = format!("`{}` can never hold this", branch.variable);
            let help = "compare with what a step sets or collects: mind the length, the pattern and \
                        the terminators";
            findings.warning("flow::impossible-case", place, message, help);
        }
    }
}

/// What may give a variable its value.
enum Source<'a> {
    Set(&'a Value),
    Collected(Possible, &'a Form),
}

impl Source<'_> {
    fn gives(&self, value: &Value) -> bool {
        match self {
            Self::Set(set) => *set == value,
            Self::Collected(possible, form) => possible.has(value.as_str(), form),
        }
    }

    /// How many bytes are looked at to compare.
    fn bytes(&self) -> usize {
        match self {
            Self::Set(_) | Self::Collected(_, Form::Any | Form::Luhn | Form::Date(_)) => 32,
            Self::Collected(_, Form::Pattern(pattern)) => pattern.len(),
        }
    }
}

fn sources<'a>(reading: &'a Reading<'_>) -> LiteMap<&'a VariableName, Vec<Source<'a>>> {
    let mut sources: LiteMap<_, Vec<_>> = LiteMap::new();
    for step in reading.steps.values() {
        let (variable, source) = match step {
            Step::Set(set) => (&set.variable, Source::Set(&set.value)),
            Step::Collect(collect) => {
                let source = Source::Collected(Possible::of(collect), &collect.form);
                (&collect.into, source)
            }
            _ => continue,
        };
        sources.entry(variable).or_default().push(source);
    }
    sources
}
