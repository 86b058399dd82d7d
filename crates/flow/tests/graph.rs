//! Pictures of flows: everything is in them, and nothing stands on anything else.

use cxtone_flow::{Flow, graph};

const FIXTURES: [&str; 4] = [
    include_str!("../../../fixtures/flows/account-number.yaml"),
    include_str!("../../../fixtures/flows/date-of-birth.yaml"),
    include_str!("../../../fixtures/flows/main-menu.yaml"),
    include_str!("../../../fixtures/flows/outbound-code.yaml"),
];

/// The boxes of a picture: left, top, width.
fn boxes(svg: &str) -> Vec<(f64, f64, f64)> {
    let number = |line: &str, name: &str| {
        let (_, rest) = line
            .split_once(&format!(" {name}=\""))
            .expect("an attribute");
        rest.split('"')
            .next()
            .expect("a value")
            .parse()
            .expect("a number")
    };
    let boxes = svg.lines().filter(|line| line.contains("rx=\"8\""));
    boxes
        .map(|line| (number(line, "x"), number(line, "y"), number(line, "width")))
        .collect()
}

#[track_caller]
fn check_picture(flow: &Flow) {
    let svg = graph::svg(flow);
    assert_eq!(
        svg,
        graph::svg(flow),
        "the same flow gives the same picture"
    );
    for name in flow.steps().keys() {
        let is_name =
            |line: &&str| line.contains("\"name\"") && line.ends_with(&format!(">{name}</text>"));
        assert_eq!(svg.lines().filter(is_name).count(), 1, "{name}");
    }
    let boxes = boxes(&svg);
    assert_eq!(boxes.len(), flow.steps().len());
    for (index, (left, top, width)) in boxes.iter().enumerate() {
        let beside = boxes.iter().skip(index + 1).filter(|other| other.1 == *top);
        for (other, _, other_width) in beside {
            assert!(
                left + width <= *other || other + other_width <= *left,
                "{svg}"
            );
        }
    }
}

#[test]
fn every_step_has_a_box_of_its_own() {
    for text in FIXTURES {
        check_picture(&Flow::parse(text).unwrap());
    }
}

#[test]
fn what_follows_what_is_labelled_and_digits_are_not_shown() {
    let flow = Flow::parse(FIXTURES[3]).unwrap();
    for picture in [graph::svg(&flow), graph::dot(&flow)] {
        for text in [
            "match",
            "no input",
            "no match",
            "case 1",
            "otherwise",
            "collect 3 digits",
        ] {
            assert!(picture.contains(text), "{text}");
        }
    }
    let text = "start: a\nsteps: { a: { send-digits: { digits: '86753', next: a } } }";
    let flow = Flow::parse(text).unwrap();
    assert!(!graph::svg(&flow).contains("86753") && !graph::dot(&flow).contains("86753"));
    check_picture(&flow);
}

#[test]
fn a_thousand_steps_are_drawn_in_a_line_and_all_linked() {
    let line: String = (0..1_000)
        .map(|index| format!("  s{index}: {{ branch: {{ variable: v, cases: [{{ equals: a, next: s0 }}, {{ equals: b, next: s999 }}], otherwise: s{} }} }}\n", (index + 1) % 1_000))
        .collect();
    let flow = Flow::parse(&format!("start: s0\nsteps:\n{line}")).unwrap();
    let svg = graph::svg(&flow);
    assert_eq!(boxes(&svg).len(), 1_000);
}
