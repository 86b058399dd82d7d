//! The guide for authors: every example in it is checked and simulated.

use std::{collections::BTreeSet, sync::Arc};

use cxtone_flow::{Caller, DialectAbilities, Flow, Outcome, Simulation, check};

const GUIDE: &str = include_str!("../../../docs/flows.md");

/// Simulated calls of each example.
const CALLS: u64 = 50;

fn examples() -> Vec<&'static str> {
    let blocks = GUIDE.split("```yaml\n").skip(1);
    blocks
        .map(|block| block.split("```").next().expect("an end"))
        .collect()
}

fn flows() -> Vec<&'static str> {
    examples()
        .into_iter()
        .filter(|text| text.contains("steps:"))
        .collect()
}

#[test]
fn every_example_is_a_flow_without_findings_or_a_caller() {
    for text in examples() {
        if text.contains("steps:") {
            let findings = check(text, &DialectAbilities::ALL);
            assert!(findings.is_empty(), "{findings:#?}\n{text}");
        } else {
            Caller::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        }
    }
}

#[test]
fn every_kind_of_step_has_an_example() {
    let steps: Vec<_> = flows()
        .iter()
        .flat_map(|text| {
            Flow::parse(text)
                .expect("a flow")
                .steps()
                .clone()
                .into_iter()
                .map(|(_, step)| step)
        })
        .collect();
    let kinds: BTreeSet<_> = steps.iter().map(|step| step.kind()).collect();
    assert_eq!(kinds.len(), 9, "{kinds:?}");
    for kind in kinds {
        assert!(
            GUIDE
                .lines()
                .any(|line| line.starts_with("## ") && line.contains(kind)),
            "{kind}"
        );
    }
}

#[test]
fn every_example_comes_to_its_end_with_whoever_calls() {
    let script = examples().into_iter().find(|text| text.contains("acts:"));
    let scripted = Caller::parse(script.expect("a caller")).expect("a caller");
    for text in flows() {
        let flow = Arc::new(Flow::parse(text).expect("a flow"));
        let drawn = (0..CALLS).map(|seed| (Caller::drawn(seed, &[]), seed));
        for (caller, seed) in drawn.chain([(scripted.clone(), 0)]) {
            let call = Simulation::new(Arc::clone(&flow), caller, seed).run();
            let outcome = call.session.outcome().expect("an end");
            assert!(
                !matches!(outcome, Outcome::CommandFailed(_)),
                "{outcome}\n{text}"
            );
        }
    }
}
