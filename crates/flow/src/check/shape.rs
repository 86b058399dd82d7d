//! Whether the tree has the fields and values of a flow file, told for all of it at once.
//! What the fields are is the JSON Schema's; what a value may be, its type's.

use core::fmt::Display;
use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{
    finding::Findings,
    nearest::{nearest_help, quoted},
};
use crate::{
    CallMs, DigitCount, Failures, Key, Keys, Pattern, PromptName, Step, StepName, TimerMs, Value,
    VariableName, Visits,
    yaml::{Kind, Node},
};

/// What [`Flow::schema`](crate::Flow::schema) gives, as a file: programs that check need not carry what makes it.
const SCHEMA: &str = include_str!("../../flow.schema.json");

/// The steps that can be read, after telling what is wrong with the others and with the rest.
pub(super) fn read(tree: &Node, findings: &mut Findings) -> BTreeMap<StepName, Step> {
    let Ok(schema) = serde_json::from_str(SCHEMA) else {
        return BTreeMap::new();
    };
    let mut shape = Shape {
        schema: &schema,
        findings,
    };
    let Some(step) = schema.pointer("/$defs/Step") else {
        return BTreeMap::new();
    };
    shape.read(tree, &schema, "");
    // The steps once more, one by one: those that are right are worth judging further.
    let mut silent = Findings::default();
    let mut again = Shape {
        schema: &schema,
        findings: &mut silent,
    };
    let steps = tree.value("steps").map(Node::entries).unwrap_or_default();
    let typed = steps.iter().filter_map(|(name, node)| {
        let name = StepName::try_from(name.text()?.to_owned()).ok()?;
        again.read(node, step, "")?;
        Some((name, node.read().ok()?))
    });
    typed.collect()
}

/// What a value of this type may be: none for a type that is no single value.
fn leaf(name: &str, text: &str) -> Option<Result<Json, String>> {
    let number = || {
        text.parse::<u32>()
            .map_err(|_| "a whole number is expected here".to_owned())
    };
    let judged = match name {
        "StepName" => of_text::<StepName>(text),
        "PromptName" => of_text::<PromptName>(text),
        "VariableName" => of_text::<VariableName>(text),
        "Value" => of_text::<Value>(text),
        "Keys" => Keys::try_from(text.to_owned())
            .map(|_| Json::from(text))
            .map_err(|_| "keys are written 0-9 * # A-D, at most 128 of them".to_owned()),
        "Pattern" => of_text::<Pattern>(text),
        "Key" => of_text::<Key>(text),
        "TimerMs" => number().and_then(of_number::<TimerMs>),
        "CallMs" => number().and_then(of_number::<CallMs>),
        "Visits" => number().and_then(of_number::<Visits>),
        "Failures" => number().and_then(of_number::<Failures>),
        "DigitCount" => number().and_then(of_number::<DigitCount>),
        _ => return None,
    };
    Some(judged)
}

/// The type of a mapping's own keys, by the field that holds it.
fn key_type(field: &str) -> &'static str {
    match field {
        "prompts" => "PromptName",
        "choices" => "Key",
        _ => "StepName",
    }
}

fn of_text<T: TryFrom<String, Error: Display>>(text: &str) -> Result<Json, String> {
    let valid = T::try_from(text.to_owned());
    valid
        .map(|_| Json::from(text))
        .map_err(|error| error.to_string())
}

fn of_number<T: TryFrom<u32, Error: Display>>(number: u32) -> Result<Json, String> {
    let valid = T::try_from(number);
    valid
        .map(|_| Json::from(number))
        .map_err(|error| error.to_string())
}

struct Shape<'a> {
    schema: &'a Json,
    findings: &'a mut Findings,
}

impl<'a> Shape<'a> {
    /// The node as JSON, or none after telling what is wrong with it.
    fn read(&mut self, node: &Node, schema: &'a Json, field: &str) -> Option<Json> {
        if let Some(name) = schema["$ref"].as_str().and_then(|it| it.rsplit('/').next()) {
            return self.referenced(node, name, field);
        }
        if let Some(either) = schema["anyOf"].as_array() {
            return match either.first() {
                Some(schema) if !node.is_null() => self.read(node, schema, field),
                _ => Some(Json::Null),
            };
        }
        if let Some(variants) = schema["oneOf"].as_array() {
            return self.variant(node, variants);
        }
        match schema["type"].as_str() {
            Some("object") => self.object(node, schema, field),
            Some("array") => self.list(node, &schema["items"], field),
            Some("boolean") => self.truth(node),
            _ => node
                .text()
                .map(Json::from)
                .or_else(|| self.wrong(node, "a text")),
        }
    }

    fn referenced(&mut self, node: &Node, name: &str, field: &str) -> Option<Json> {
        match node.text().and_then(|text| leaf(name, text)) {
            Some(Ok(json)) => Some(json),
            Some(Err(message)) => self.invalid(node, message),
            None if leaf(name, "").is_some() => self.wrong(node, "one value"),
            None => {
                let schema: &'a Json = &self.schema["$defs"][name];
                self.read(node, schema, field)
            }
        }
    }

    fn object(&mut self, node: &Node, schema: &'a Json, field: &str) -> Option<Json> {
        let Kind::Map(entries) = &node.kind else {
            return self.wrong(node, "a mapping");
        };
        let mut read = serde_json::Map::new();
        let mut whole = true;
        for (key, value) in entries {
            match self.member(key, value, schema, field) {
                Some((name, json)) => drop(read.insert(name, json)),
                None => whole = false,
            }
        }
        for required in schema["required"].as_array().into_iter().flatten() {
            let name = required.as_str().unwrap_or_default();
            if node.entry(name).is_none() {
                whole = false;
                let message = format!("the field `{name}` is missing");
                self.findings
                    .error("flow::missing-field", node.place, message, "add it");
            }
        }
        whole.then_some(Json::Object(read))
    }

    fn member(
        &mut self,
        key: &Node,
        value: &Node,
        schema: &'a Json,
        field: &str,
    ) -> Option<(String, Json)> {
        let Some(name) = key.text() else {
            return self.wrong(key, "a name");
        };
        if let Some(known) = schema["properties"].get(name) {
            return Some((name.to_owned(), self.read(value, known, name)?));
        }
        if let Some(values) = values_of_any_name(schema) {
            let key_is_right = match leaf(key_type(field), name) {
                Some(Err(message)) => self.invalid::<()>(key, message).is_some(),
                _ => true,
            };
            let json = self.read(value, values, "");
            return json
                .filter(|_| key_is_right)
                .map(|json| (name.to_owned(), json));
        }
        self.unknown(key, name, &names(&schema["properties"]))
    }

    /// A node that is one of several things by its only key, or by its text.
    fn variant(&mut self, node: &Node, variants: &'a [Json]) -> Option<Json> {
        let words: Vec<_> = variants
            .iter()
            .filter_map(|it| it["const"].as_str())
            .collect();
        let keys: Vec<_> = variants
            .iter()
            .flat_map(|it| names(&it["properties"]))
            .collect();
        let all = [&words[..], &keys].concat();
        match (&node.kind, node.text()) {
            (_, Some(text)) if words.contains(&text) => Some(Json::from(text)),
            (_, Some(text)) if keys.contains(&text) => self.invalid(
                node,
                format!("`{text}` is a key here and needs what it says"),
            ),
            (_, Some(text)) => self.unknown(node, text, &all),
            (Kind::Map(entries), _) if entries.len() == 1 => {
                let (key, value) = entries.first()?;
                let name = key.text().unwrap_or_default();
                let known = variants.iter().find_map(|it| it["properties"].get(name));
                let Some(known) = known else {
                    return self.unknown(key, name, &all);
                };
                let json = self.read(value, known, name)?;
                Some(Json::Object(
                    [(name.to_owned(), json)].into_iter().collect(),
                ))
            }
            _ => self.wrong(node, &format!("exactly one of {}", all.join(", "))),
        }
    }

    fn list(&mut self, node: &Node, items: &'a Json, field: &str) -> Option<Json> {
        let Kind::List(list) = &node.kind else {
            return self.wrong(node, "a list");
        };
        // All of them, so that each one's faults are told, and only then whether all are right.
        let read: Vec<_> = list
            .iter()
            .map(|item| self.read(item, items, field))
            .collect();
        read.into_iter()
            .collect::<Option<Vec<_>>>()
            .map(Json::Array)
    }

    fn truth(&mut self, node: &Node) -> Option<Json> {
        match node.text().map(str::to_ascii_lowercase).as_deref() {
            Some("true" | "yes" | "on" | "y") => Some(Json::Bool(true)),
            Some("false" | "no" | "off" | "n") => Some(Json::Bool(false)),
            _ => self.wrong(node, "true or false"),
        }
    }

    fn unknown<T>(&mut self, node: &Node, name: &str, known: &[&str]) -> Option<T> {
        let message = format!("{} is not known here", quoted(name));
        let help = nearest_help(name, known.iter().copied(), "");
        self.findings
            .error("flow::unknown-field", node.place, message, help);
        None
    }

    fn wrong<T>(&mut self, node: &Node, expected: &str) -> Option<T> {
        let message = format!("{expected} is expected here");
        self.findings
            .error("flow::wrong-type", node.place, message, "write it so");
        None
    }

    fn invalid<T>(&mut self, node: &Node, message: String) -> Option<T> {
        let (message, help) = match message.split_once("; ") {
            Some((message, help)) => (message.to_owned(), help.to_owned()),
            None => (message, "write it so".to_owned()),
        };
        self.findings
            .error("flow::invalid-value", node.place, message, help);
        None
    }
}

/// What the values of a mapping are that has names of its own: the schema has a pattern for these
/// names.
fn values_of_any_name(schema: &Json) -> Option<&Json> {
    schema["patternProperties"].as_object()?.values().next()
}

fn names(properties: &Json) -> Vec<&str> {
    let fields = properties.as_object().into_iter().flatten();
    fields.map(|(name, _)| name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;
    use serde::Serialize as _;
    use serde_json::ser::PrettyFormatter;

    /// After a change of the types, `UPDATE_EXPECT=1` in the environment of this test writes the file anew.
    #[test]
    fn the_schema_is_that_of_the_types() {
        let mut schema = crate::Flow::schema().to_value();
        schema.sort_all_objects();
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/flow.schema.json");
        expect_file![file].assert_eq(&lines(&schema));
    }

    /// One value a line, and no indentation: programs carry the file.
    fn lines(value: &serde_json::Value) -> String {
        let mut written = Vec::new();
        let formatter = PrettyFormatter::with_indent(b"");
        let mut serializer = serde_json::Serializer::with_formatter(&mut written, formatter);
        value.serialize(&mut serializer).expect("it is JSON");
        String::from_utf8(written).expect("JSON is text") + "\n"
    }
}
