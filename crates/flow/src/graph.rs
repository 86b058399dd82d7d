//! A flow as a picture: steps as boxes, what follows what as arrows.
//! Files and formats other than SVG and DOT are left to who asked.

mod dot;
mod layers;
mod layout;
mod svg;

use litemap::LiteMap;

use crate::{Flow, Step, StepName};

/// The flow as an SVG picture, from its first step downwards.
///
/// Its colours can be read on light and on dark ground. A case of a branch is shown by its number
/// and digits to send by their count; the keys of a menu are shown. The same flow gives the same
/// picture.
#[must_use]
pub fn svg(flow: &Flow) -> String {
    let graph = Graph::of(flow);
    svg::draw(&graph, &layout::Layout::of(&graph))
}

/// The flow in the DOT language of Graphviz, with the same texts as [`svg`].
#[must_use]
pub fn dot(flow: &Flow) -> String {
    dot::write(&Graph::of(flow))
}

/// Steps and links in the order of the names, the first step first.
struct Graph {
    boxes: Vec<StepBox>,
    links: Vec<Link>,
}

/// A step to be drawn.
struct StepBox {
    name: String,
    detail: String,
    kind: &'static str,
    ends: bool,
}

/// What leads from one step to another, all its reasons together.
struct Link {
    from: usize,
    to: usize,
    label: String,
}

impl Graph {
    fn of(flow: &Flow) -> Self {
        let start = flow.start();
        let others = flow.steps().keys().filter(|name| *name != start);
        let names: Vec<_> = [start].into_iter().chain(others).collect();
        let places: LiteMap<_, _> = names.iter().copied().zip(0..).collect();
        let steps = names
            .iter()
            .filter_map(|name| Some((*name, flow.steps().get(name)?)));
        let mut graph = Self {
            boxes: Vec::new(),
            links: Vec::new(),
        };
        for (name, step) in steps {
            let from = graph.boxes.len();
            graph.boxes.push(StepBox::of(name, step));
            let mut links: Vec<Link> = Vec::new();
            for (reason, next) in reasons(step) {
                let Some(to) = places.get(next).copied() else {
                    continue;
                };
                match links.iter_mut().find(|link| link.to == to) {
                    Some(link) => link.label = format!("{}, {reason}", link.label),
                    None => links.push(Link {
                        from,
                        to,
                        label: reason,
                    }),
                }
            }
            graph.links.extend(links);
        }
        graph
    }
}

impl StepBox {
    fn of(name: &StepName, step: &Step) -> Self {
        let kind = step.kind();
        let detail = match step {
            Step::Collect(collect) => {
                let (min, max) = (collect.digits_min.value(), collect.digits_max.value());
                let masked = if collect.sensitive { ", masked" } else { "" };
                match max {
                    1 => format!("collect 1 digit{masked}"),
                    _ if min == max => format!("collect {max} digits{masked}"),
                    _ => format!("collect {min} to {max} digits{masked}"),
                }
            }
            Step::SendDigits(send) => format!("send {} digits", send.digits.digits().len()),
            Step::Wait(wait) => format!("wait {} ms", wait.wait_ms.value()),
            Step::Set(set) => format!("set {}", set.variable),
            Step::Branch(branch) => format!("branch on {}", branch.variable),
            Step::Play(_) | Step::Menu(_) | Step::Transfer(_) | Step::HangUp(_) => kind.to_owned(),
        };
        let ends = step.nexts().is_empty();
        Self {
            name: name.to_string(),
            detail,
            kind,
            ends,
        }
    }
}

/// Why each next step follows.
fn reasons(step: &Step) -> Vec<(String, &StepName)> {
    let word = |word: &str| word.to_owned();
    match step {
        Step::Collect(collect) => vec![
            (word("match"), &collect.next),
            (word("no input"), &collect.no_input.next),
            (word("no match"), &collect.no_match.next),
        ],
        Step::Menu(menu) => {
            let choices = menu.choices.iter();
            let choices = choices.map(|(key, next)| (key.as_char().to_string(), next));
            let failures = [
                (word("no input"), &menu.no_input.next),
                (word("no match"), &menu.no_match.next),
            ];
            choices.chain(failures).collect()
        }
        Step::Branch(branch) => {
            let cases = branch.cases.iter().zip(1..);
            let cases = cases.map(|(case, number)| (format!("case {number}"), &case.next));
            cases
                .chain([(word("otherwise"), &branch.otherwise)])
                .collect()
        }
        _ => step
            .nexts()
            .into_iter()
            .map(|next| (String::new(), next))
            .collect(),
    }
}
