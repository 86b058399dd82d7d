//! A flow with places for what each call brings along, such as `${pin}` in a `send-digits` step.
//! What a flow is, `cxtone-flow` decides once the places are filled.

use core::fmt;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use cxtone_flow::{Flow, FlowError, Step};
use serde_json::Value;
use thiserror::Error;

use crate::source::check_name;

/// The most variables that one flow uses.
pub const TEMPLATE_VARIABLES_MAX: usize = 64;

/// What opens a place.
const OPENING: &str = "${";

/// The variable that every call has.
const CALL_ID: &str = "callId";

/// A flow file in which texts may hold `${name}`. What is filled in stays within its text: it can
/// neither add a step nor change one. `Debug` shows only the variables' names.
#[derive(Clone)]
pub struct FlowTemplate {
    shape: Shape,
    variables: BTreeSet<String>,
}

#[derive(Clone)]
enum Shape {
    /// The same for all calls.
    Fixed(Arc<Flow>),
    /// To be filled for each call.
    Places(Value),
}

/// Why a text is no flow for a campaign.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// It is no flow.
    #[error(transparent)]
    Flow(#[from] FlowError),
    /// It is not YAML, or no flow with places.
    #[error("the flow cannot be read: {0}")]
    Unreadable(String),
    /// A place is not closed, or named as no variable is.
    #[error("`${{` begins a place that is not named and closed as in `${{name}}`: {0}")]
    Place(String),
    /// It uses too many variables.
    #[error("the flow uses more than {TEMPLATE_VARIABLES_MAX} variables")]
    TooMany,
}

/// A call brings along less than the flow uses.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("there is no `{0}`, or an empty one, and the flow uses it; add it")]
pub struct VariableMissing(pub String);

impl FlowTemplate {
    /// Reads a flow file with places.
    ///
    /// # Errors
    ///
    /// [`TemplateError`]. A flow with places is judged only as far as that is possible without
    /// what is filled in.
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        if !text.contains(OPENING) {
            let flow = Arc::new(Flow::parse(text)?);
            return Ok(Self {
                shape: Shape::Fixed(flow),
                variables: BTreeSet::new(),
            });
        }
        let document: Value = serde_saphyr::from_str(text)
            .map_err(|error| TemplateError::Unreadable(error.to_string()))?;
        let mut variables = BTreeSet::new();
        each_text(&document, &mut |text| places(text, &mut variables))?;
        if variables.len() > TEMPLATE_VARIABLES_MAX {
            return Err(TemplateError::TooMany);
        }
        Ok(Self {
            shape: Shape::Places(document),
            variables,
        })
    }

    /// The variables that it uses, without `callId`, which every call has.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        let names = self.variables.iter().map(String::as_str);
        names.filter(|name| *name != CALL_ID)
    }

    /// Whether it is the same for all calls.
    #[must_use]
    pub const fn is_fixed(&self) -> bool {
        matches!(self.shape, Shape::Fixed(_))
    }

    /// Whether a step of it masks the recording.
    #[must_use]
    pub fn is_sensitive(&self) -> bool {
        match &self.shape {
            Shape::Fixed(flow) => flow
                .steps()
                .values()
                .any(|step| matches!(step, Step::Collect(collect) if collect.sensitive)),
            Shape::Places(document) => document
                .get("steps")
                .and_then(Value::as_object)
                .is_some_and(|steps| steps.values().any(is_sensitive)),
        }
    }

    /// The flow of one call.
    ///
    /// # Errors
    ///
    /// What is wrong, without any value: a variable that is missing, or a flow that is none once
    /// the values are filled in.
    pub fn flow(
        &self,
        call: &str,
        variables: &BTreeMap<String, String>,
    ) -> Result<Arc<Flow>, String> {
        let document = match &self.shape {
            Shape::Fixed(flow) => return Ok(Arc::clone(flow)),
            Shape::Places(document) => document,
        };
        let mut filled = document.clone();
        let value = |name: &str| match name {
            CALL_ID => Some(call),
            _ => variables.get(name).map(String::as_str),
        };
        fill(&mut filled, &value).map_err(|missing| missing.to_string())?;
        // The error's words may hold what was filled in.
        Flow::parse(&filled.to_string()).map(Arc::new).map_err(|_| {
            "with this call's values the flow is none; \
             check that they suit the places where the flow uses them"
                .to_owned()
        })
    }
}

impl fmt::Debug for FlowTemplate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("FlowTemplate")
            .field("variables", &self.variables)
            .finish_non_exhaustive()
    }
}

/// Whether a step as it stands in the file masks the recording; what a place would make of it is
/// not known yet.
fn is_sensitive(step: &Value) -> bool {
    let sensitive = step.get("collect").and_then(|ask| ask.get("sensitive"));
    sensitive.is_some_and(|value| *value != Value::Bool(false))
}

fn each_text(
    value: &Value,
    see: &mut impl FnMut(&str) -> Result<(), TemplateError>,
) -> Result<(), TemplateError> {
    match value {
        Value::String(text) => see(text),
        Value::Array(values) => values.iter().try_for_each(|value| each_text(value, see)),
        Value::Object(fields) => fields.values().try_for_each(|value| each_text(value, see)),
        _ => Ok(()),
    }
}

fn places(text: &str, names: &mut BTreeSet<String>) -> Result<(), TemplateError> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(OPENING) {
        let (name, after) = after
            .split_once('}')
            .ok_or_else(|| TemplateError::Place("there is no `}`".to_owned()))?;
        check_name(name).map_err(TemplateError::Place)?;
        names.insert(name.to_owned());
        rest = after;
    }
    Ok(())
}

fn fill<'a>(
    value: &mut Value,
    known: &impl Fn(&str) -> Option<&'a str>,
) -> Result<(), VariableMissing> {
    match value {
        Value::String(text) if text.contains(OPENING) => {
            *text = filled(text, known)?;
            Ok(())
        }
        Value::Array(values) => values.iter_mut().try_for_each(|value| fill(value, known)),
        Value::Object(fields) => fields.values_mut().try_for_each(|value| fill(value, known)),
        _ => Ok(()),
    }
}

/// The text with every place filled; what is filled in is not looked at again.
fn filled<'a>(
    text: &str,
    known: &impl Fn(&str) -> Option<&'a str>,
) -> Result<String, VariableMissing> {
    let mut whole = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPENING) {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        whole.push_str(before);
        let value = known(name).filter(|value| !value.is_empty());
        whole.push_str(value.ok_or_else(|| VariableMissing(name.to_owned()))?);
        rest = after;
    }
    whole.push_str(rest);
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENSITIVE: &str = "\
start: pin
prompts: { ask: \"PROMPT\" }
steps:
  pin:
    collect:
      into: pin
      prompt: ask
      digits-max: 4
      no-input: { maximum: 1, next: end }
      no-match: { maximum: 1, next: end }
      sensitive: SENSITIVE
      next: end
  end:
    wait: { wait-ms: 20 }
";

    const PIN: &str = "start: pin\nsteps:\n  pin:\n    send-digits: { digits: \"${pin}\" }\n";

    fn variables(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    #[test]
    fn a_flow_without_places_is_read_once() {
        let text = "start: a\nsteps:\n  a:\n    wait: { wait-ms: 100 }\n";
        let template = FlowTemplate::parse(text).expect("a flow");
        let one = template.flow("call-1", &variables(&[])).expect("a flow");
        let two = template.flow("call-2", &variables(&[])).expect("a flow");
        assert!(template.is_fixed() && Arc::ptr_eq(&one, &two));
    }

    #[test]
    fn each_call_fills_the_places_with_its_own() {
        let template = FlowTemplate::parse(PIN).expect("a template");
        assert_eq!(template.variables().collect::<Vec<_>>(), ["pin"]);
        for pin in ["0123#", "9", "*"] {
            let flow = template.flow("call-1", &variables(&[("pin", pin)]));
            let flow = flow.expect("a flow");
            let step = flow.steps().values().next().expect("a step");
            let Step::SendDigits(sent) = step else {
                panic!("another step");
            };
            let wanted =
                format!("start: a\nsteps:\n  a:\n    send-digits: {{ digits: \"{pin}\" }}\n");
            let wanted = Flow::parse(&wanted).expect("a flow");
            let Some(Step::SendDigits(wanted)) = wanted.steps().values().next() else {
                panic!("another step");
            };
            assert_eq!(sent.digits, wanted.digits);
        }
    }

    #[test]
    fn what_is_filled_in_cannot_become_a_part_of_the_flow() {
        let template = FlowTemplate::parse(PIN).expect("a template");
        for value in [
            "1\" }\n  more:\n    hang-up: {}",
            "1\n",
            "${callId}",
            "x",
            "",
        ] {
            let refused = template.flow("call-1", &variables(&[("pin", value)]));
            let why = refused.expect_err("refused");
            assert!(value.is_empty() || !why.contains(value), "{why}");
        }
    }

    #[test]
    fn a_flow_with_a_sensitive_step_is_known_with_and_without_places() {
        for (sensitive, prompt, expected) in [
            ("true", "https://a.example/ask.wav", true),
            ("false", "https://a.example/ask.wav", false),
            ("true", "https://a.example/${word}.wav", true),
            ("false", "https://a.example/${word}.wav", false),
        ] {
            let text = SENSITIVE
                .replace("PROMPT", prompt)
                .replace("SENSITIVE", sensitive);
            let template = FlowTemplate::parse(&text).expect("a flow");
            assert_eq!(template.is_sensitive(), expected, "{text}");
        }
    }

    #[test]
    fn a_missing_variable_is_named() {
        let template = FlowTemplate::parse(PIN).expect("a template");
        let why = template
            .flow("call-1", &variables(&[]))
            .expect_err("missing");
        assert!(why.contains("`pin`"), "{why}");
    }

    #[test]
    fn places_that_are_none_are_refused() {
        for text in [
            "start: a\nsteps:\n  a:\n    send-digits: { digits: \"${pin\" }\n",
            "start: a\nsteps:\n  a:\n    send-digits: { digits: \"${1}\" }\n",
        ] {
            assert!(matches!(
                FlowTemplate::parse(text),
                Err(TemplateError::Place(_))
            ));
        }
    }
}
