//! Whether the tree has the fields and values of a flow file, told for all of it at once.
//! What the fields are is the JSON Schema's; what a value may be, its type's.

use core::fmt::Display;

use litemap::LiteMap;

use super::{
    finding::Findings,
    nearest::{nearest_help, quoted},
};
use crate::{
    CallMs, DigitCount, Failures, Key, Keys, Pattern, PromptName, Step, StepName, TimerMs, Value,
    VariableName, Visits,
    limits::NODES_MAX,
    yaml::{self, Kind, Node},
};

/// What [`Flow::schema`](crate::Flow::schema) gives, as a file: programs that check need not carry what makes it.
const SCHEMA: &str = include_str!("../../flow.schema.json");

/// The steps that can be read, after telling what is wrong with the others and with the rest.
pub(super) fn read(tree: &Node, findings: &mut Findings) -> LiteMap<StepName, Step> {
    // JSON is YAML too, and one reader is enough.
    let Ok((schema, _)) = yaml::tree(SCHEMA, NODES_MAX) else {
        return LiteMap::new();
    };
    let mut shape = Shape {
        schema: &schema,
        findings,
    };
    let Some(step) = schema.at(&["$defs", "Step"]) else {
        return LiteMap::new();
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
fn leaf(name: &str, text: &str) -> Option<Result<(), String>> {
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
            .map(drop)
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

fn of_text<T: TryFrom<String, Error: Display>>(text: &str) -> Result<(), String> {
    let valid = T::try_from(text.to_owned());
    valid.map(drop).map_err(|error| error.to_string())
}

fn of_number<T: TryFrom<u32, Error: Display>>(number: u32) -> Result<(), String> {
    let valid = T::try_from(number);
    valid.map(drop).map_err(|error| error.to_string())
}

struct Shape<'a> {
    schema: &'a Node,
    findings: &'a mut Findings,
}

impl<'a> Shape<'a> {
    /// Whether the node is as the schema has it, after telling what is wrong with it.
    fn read(&mut self, node: &Node, schema: &'a Node, field: &str) -> Option<()> {
        if let Some(name) = text_of(schema, "$ref").and_then(|it| it.rsplit('/').next()) {
            return self.referenced(node, name, field);
        }
        if let Some(either) = schema.value("anyOf") {
            return match either.items().first() {
                Some(schema) if !node.is_null() => self.read(node, schema, field),
                _ => Some(()),
            };
        }
        if let Some(variants) = schema.value("oneOf") {
            return self.variant(node, variants.items());
        }
        match text_of(schema, "type") {
            Some("object") => self.object(node, schema, field),
            Some("array") => self.list(node, schema.value("items")?, field),
            Some("boolean") => self.truth(node),
            _ => match node.text() {
                Some(_) => Some(()),
                None => self.wrong(node, "a text"),
            },
        }
    }

    fn referenced(&mut self, node: &Node, name: &str, field: &str) -> Option<()> {
        match node.text().and_then(|text| leaf(name, text)) {
            Some(Ok(())) => Some(()),
            Some(Err(message)) => self.invalid(node, message),
            None if leaf(name, "").is_some() => self.wrong(node, "one value"),
            None => {
                let schema: &'a Node = self.schema.at(&["$defs", name])?;
                self.read(node, schema, field)
            }
        }
    }

    fn object(&mut self, node: &Node, schema: &'a Node, field: &str) -> Option<()> {
        let Kind::Map(entries) = &node.kind else {
            return self.wrong(node, "a mapping");
        };
        let mut whole = true;
        for (key, value) in entries {
            whole &= self.member(key, value, schema, field).is_some();
        }
        let required = schema
            .value("required")
            .map(Node::items)
            .unwrap_or_default();
        for name in required.iter().filter_map(Node::text) {
            if node.entry(name).is_none() {
                whole = false;
                let message = format!("the field `{name}` is missing");
                self.findings
                    .error("flow::missing-field", node.place, message, "add it");
            }
        }
        whole.then_some(())
    }

    fn member(&mut self, key: &Node, value: &Node, schema: &'a Node, field: &str) -> Option<()> {
        let Some(name) = key.text() else {
            return self.wrong(key, "a name");
        };
        if let Some(known) = schema.at(&["properties", name]) {
            return self.read(value, known, name);
        }
        if let Some(values) = values_of_any_name(schema) {
            let key_is_right = match leaf(key_type(field), name) {
                Some(Err(message)) => self.invalid::<()>(key, message).is_some(),
                _ => true,
            };
            let read = self.read(value, values, "");
            return read.filter(|()| key_is_right);
        }
        self.unknown(key, name, &names(schema))
    }

    /// A node that is one of several things by its only key, or by its text.
    fn variant(&mut self, node: &Node, variants: &'a [Node]) -> Option<()> {
        let words: Vec<_> = variants
            .iter()
            .filter_map(|it| text_of(it, "const"))
            .collect();
        let keys: Vec<_> = variants.iter().flat_map(names).collect();
        let all = [&words[..], &keys].concat();
        match (&node.kind, node.text()) {
            (_, Some(text)) if words.contains(&text) => Some(()),
            (_, Some(text)) if keys.contains(&text) => self.invalid(
                node,
                format!("`{text}` is a key here and needs what it says"),
            ),
            (_, Some(text)) => self.unknown(node, text, &all),
            (Kind::Map(entries), _) if entries.len() == 1 => {
                let (key, value) = entries.first()?;
                let name = key.text().unwrap_or_default();
                let mut variants = variants.iter();
                let Some(known) = variants.find_map(|it| it.at(&["properties", name])) else {
                    return self.unknown(key, name, &all);
                };
                self.read(value, known, name)
            }
            _ => self.wrong(node, &format!("exactly one of {}", all.join(", "))),
        }
    }

    fn list(&mut self, node: &Node, items: &'a Node, field: &str) -> Option<()> {
        let Kind::List(list) = &node.kind else {
            return self.wrong(node, "a list");
        };
        // All of them, so that each one's faults are told, and only then whether all are right.
        let mut whole = true;
        for item in list {
            whole &= self.read(item, items, field).is_some();
        }
        whole.then_some(())
    }

    fn truth(&mut self, node: &Node) -> Option<()> {
        match node.text().map(str::to_ascii_lowercase).as_deref() {
            Some("true" | "yes" | "on" | "y" | "false" | "no" | "off" | "n") => Some(()),
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
fn values_of_any_name(schema: &Node) -> Option<&Node> {
    let (_, values) = schema.value("patternProperties")?.entries().first()?;
    Some(values)
}

/// The names of a schema's properties.
fn names(schema: &Node) -> Vec<&str> {
    let properties = schema.value("properties").map(Node::entries);
    let names = properties.unwrap_or_default().iter();
    names.filter_map(|(name, _)| name.text()).collect()
}

fn text_of<'a>(schema: &'a Node, key: &str) -> Option<&'a str> {
    schema.value(key)?.text()
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
