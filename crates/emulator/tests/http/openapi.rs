//! The OpenAPI document against what is served: its examples, the routes, and real answers.

use serde_json::{Map, Value, json};

use crate::client::{Ask, Far, digits, pass, seeded};

fn document() -> Value {
    serde_json::from_str(cxtone_emulator::OPENAPI_JSON).expect("it is JSON")
}

/// Why a body does not fit a schema of the document; empty if it does.
fn misfits(document: &Value, schema: &Value, body: &Value) -> Vec<String> {
    let mut root = schema.as_object().cloned().unwrap_or_default();
    root.insert("components".to_owned(), document["components"].clone());
    let validator = jsonschema::validator_for(&Value::Object(root)).expect("a right schema");
    let errors = validator.iter_errors(body);
    errors.map(|error| error.to_string()).collect()
}

/// All bodies of the document with examples: what they are of, schema and example.
fn examples(document: &Value) -> Vec<(String, Value, Value)> {
    let mut found = Vec::new();
    for (path, operations) in document["paths"].as_object().expect("an object") {
        for (method, operation) in operations.as_object().expect("an object") {
            let responses = operation["responses"].as_object().expect("an object");
            let bodies = responses.values().chain([&operation["requestBody"]]);
            for content in bodies.filter_map(|body| body["content"].as_object()) {
                for media in content.values().filter(|media| !media["example"].is_null()) {
                    let name = format!("{method} {path}");
                    found.push((name, media["schema"].clone(), media["example"].clone()));
                }
            }
        }
    }
    found
}

#[test]
fn every_example_fits_its_schema() {
    let document = document();
    let examples = examples(&document);
    assert!(examples.len() > 30, "{} examples", examples.len());
    for (name, schema, example) in examples {
        let none: [String; 0] = [];
        assert_eq!(misfits(&document, &schema, &example), none, "{name}");
    }
}

#[test]
fn a_body_that_is_not_as_documented_does_not_fit() {
    let document = document();
    let check = |name: &str, body: Value| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        assert!(
            !misfits(&document, &schema, &body).is_empty(),
            "{name} {body}"
        );
    };
    check(
        "Injection",
        json!({ "dtmf": "1w", "dtmfType": "RFC2833", "interDigitPause": 100 }),
    );
    check("Clock", json!({ "at": 1 }));
    check("Clock", json!({ "at": 1, "speed": 1, "more": 1 }));
    check("FaultOrder", json!({ "on": "dtmf", "kind": "odd" }));
}

/// Sends what the document shows for an operation and gives the schema and the answer.
async fn answered(far: &Far, document: &Value, method: &str, path: &str) -> (Value, u16, Value) {
    let operation = &document["paths"][path][method];
    let content = operation["requestBody"]["content"].as_object();
    let (media_type, body) = content.map_or((String::new(), String::new()), |content| {
        let (media_type, media) = content.iter().next().expect("one media type");
        (media_type.clone(), text_of(media_type, &media["example"]))
    });
    let call = &far.hello.calls[0];
    let filled = path
        .replace("{call}", call)
        .replace("{provider}", &far.hello.provider_id)
        .replace("{line}", &far.hello.line_id)
        .replace("{version}", "v30")
        .replace("{session}", &far.hello.agent.sessions[0])
        .replace("{contact}", &far.hello.agent.contacts[0])
        .replace("{verb}", "mask");
    let token = far.token().await;
    let authorization = format!("Bearer {token}");
    let ask = Ask {
        method: &method.to_uppercase(),
        path: &filled,
        headers: &[
            ("authorization", &authorization),
            ("content-type", &media_type),
        ],
        body: &body,
    };
    let answer = far.ask(ask).await;
    let exact = &operation["responses"][answer.status.to_string()];
    let response = if exact.is_null() {
        &operation["responses"]["default"]
    } else {
        exact
    };
    let schema = response["content"]["application/json"]["schema"].clone();
    (schema, answer.status, answer.json())
}

fn text_of(media_type: &str, example: &Value) -> String {
    if media_type == "application/json" {
        return example.to_string();
    }
    let fields = example.as_object().cloned().unwrap_or_else(Map::new);
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default()));
    pairs.collect::<Vec<_>>().join("&")
}

#[tokio::test(start_paused = true)]
async fn every_operation_is_served_and_answers_as_documented() {
    let document = document();
    for (path, operations) in document["paths"].as_object().expect("an object") {
        for method in operations.as_object().expect("an object").keys() {
            let far = Far::start(seeded()).await;
            let call = &far.hello.calls[0];
            let token = far.token().await;
            far.inject(&token, call, &digits("12", "INBAND", 50)).await;
            pass(1_000).await;
            let (schema, status, body) = answered(&far, &document, method, path).await;
            let error = body["error"].as_str().unwrap_or_default();
            let served = !matches!(error, "unknownPath" | "unknownMethod");
            assert!(served, "{method} {path}: {error}");
            assert!(status < 500, "{method} {path}: {status}");
            if !schema.is_null() {
                let none: [String; 0] = [];
                let misfits = misfits(&document, &schema, &body);
                assert_eq!(misfits, none, "{method} {path} {status}: {body}");
            }
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_document_is_served() {
    let far = Far::start(seeded()).await;
    let served = far.get("/emulator/openapi.json").await;
    assert_eq!(served.json(), document());
}
