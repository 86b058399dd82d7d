//! A flow with places for what each call brings along, such as `${pin}` in a `send-digits` step.
//! What a flow is, `cxtone-flow` decides once the places are filled.

use core::fmt;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use cxtone_flow::{Draft, Flow, FlowError, Step};
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
    Places(Draft),
}

/// Why a text is no flow for a campaign.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum TemplateError {
    /// It is no flow.
    #[error(transparent)]
    Flow(#[from] FlowError),
    /// A place is not closed, or named as no variable is.
    #[error(
        "line {line}, column {column}: `${{` begins a place that is not named and closed as in \
         `${{name}}`: {why}"
    )]
    Place {
        /// Of the text with the place in it, from one.
        line: u32,
        /// Of the same, from one.
        column: u32,
        /// What is wrong with the place.
        why: String,
    },
    /// A place stands where the flow has true or false, which no text is.
    #[error(
        "line {line}, column {column}: what is filled into a place is a text, and here only true \
         or false can stand; write true or false"
    )]
    Truth {
        /// Of the text with the place in it, from one.
        line: u32,
        /// Of the same, from one.
        column: u32,
    },
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
        let draft = Draft::parse(text)?;
        let mut variables = BTreeSet::new();
        for (place, text) in draft.texts() {
            let (line, column) = (place.line, place.column);
            places(text, &mut variables).map_err(|why| TemplateError::Place {
                line,
                column,
                why,
            })?;
        }
        let truths = draft.truths();
        if let Some((place, _)) = truths.iter().find(|(_, text)| text.contains(OPENING)) {
            let (line, column) = (place.line, place.column);
            return Err(TemplateError::Truth { line, column });
        }
        if variables.len() > TEMPLATE_VARIABLES_MAX {
            return Err(TemplateError::TooMany);
        }
        let shape = match variables.is_empty() {
            true => Shape::Fixed(Arc::new(draft.flow(|_| None)?)),
            false => Shape::Places(draft),
        };
        Ok(Self { shape, variables })
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
            Shape::Places(draft) => draft.may_mask(),
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
        let draft = match &self.shape {
            Shape::Fixed(flow) => return Ok(Arc::clone(flow)),
            Shape::Places(draft) => draft,
        };
        let known = |name: &str| match name {
            CALL_ID => Some(call),
            _ => variables.get(name).map(String::as_str),
        };
        let mut missing: Option<VariableMissing> = None;
        let flow = draft.flow(|text| {
            let filled = text.contains(OPENING).then(|| filled(text, &known))?;
            filled.map_err(|one| missing.get_or_insert(one)).ok()
        });
        match missing {
            Some(missing) => Err(missing.to_string()),
            None => flow.map(Arc::new).map_err(|error| unsuitable(&error)),
        }
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

/// What is wrong with a call's values, without them: the error's own words may hold what was filled
/// in.
fn unsuitable(error: &FlowError) -> String {
    let place = match error {
        FlowError::Unreadable(why) => format!(" at line {}, column {}", why.line, why.column),
        _ => String::new(),
    };
    format!(
        "with this call's values the flow is none{place}; \
         check that they suit the places where the flow uses them"
    )
}

/// Gathers the names of a text's places.
fn places(text: &str, names: &mut BTreeSet<String>) -> Result<(), String> {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once(OPENING) {
        let (name, after) = after
            .split_once('}')
            .ok_or_else(|| "there is no `}`".to_owned())?;
        check_name(name)?;
        names.insert(name.to_owned());
        rest = after;
    }
    Ok(())
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
    fn everything_but_its_places_is_read_as_in_a_flow_without_any() {
        let text = "\
start: note
steps:
  note:
    set: { variable: word, value: yes, next: sort }
  sort:
    branch:
      variable: word
      cases:
        - { equals: 0815, next: pin }
        - { equals: 1e3, next: pin }
        - { equals: no, next: pin }
      otherwise: pin
  pin:
    send-digits: { digits: \"${pin}\" } # costs ${5
";
        let template = FlowTemplate::parse(text).expect("a template");
        for pin in ["0815", "1000", "*"] {
            let flow = template.flow("call-1", &variables(&[("pin", pin)]));
            let wanted = Flow::parse(&text.replace("${pin}", pin)).expect("a flow");
            assert_eq!(*flow.expect("a flow"), wanted);
        }
    }

    #[test]
    fn no_error_shows_a_digit_of_the_flow_or_of_a_call() {
        for broken in [
            "send-digits: { digits: \"4711${pin}\", digits: \"4711\" }",
            "send-digits: { digits: 4711${pin",
            "send-digits: { digits: [ \"4711${pin}\" }",
            "4711: { digits: \"4711${4711}\" }",
        ] {
            let text = format!("start: pin\nsteps:\n  pin:\n    {broken}\n");
            let told = FlowTemplate::parse(&text).expect_err("refused").to_string();
            assert!(!told.contains("4711") && told.contains("line"), "{told}");
        }
        let template = FlowTemplate::parse(PIN).expect("a template");
        let refused = template.flow("call-1", &variables(&[("pin", "4711x")]));
        let told = refused.expect_err("no digits");
        assert!(!told.contains("4711") && told.contains("line 4"), "{told}");
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
    fn a_place_where_true_or_false_stands_is_refused() {
        let text = SENSITIVE
            .replace("PROMPT", "https://a.example/ask.wav")
            .replace("SENSITIVE", "${secret}");
        let refused = FlowTemplate::parse(&text).expect_err("refused");
        let told = refused.to_string();
        assert!(told.starts_with("line 11, column 18: "), "{told}");
        assert!(told.ends_with("write true or false"), "{told}");
    }

    #[test]
    fn places_that_are_none_are_refused() {
        for text in [
            "start: a\nsteps:\n  a:\n    send-digits: { digits: \"${pin\" }\n",
            "start: a\nsteps:\n  a:\n    send-digits: { digits: \"${1}\" }\n",
        ] {
            let refused = FlowTemplate::parse(text).expect_err("refused");
            let told = refused.to_string();
            assert!(told.starts_with("line 4, column 28: `${`"), "{told}");
        }
    }
}
