//! Runs every case of `fixtures/payload`, the cases shared with the bindings.

use std::{fs, path::PathBuf};

use cxtone_payload::{Findings, Limits, Payload, Raw, RawValue, validate};
use serde_json::{Value, json};

/// Fewer files than this would mean that the folder was not found.
const FILES_MIN: usize = 4;

#[test]
fn every_fixture_is_validated_as_it_says() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/payload");
    let mut files = 0;
    for entry in fs::read_dir(folder).expect("the fixtures are in the checkout") {
        let path = entry.expect("a readable folder").path();
        if path
            .extension()
            .is_some_and(|extension| extension == "json")
        {
            let text = fs::read_to_string(&path).expect("a readable file");
            let file: Value = serde_json::from_str(&text).expect("a JSON file");
            for case in file["cases"].as_array().expect("a list of cases") {
                check(case);
            }
            files += 1;
        }
    }
    assert!(files >= FILES_MIN);
}

fn check(case: &Value) {
    let name = case["name"].as_str().expect("a case has a name");
    assert!(case["origin"].is_string(), "{name} has an origin");
    let raw = Raw {
        digits: value(case["raw"].get("dtmfString")),
        dtmf_type: value(case["raw"].get("dtmfType")),
        pause_ms: value(case["raw"].get("interDigitPause")),
    };
    let told = match validate(&raw, &Limits::CXONE_V2) {
        Ok(payload) => json!({ "ok": accepted(&payload) }),
        Err(findings) => json!({ "findings": refused(&findings) }),
    };
    for part in ["ok", "findings"] {
        assert_eq!(told.get(part), case.get(part), "{name}");
    }
}

fn accepted(payload: &Payload) -> Value {
    json!({
        "digits": payload.digits().chars().collect::<String>(),
        "dtmfType": payload.dtmf_type().as_str(),
        "pauseMs": payload.pause_ms(),
        "playOutMs": payload.play_out_ms(),
    })
}

fn refused(findings: &Findings) -> Value {
    let finding = |finding: &cxtone_payload::Finding| {
        assert!(!finding.help.is_empty());
        json!({
            "code": finding.code,
            "pointer": finding.pointer,
            "message": finding.message,
        })
    };
    findings.iter().map(finding).collect()
}

/// A value in the notation of `fixtures/payload/README.md`.
fn value(field: Option<&Value>) -> RawValue {
    match field {
        None => RawValue::Missing,
        Some(Value::Null) => RawValue::Null,
        Some(Value::Bool(bool)) => RawValue::Bool(*bool),
        Some(Value::Number(number)) => {
            RawValue::Number(number.as_f64().expect("fixtures hold no huge numbers"))
        }
        Some(Value::String(text)) => RawValue::Text(text.clone()),
        Some(Value::Array(_)) => RawValue::Other("array"),
        Some(Value::Object(object)) => match (object.get("$number"), object.get("$repeat")) {
            (Some(number), None) => {
                let number = number.as_str().expect("a number's name");
                RawValue::Number(number.parse().expect("the name of a number"))
            }
            (None, Some(repeat)) => RawValue::Text(repeated(repeat)),
            _ => RawValue::Other("object"),
        },
    }
}

fn repeated(repeat: &Value) -> String {
    let text = repeat[0].as_str().expect("a text to repeat");
    let times = repeat[1].as_u64().expect("how many times");
    (0..times).map(|_| text).collect()
}
