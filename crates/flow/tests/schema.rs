//! The JSON Schemas: what they do not allow, the readers do not read.

use cxtone_flow::{Caller, Flow, FlowTest};
use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::{Value, json};

const FLOWS: [&str; 4] = [
    include_str!("../../../fixtures/flows/account-number.yaml"),
    include_str!("../../../fixtures/flows/date-of-birth.yaml"),
    include_str!("../../../fixtures/flows/main-menu.yaml"),
    include_str!("../../../fixtures/flows/outbound-code.yaml"),
];

const CALLERS: [&str; 2] = [
    "{ answer: { after-ms: 800 }, line: { snr-db: 20 }, tone-ms: 80, gap-ms: 60, jitter-ms: 50, acts: [{ ends: 1 }, { wait: 400 }, { press: '100' }, { begins: 2 }, hang-up] }",
    "{ answer: busy, acts: [hang-up] }",
];

fn validator(schema: schemars::Schema) -> Validator {
    jsonschema::validator_for(schema.as_value()).expect("a schema")
}

fn json(text: &str) -> Value {
    serde_saphyr::from_str(text).expect("YAML that is JSON too")
}

/// Whether the schema allows it and whether the reader reads it.
fn judged(validator: &Validator, read: fn(&str) -> bool, value: &Value) -> (bool, bool) {
    (validator.is_valid(value), read(&value.to_string()))
}

fn reads_flow(text: &str) -> bool {
    Flow::parse(text).is_ok()
}

fn reads_caller(text: &str) -> bool {
    Caller::parse(text).is_ok()
}

/// All places of a value, as pointers.
fn places(value: &Value, at: &str, places: &mut Vec<String>) {
    places.push(at.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                self::places(field, &format!("{at}/{name}"), places);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                self::places(item, &format!("{at}/{index}"), places);
            }
        }
        _ => {}
    }
}

/// YAML takes `12` and `true` for texts where texts belong; the schema knows JSON alone.
fn as_text(value: Value) -> Value {
    match value {
        Value::Number(number) => number.to_string().into(),
        Value::Bool(truth) => truth.to_string().into(),
        other => other,
    }
}

/// And it takes `"12"` for a number, `"yes"` for a truth.
fn as_no_number(value: Value) -> Value {
    match value {
        Value::String(text) => format!("#{text}").into(),
        other => other,
    }
}

/// Something else in one place of a value.
#[derive(Clone, Debug)]
enum Change {
    Replace(Value),
    Add(String, Value),
    Remove,
    Rename(String),
}

fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3_i64..20_000_000).prop_map(Value::from),
        prop::sample::select(vec![0_i64, 1, 10, 11, 128, 129, 600_000, 600_001, 10_001])
            .prop_map(Value::from),
        (-1e3..1e9_f64).prop_map(Value::from),
        "[0-9a-z#*ABCDx|-]{0,6}".prop_map(Value::from),
        (60_usize..70).prop_map(|length| Value::from("a".repeat(length))),
        (2_040_usize..2_060).prop_map(|length| Value::from("ä".repeat(length))),
        (125_usize..132).prop_map(|length| Value::from("1".repeat(length))),
        Just(json!([])),
        Just(json!({})),
        Just(json!(["a", 1])),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    let name = prop_oneof![
        "[a-zA-Z0-9#*-]{0,3}",
        Just("barge-in".to_owned()),
        Just("next".to_owned())
    ];
    prop_oneof![
        4 => odd().prop_map(Change::Replace),
        1 => (name.clone(), odd()).prop_map(|(name, value)| Change::Add(name, value)),
        1 => Just(Change::Remove),
        1 => name.prop_map(Change::Rename),
    ]
}

/// The value with something else in one place, apart from what YAML takes for the same.
fn changed(mut value: Value, original: &Value, place: &str, change: Change) -> Value {
    let (above, name) = place.rsplit_once('/').unwrap_or_default();
    match change {
        Change::Replace(other) => {
            if let Some(at) = value.pointer_mut(place) {
                let before = original.pointer(place);
                let was_text = at.is_string() || before.is_some_and(Value::is_string);
                *at = if was_text {
                    as_text(other)
                } else {
                    as_no_number(other)
                };
            }
        }
        Change::Add(name, other) => {
            let texts = place == "/prompts";
            if let Some(Value::Object(fields)) = value.pointer_mut(place) {
                fields.insert(name, if texts { as_text(other) } else { other });
            }
        }
        Change::Remove => {
            if let Some(Value::Object(fields)) = value.pointer_mut(above) {
                fields.remove(name);
            }
        }
        Change::Rename(other) => {
            if let Some(Value::Object(fields)) = value.pointer_mut(above)
                && let Some(field) = fields.remove(name)
            {
                fields.insert(other, field);
            }
        }
    }
    value
}

/// A text of these with one to three changes.
fn spoiled(texts: &'static [&'static str]) -> impl Strategy<Value = Value> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), change()), 1..=3);
    (prop::sample::select(texts), changes).prop_map(|(text, changes)| {
        let original = json(text);
        let unspoiled = original.clone();
        changes
            .into_iter()
            .fold(unspoiled, |value, (index, change)| {
                let mut all = Vec::new();
                places(&value, "", &mut all);
                let place = index.get(&all).clone();
                changed(value, &original, &place, change)
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_the_schema_rejects_no_reader_reads(
        flow in spoiled(&FLOWS),
        caller in spoiled(&CALLERS),
    ) {
        thread_local! {
            static FLOW: Validator = validator(Flow::schema());
            static CALLER: Validator = validator(Caller::schema());
        }
        let (allowed, read) = FLOW.with(|schema| judged(schema, reads_flow, &flow));
        prop_assert!(allowed || !read, "{flow}");
        let (allowed, read) = CALLER.with(|schema| judged(schema, reads_caller, &caller));
        prop_assert!(allowed || !read, "{caller}");
    }
}

#[test]
fn what_people_write_is_allowed() {
    let flow = validator(Flow::schema());
    for text in FLOWS {
        assert_eq!(
            judged(&flow, reads_flow, &json(text)),
            (true, true),
            "{text}"
        );
    }
    let caller = validator(Caller::schema());
    for text in CALLERS {
        assert_eq!(
            judged(&caller, reads_caller, &json(text)),
            (true, true),
            "{text}"
        );
    }
    let test = validator(FlowTest::schema());
    let text = include_str!("../../../fixtures/flows/outbound-code.agent.test.json");
    assert!(test.is_valid(&json(text)) && FlowTest::parse(text).is_ok());
}

/// One place of the Go source's flow with something else in it: neither allowed nor read.
#[track_caller]
fn refused(place: &str, other: Value) {
    let (above, name) = place.rsplit_once('/').expect("a place");
    let change = Change::Add(name.to_owned(), other);
    let original = json(FLOWS[3]);
    let value = changed(original.clone(), &original, above, change);
    let flow = validator(Flow::schema());
    assert_eq!(judged(&flow, reads_flow, &value), (false, false), "{place}");
}

#[test]
fn ranges_lengths_and_patterns_stand_in_the_schema() {
    let collect = "/steps/code/collect";
    for (place, other) in [
        ("timers/total-ms", json!(600_001)),
        ("timers/total-ms", json!(-1)),
        ("digits-max", json!(129)),
        ("digits-max", json!(0)),
        ("no-match/maximum", json!(11)),
        ("no-input/maximum", json!(0)),
        ("terminators", json!("#x")),
        ("terminators", json!("1".repeat(129))),
        ("form", json!({ "pattern": "1||2" })),
        ("form", json!({ "pattern": "1y" })),
        ("form", json!({ "date": "month" })),
        ("into", json!("Code")),
        ("into", json!("a".repeat(65))),
    ] {
        refused(&format!("{collect}/{place}"), other);
    }
    refused("/start", json!(""));
    refused("/prompts/greeting", json!("a".repeat(2_049)));
    refused(
        "/steps/which/branch/cases/0/equals",
        json!("a".repeat(2_049)),
    );
    refused("/limits", json!({ "visits": 10_001 }));
    refused("/limits", json!({ "call-ms": 0 }));
    refused(
        "/steps",
        json!({ "greeting": { "hang-up": {} }, "A": { "hang-up": {} } }),
    );
    let many: serde_json::Map<_, _> = (0..1_001)
        .map(|number| (format!("a{number}"), json!("p")))
        .collect();
    refused("/prompts", Value::Object(many));
}

#[test]
fn keys_of_menus_and_callers_are_checked_too() {
    let menu = json!({ "start": "a", "prompts": { "p": "p" }, "steps": { "a": { "menu": {
        "prompt": "p", "choices": { "12": "a" },
        "no-input": { "maximum": 1, "next": "a" }, "no-match": { "maximum": 1, "next": "a" },
    } } } });
    let flow = validator(Flow::schema());
    assert_eq!(judged(&flow, reads_flow, &menu), (false, false));
    let caller = validator(Caller::schema());
    for wrong in [
        json!({ "line": { "snr-db": 61 } }),
        json!({ "tone-ms": 0 }),
        json!({ "acts": [{ "ends": 0 }] }),
        json!({ "acts": [{ "press": "y" }] }),
        json!({ "acts": vec!["hang-up"; 1_001] }),
    ] {
        assert_eq!(
            judged(&caller, reads_caller, &wrong),
            (false, false),
            "{wrong}"
        );
    }
}
