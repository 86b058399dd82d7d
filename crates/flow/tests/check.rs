//! The check of a flow file: what is found, where, and that it neither panics nor takes for ever.

use cxtone_flow::{
    DialectAbilities, Flow, Severity, check,
    check::masked,
    limits::{FILE_BYTES_MAX, FINDINGS_MAX},
};
use proptest::prelude::*;

const FIXTURES: [&str; 4] = [
    include_str!("../../../fixtures/flows/account-number.yaml"),
    include_str!("../../../fixtures/flows/date-of-birth.yaml"),
    include_str!("../../../fixtures/flows/main-menu.yaml"),
    include_str!("../../../fixtures/flows/outbound-code.yaml"),
];

/// A far end that plays and collects whole entries, and nothing else.
const COMMANDS_ONLY: DialectAbilities = DialectAbilities {
    name: "plain",
    first_digit_timer: false,
    inter_digit_timer: false,
    type_ahead: false,
    transfer: false,
    hang_up: false,
    mask: false,
    ..DialectAbilities::ALL
};

/// Findings as `line:column code`, warnings with `?`.
fn found(text: &str, abilities: &DialectAbilities) -> Vec<String> {
    let findings = check(text, abilities);
    let told = findings.iter().map(|finding| {
        let mark = if finding.severity == Severity::Warning {
            "?"
        } else {
            ""
        };
        let code = finding
            .code
            .strip_prefix("flow::")
            .expect("a code of flows");
        format!(
            "{}:{} {code}{mark}",
            finding.place.line, finding.place.column
        )
    });
    told.collect()
}

#[track_caller]
fn check_all(text: &str, expected: &[&str]) {
    assert_eq!(found(text, &DialectAbilities::ALL), expected, "{text}");
}

/// Steps after a start at `a`, with the prompt `p`.
fn flow(steps: &str) -> String {
    format!("start: a\nprompts: {{ p: p.wav }}\nsteps:\n{steps}  z: {{ play: {{ prompt: p }} }}\n")
}

fn collect(fields: &str) -> String {
    let failures = "no-input: { maximum: 1, next: z }, no-match: { maximum: 1, next: z }";
    flow(&format!(
        "  a:\n    collect: {{ into: v, prompt: p, next: z, {failures},\n      {fields} }}\n"
    ))
}

#[test]
fn the_fixtures_are_clean() {
    for text in FIXTURES {
        check_all(text, &[]);
        assert!(Flow::parse(text).is_ok());
    }
}

#[test]
fn all_faults_of_the_shape_are_told_at_once_with_their_places() {
    let text = "start: a\nlimitz: {}\nsteps:\n  a: { hangup: {} }\n  b: { wait: { wait-ms: 600001 } }\n  c: { play: { barge-in: maybe } }\n  D: { hang-up: {} }\n";
    check_all(
        text,
        &[
            "2:1 unknown-field",
            "4:8 unknown-field",
            "5:25 invalid-value",
            "6:14 missing-field",
            "6:26 wrong-type",
            "7:3 invalid-value",
        ],
    );
    let helps: Vec<_> = check(text, &DialectAbilities::ALL)
        .into_iter()
        .map(|it| it.help)
        .collect();
    assert_eq!(helps[0], "did you mean `limits`?");
    assert_eq!(helps[1], "did you mean `hang-up`?");
}

#[test]
fn what_is_no_yaml_is_told_with_its_place() {
    check_all("start: a\nsteps: [", &["2:8 unreadable"]);
    check_all("a: b\n   c: d", &["2:5 unreadable"]);
    check_all("", &["1:1 wrong-type"]);
    check_all(
        "start: a\nstart: b\nsteps: { a: { hang-up: {} } }",
        &["2:1 duplicate-key"],
    );
    let large = " ".repeat(FILE_BYTES_MAX + 1);
    check_all(&large, &["0:0 too-large"]);
}

#[test]
fn names_that_stand_for_nothing_are_told_with_the_nearest() {
    let text = flow(
        "  a: { play: { prompt: q, next: zz } }\n  b: { branch: { variable: v, cases: [{ equals: x, next: c }], otherwise: a } }\n",
    );
    check_all(
        &text,
        &[
            "4:24 unknown-prompt",
            "4:33 unknown-step",
            "5:3 unreachable-step",
            "5:28 unknown-variable",
            "5:58 unknown-step",
            "6:3 unreachable-step",
        ],
    );
    let text = "start: sart\nsteps: { start: { hang-up: {} } }";
    assert_eq!(
        check(text, &DialectAbilities::ALL)[0].help,
        "did you mean `start`?"
    );
    check_all(
        "start: a\nprompts: { p: p.wav }\nsteps: { a: { hang-up: {} } }",
        &["2:12 unused-prompt?"],
    );
}

#[test]
fn a_loop_without_the_caller_is_an_error_and_one_with_her_wants_a_limit() {
    check_all(
        &flow("  a: { play: { prompt: p, next: b } }\n  b: { wait: { wait-ms: 5, next: a } }\n"),
        &["4:3 endless-loop", "6:3 unreachable-step"],
    );
    let silent = "  a:\n    menu: { prompt: p, choices: { '1': z }, no-input: { maximum: 3, next: a }, no-match: { maximum: 1, next: z } }\n";
    check_all(&flow(silent), &["4:3 endless-loop"]);
    let again = "  a:\n    menu: { prompt: p, choices: { '1': z }, no-input: { maximum: 3, next: z }, no-match: { maximum: 1, next: a } }\n";
    check_all(&flow(again), &["4:3 unlimited-loop?"]);
    check_all(&format!("limits: {{ visits: 9 }}\n{}", flow(again)), &[]);
    check_all(
        &format!("limits: {{ visits: 9 }}\n{}", flow(silent)),
        &["5:3 endless-loop"],
    );
}

#[test]
fn a_branch_that_counts_rounds_is_no_endless_loop() {
    let counts = "  a: { branch: { variable: n, cases: [{ equals: twice, next: z }], otherwise: b } }\n  b: { set: { variable: n, value: twice, next: a } }\n";
    check_all(
        &flow(counts),
        &["4:3 unlimited-loop?", "4:18 unset-variable?"],
    );
}

#[test]
fn what_no_entry_can_be_is_told() {
    check_all(
        &collect("digits-max: 3, form: { pattern: '12|1234' }"),
        &["6:30 impossible-alternative?"],
    );
    check_all(
        &collect("digits-max: 3, form: { pattern: '1234' }"),
        &["6:30 impossible-pattern"],
    );
    check_all(
        &collect("digits-max: 3, terminators: '#', form: { pattern: '1#' }"),
        &["6:48 impossible-pattern"],
    );
    check_all(&collect("digits-max: 3, form: { pattern: 1xx }"), &[]);
    check_all(
        &collect("digits-max: 1, form: luhn"),
        &["6:22 impossible-luhn"],
    );
    check_all(
        &collect("digits-max: 8, digits-min: 4, form: { date: year-month-day }"),
        &[],
    );
    check_all(
        &collect("digits-max: 6, form: { date: year-month-day }"),
        &["6:22 impossible-date"],
    );
    check_all(
        &collect("digits-max: 1, digits-min: 2"),
        &["6:7 impossible-length"],
    );
    check_all(
        &collect("digits-max: 1, terminators: '0123456789*#ABCD'"),
        &["6:22 impossible-entry"],
    );
}

#[test]
fn timers_that_leave_no_time_are_told() {
    check_all(
        &collect("digits-max: 3, timers: { first-digit-ms: 0, total-ms: 0 }"),
        &["6:32 no-time", "6:51 no-time"],
    );
    check_all(
        &collect("digits-max: 3, timers: { inter-digit-ms: 0 }"),
        &[],
    );
    check_all(
        &collect("digits-max: 3, digits-min: 2, timers: { inter-digit-ms: 0 }"),
        &["6:47 no-time"],
    );
    check_all(
        &collect("digits-max: 3, timers: { first-digit-ms: 40000 }"),
        &["6:32 timer-without-effect?"],
    );
    check_all(
        &format!("limits: {{ command-ms: 0 }}\n{}", collect("digits-max: 3")),
        &["1:23 no-time"],
    );
}

#[test]
fn what_no_call_takes_is_told() {
    let failures = "no-input: { maximum: 1, prompts: [p], next: z }, no-match: { maximum: 2, prompts: [p], next: z }";
    let text = flow(&format!(
        "  a:\n    collect: {{ into: v, prompt: p, digits-max: 2, next: b, {failures} }}\n  b:\n    branch:\n      variable: v\n      otherwise: z\n      cases:\n        - {{ equals: '12', next: z }}\n        - {{ equals: '123', next: z }}\n        - {{ equals: '12', next: z }}\n"
    ));
    check_all(
        &text,
        &[
            "5:84 unplayed-prompt?",
            "12:13 impossible-case?",
            "13:13 duplicate-case?",
        ],
    );
    check_all(
        &flow("  a: { send-digits: { digits: '', next: z } }\n"),
        &["4:23 no-digits"],
    );
}

#[test]
fn what_the_dialect_cannot_do_is_told() {
    let text = collect("digits-max: 3, sensitive: true, timers: { inter-digit-ms: 900 }");
    assert_eq!(
        found(&text, &COMMANDS_ONLY),
        ["6:22 dialect-mask?", "6:49 dialect-timer?"]
    );
    let text = collect("digits-max: 3, type-ahead: true");
    assert_eq!(found(&text, &COMMANDS_ONLY), ["6:22 dialect-type-ahead?"]);
    let counts_all = DialectAbilities {
        type_ahead: true,
        drops_ahead: false,
        ..COMMANDS_ONLY
    };
    assert_eq!(found(&text, &counts_all), [""; 0]);
    let text = collect("digits-max: 3, type-ahead: false");
    assert_eq!(found(&text, &counts_all), ["6:22 dialect-type-ahead?"]);
    assert_eq!(found(&text, &COMMANDS_ONLY), [""; 0]);
    let abilities = DialectAbilities {
        digits_max: 2,
        total_ms_max: 1_000,
        ..COMMANDS_ONLY
    };
    assert_eq!(
        found(&collect("digits-max: 3"), &abilities),
        ["5:5 dialect-timer", "6:7 dialect-digits"]
    );
    let text = "start: a\nsteps: { a: { transfer: { target: x } }, b: { hang-up: {} } }";
    let told = found(text, &COMMANDS_ONLY);
    assert_eq!(
        told,
        [
            "2:15 dialect-step",
            "2:42 unreachable-step",
            "2:47 dialect-step"
        ]
    );
    let none = DialectAbilities {
        call_control: false,
        ..COMMANDS_ONLY
    };
    assert_eq!(
        found(&flow("  a: { wait: { wait-ms: 1, next: z } }\n"), &none),
        ["5:8 dialect-step"]
    );
}

#[test]
fn no_finding_quotes_digits_and_the_masked_text_has_none() {
    let text = flow(
        "  a: { send-digits: { digits: '86753', next: '86753' } }\n  b: { '86753': {} }\n  c: { play: '86753' }\n",
    );
    let shown = format!("{:?}", check(&text, &DialectAbilities::ALL));
    assert!(!shown.contains("86753"), "{shown}");
    let text = "start: 1\nsteps: { a: { branch: { cases: [{ equals: 867, next: a5 }] } }, b: { send-digits: { digits: \"530\" } } }";
    let hidden = masked(text);
    assert_eq!(hidden, text.replace("867", "???").replace("530", "???"));
    assert_eq!(masked("a: [86753"), "a: [?????");
}

#[test]
fn anchors_are_followed_and_a_bomb_of_them_is_refused() {
    let text = flow(
        "  a:\n    menu: { prompt: p, choices: { '1': z }, no-input: &f { maximum: 1, next: z }, no-match: *f }\n",
    );
    check_all(&text, &[]);
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let list = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{list}]\n"));
    }
    let told = check(&bomb, &DialectAbilities::ALL);
    assert_eq!(
        told.iter().map(|it| it.code).collect::<Vec<_>>(),
        ["flow::unreadable"]
    );
}

#[test]
fn depth_and_breadth_without_end_are_told_and_not_followed() {
    for unit in ["[", "{a: ", "- ", "? "] {
        let text = unit.repeat(FILE_BYTES_MAX / unit.len());
        assert!(!check(&text, &DialectAbilities::ALL).is_empty());
    }
    let many: String = (0..3_000)
        .map(|index| format!("  s{index}: {{ hang-up: {{}} }}\n"))
        .collect();
    check_all(&format!("start: s0\nsteps:\n{many}"), &["2:1 too-many"]);
}

#[test]
fn a_flow_of_a_thousand_steps_in_one_loop_is_judged_and_findings_have_a_limit() {
    let ring: String = (0..1_000)
        .map(|index| {
            format!(
                "  s{index}: {{ wait: {{ wait-ms: 1, next: s{} }} }}\n",
                (index + 1) % 1_000
            )
        })
        .collect();
    check_all(&format!("start: s0\nsteps:\n{ring}"), &["3:3 endless-loop"]);
    let lone: String = (0..1_000)
        .map(|index| format!("  s{index}: {{ wait: {{ wait-ms: 1, next: t{index} }} }}\n"))
        .collect();
    let told = check(
        &format!("start: s0\nsteps:\n{lone}"),
        &DialectAbilities::ALL,
    );
    assert_eq!(told.len(), FINDINGS_MAX);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn what_is_no_flow_has_an_error(at in 0_usize..2_000, cut in 0_usize..40, put in "[ -~\n]{0,12}", which in 0_usize..4) {
        let text: Vec<char> = FIXTURES[which].chars().collect();
        let at = at.min(text.len());
        let end = (at + cut).min(text.len());
        let text: String = text[..at].iter().copied().chain(put.chars()).chain(text[end..].iter().copied()).collect();
        let findings = check(&text, &DialectAbilities::ALL);
        if Flow::parse(&text).is_err() {
            prop_assert!(findings.iter().any(|it| it.severity == Severity::Error), "{}", text);
        }
        for finding in &findings {
            prop_assert!(finding.place.offset + finding.place.length <= text.len());
            prop_assert!(!finding.message.is_empty() && !finding.help.is_empty());
        }
        prop_assert_eq!(masked(&text).len(), text.len());
    }
}

#[test]
fn a_variable_that_is_unset_on_some_way_is_told_with_the_way() {
    let branch =
        "  b: { branch: { variable: v, cases: [{ equals: '1', next: z }], otherwise: z } }\n";
    let collect = |no_input: &str| {
        let failures = format!(
            "no-input: {{ maximum: 1, next: {no_input} }}, no-match: {{ maximum: 1, next: z }}"
        );
        flow(&format!(
            "  a: {{ collect: {{ into: v, prompt: p, digits-max: 1, next: b, {failures} }} }}\n{branch}"
        ))
    };
    check_all(&collect("z"), &[]);
    check_all(&collect("b"), &["5:18 unset-variable?"]);
    let [finding] = &check(&collect("b"), &DialectAbilities::ALL)[..] else {
        panic!("one finding");
    };
    assert!(
        finding.message.ends_with("by `a` → `b`"),
        "{}",
        finding.message
    );
    // A case that is taken tells that the variable is set; `otherwise` does not.
    let menu = |one: &str| {
        flow(&format!(
            "  a: {{ menu: {{ prompt: p, choices: {{ '1': {one}, '2': b }}, no-input: {{ maximum: 1, next: z }}, no-match: {{ maximum: 1, next: z }} }} }}\n  s: {{ set: {{ variable: v, value: '1', next: b }} }}\n  b: {{ branch: {{ variable: v, cases: [{{ equals: '1', next: c }}], otherwise: z }} }}\n  c: {{ branch: {{ variable: v, cases: [{{ equals: '1', next: z }}], otherwise: z }} }}\n"
        ))
    };
    check_all(&menu("s"), &["6:18 unset-variable?"]);
}
