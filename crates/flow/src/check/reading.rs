//! A flow file as far as it can be read: typed steps, names, and where each stands.
//! What is wrong with it is told by the shape, the names and the rules.

use litemap::LiteMap;

use super::{Findings, Place, shape};
use crate::{CallLimits, Flow, Step, StepName, Unreadable, sorted_set::SortedSet, yaml::Node};

pub(super) struct Reading<'a> {
    pub(super) tree: &'a Node,
    /// The steps that can be read.
    pub(super) steps: LiteMap<StepName, Step>,
    pub(super) start: Option<StepName>,
    pub(super) limits: CallLimits,
}

impl<'a> Reading<'a> {
    /// Reads the tree; what makes it no flow, apart from its names, is told.
    pub(super) fn new(tree: &'a Node, findings: &mut Findings) -> Self {
        let (steps, limits) = match Flow::unnamed(tree) {
            Ok(flow) => (flow.steps().clone(), *flow.limits()),
            Err(misfit) => {
                let steps = shape::read(tree, findings);
                if findings.is_empty() {
                    let Unreadable { message, .. } = Unreadable::from(&misfit);
                    let help = "see the JSON Schema that `cxtone flow schema` prints";
                    findings.error("flow::unreadable", misfit.place(), message, help);
                }
                (steps, CallLimits::default())
            }
        };
        let start = tree.value("start").and_then(Node::text);
        let start = start.and_then(|name| StepName::try_from(name.to_owned()).ok());
        Self {
            tree,
            steps,
            start,
            limits,
        }
    }

    /// Whether every step of the file could be read.
    pub(super) fn is_whole(&self) -> bool {
        self.steps.len() == self.names("steps").len()
    }

    /// The keys of a mapping at the top: `steps` or `prompts`.
    pub(super) fn names(&self, of: &str) -> SortedSet<&'a str> {
        let entries = self.tree.value(of).map(Node::entries).unwrap_or_default();
        entries.iter().filter_map(|(name, _)| name.text()).collect()
    }

    /// Where something of a step stands: the key at the end of the path, or what is nearest above.
    pub(super) fn place(&self, step: &StepName, path: &[&str]) -> Place {
        let steps = self.tree.value("steps");
        let Some((key, mut node)) = steps
            .and_then(|it| it.entry(step.as_str()))
            .map(|it| (&it.0, &it.1))
        else {
            return self.tree.place;
        };
        let mut place = key.place;
        for name in path {
            let Some((key, value)) = node.entry(name) else {
                break;
            };
            (place, node) = (key.place, value);
        }
        place
    }

    /// Where a field of a step is written, if it is.
    pub(super) fn written(&self, step: &StepName, path: &[&str]) -> Option<Place> {
        let whole = [&["steps", step.as_str()][..], path].concat();
        self.tree.at(&whole)?;
        Some(self.place(step, path))
    }
}
