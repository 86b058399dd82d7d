//! The flow file: what is read, what is refused, and where an error points.

use cxtone_flow::{Flow, FlowError, Step};

const OUTBOUND_CODE: &str = include_str!("../../../fixtures/flows/outbound-code.yaml");

fn check_error(text: &str, expected: &str) {
    let error = Flow::parse(text).expect_err("no flow").to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn the_go_sources_flow_is_a_flow() {
    let flow = Flow::parse(OUTBOUND_CODE).unwrap();
    assert_eq!(flow.start().as_str(), "greeting");
    assert_eq!(flow.steps().len(), 7);
    let collects = flow.steps().values().filter_map(|step| match step {
        Step::Collect(collect) => Some(collect),
        _ => None,
    });
    let attempts: Vec<_> = collects.map(|it| it.no_match.maximum.value()).collect();
    assert_eq!(attempts, [3]);
}

#[test]
fn json_is_read_like_yaml() {
    let text = r#"{"start":"end","steps":{"end":{"hang-up":{}}}}"#;
    assert_eq!(
        Flow::parse(text),
        Flow::parse("start: end\nsteps: { end: { hang-up: {} } }")
    );
}

#[test]
fn what_is_no_flow_is_refused_with_its_place_and_the_way_out() {
    check_error(
        "start: a\nsteps:\n  a: { hangup: {} }\n",
        "line 3, column 8",
    );
    check_error(
        "start: a\nsteps:\n  a: { wait: { wait-ms: 600001 } }\n",
        "within 0 to 600000",
    );
    check_error("start: A\nsteps: {}\n", "lower-case letters");
    check_error("start: a\nsteps: {}\n", "`start` names the step `a`");
    check_error(
        "start: a\nsteps: { a: { wait: { wait-ms: 1, next: b } } }",
        "goes on to `b`",
    );
    check_error(
        "start: a\nsteps: { a: { play: { prompt: p } } }",
        "plays `p`",
    );
    check_error(
        "start: a\nstart: b\nsteps: { a: { hang-up: {} } }",
        "line 2",
    );
    check_error("[", "line 1");
    assert_eq!(
        Flow::parse(&" ".repeat(300_000)),
        Err(FlowError::TooLarge { found: 300_000 })
    );
}

#[test]
fn a_flow_of_a_thousand_and_one_steps_is_refused() {
    let steps: String = (0..1_001)
        .map(|index| format!("  a{index}: {{ hang-up: {{}} }}\n"))
        .collect();
    assert_eq!(
        Flow::parse(&format!("start: a0\nsteps:\n{steps}")),
        Err(FlowError::TooMany)
    );
}

#[test]
fn nesting_without_end_is_refused() {
    assert!(Flow::parse(&"[".repeat(100_000)).is_err());
    assert!(Flow::parse(&"{a: ".repeat(50_000)).is_err());
}

#[test]
fn digits_of_a_flow_do_not_show_in_debug() {
    let text = "start: a\nsteps: { a: { send-digits: { digits: '86753' } } }";
    let shown = format!("{:?}", Flow::parse(text).unwrap());
    assert!(
        !shown.contains("86753") && shown.contains("[5 digits]"),
        "{shown}"
    );
}

#[test]
fn the_schema_names_every_step() {
    let schema = serde_json::to_string(&Flow::schema()).unwrap();
    for step in [
        "play",
        "collect",
        "menu",
        "send-digits",
        "wait",
        "set",
        "branch",
        "transfer",
        "hang-up",
    ] {
        assert!(schema.contains(&format!("\"{step}\"")), "{step}");
    }
}
