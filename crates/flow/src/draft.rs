//! A flow file with texts that are made up later, as where each call brings along its own.
//! What in a text is made up, and of what, is left to who has the draft.

use core::fmt;

use crate::{
    Flow, FlowError,
    check::Place,
    file,
    limits::FILE_BYTES_MAX,
    yaml::{Kind, Node, Plain},
};

/// The fields of steps that are true or false.
const TRUTH_FIELDS: [&str; 3] = ["barge-in", "sensitive", "type-ahead"];

/// A flow file, read as far as that is possible before its texts are made up. `Debug` shows
/// nothing of it: texts may be digits.
///
/// What is put in place of a text stays one text: it can neither add a step nor change one.
/// Everything else is what [`Flow::parse`] reads it as.
///
/// ```
/// use cxtone_flow::{Draft, Flow};
///
/// let text = "start: a\nsteps:\n  a: { send-digits: { digits: PIN } }\n";
/// let draft = Draft::parse(text)?;
/// let flow = draft.flow(|text| (text == "PIN").then(|| "0815".to_owned()))?;
/// assert_eq!(flow, Flow::parse(&text.replace("PIN", "0815"))?);
/// # Ok::<(), cxtone_flow::FlowError>(())
/// ```
#[derive(Clone)]
pub struct Draft {
    tree: Node,
}

impl Draft {
    /// Reads a flow file.
    ///
    /// # Errors
    ///
    /// [`FlowError::TooLarge`], and [`FlowError::Unreadable`] where it is no YAML or JSON, or a key
    /// stands twice in it.
    pub fn parse(text: &str) -> Result<Self, FlowError> {
        file::tree(text).map(|tree| Self { tree })
    }

    /// Every text that is a value, as it is written but for its quotes, in the order of the file;
    /// numbers and truth values are texts too. What an alias stands for is there once for each.
    #[must_use]
    pub fn texts(&self) -> Vec<(Place, &str)> {
        let mut texts = Vec::new();
        gather(&self.tree, &mut texts);
        texts
    }

    /// The texts that stand where a step has true or false. What is made up is a text and neither
    /// of them, so that no flow comes of a draft in which one of these is.
    #[must_use]
    pub fn truths(&self) -> Vec<(Place, &str)> {
        let steps = self.tree.value("steps").map_or(&[][..], Node::entries);
        let kinds = steps.iter().flat_map(|(_, step)| step.entries());
        let fields = kinds.flat_map(|(_, kind)| kind.entries());
        let is_truth = |key: &Node| key.text().is_some_and(|key| TRUTH_FIELDS.contains(&key));
        fields
            .filter(|(key, _)| is_truth(key))
            .filter_map(|(_, value)| Some((value.place, value.text()?)))
            .collect()
    }

    /// Whether a step of it masks the recording. What is neither true nor false counts as if it
    /// did, though no flow comes of it.
    #[must_use]
    pub fn may_mask(&self) -> bool {
        let steps = self.tree.value("steps").map_or(&[][..], Node::entries);
        let masks = |step: &Node| {
            let sensitive = step.at(&["collect", "sensitive"]);
            sensitive.is_some_and(|value| !value.is(Plain::Truth(false)))
        };
        steps.iter().any(|(_, step)| masks(step))
    }

    /// The flow that it is with these texts: `made_up` is given each text that is a value, and
    /// answers what stands in its place, or nothing where it stays.
    ///
    /// # Errors
    ///
    /// [`FlowError`], whose line and column are those of the file. Names in its words may be what
    /// was made up.
    pub fn flow(&self, made_up: impl FnMut(&str) -> Option<String>) -> Result<Flow, FlowError> {
        let mut making = Making { made_up, bytes: 0 };
        let tree = making.made(&self.tree);
        if making.bytes > FILE_BYTES_MAX {
            return Err(FlowError::TooMuchMadeUp);
        }
        Flow::of(&tree)
    }
}

impl fmt::Debug for Draft {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Draft").finish_non_exhaustive()
    }
}

fn gather<'a>(node: &'a Node, texts: &mut Vec<(Place, &'a str)>) {
    if let Some(text) = node.text() {
        texts.push((node.place, text));
    }
    for (_, value) in node.entries() {
        gather(value, texts);
    }
    for item in node.items() {
        gather(item, texts);
    }
}

/// A tree on its way, with what has been made up for it so far.
struct Making<F> {
    made_up: F,
    bytes: usize,
}

impl<F: FnMut(&str) -> Option<String>> Making<F> {
    fn made(&mut self, node: &Node) -> Node {
        let kind = match &node.kind {
            Kind::List(items) => Kind::List(items.iter().map(|item| self.made(item)).collect()),
            Kind::Map(entries) => {
                let entry = |(key, value): &(Node, Node)| (key.clone(), self.made(value));
                Kind::Map(entries.iter().map(entry).collect())
            }
            Kind::Scalar { .. } => self.text(node).unwrap_or_else(|| node.kind.clone()),
        };
        let place = node.place;
        Node { place, kind }
    }

    fn text(&mut self, node: &Node) -> Option<Kind> {
        // Once it is too much, nothing more of it is kept.
        if self.bytes > FILE_BYTES_MAX {
            return None;
        }
        let text = (self.made_up)(node.text()?)?;
        self.bytes += text.len();
        let plain = Plain::Text;
        Some(Kind::Scalar { text, plain })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every kind of value, of which none may change unless it is made up.
    const TEXT: &str = "\
start: ask
limits: { call-ms: 60000, visits: 0x10 }
prompts: { ask: 'https://a.example/ask.wav' }
steps:
  ask:
    collect:
      into: pin
      prompt: ask
      digits-max: 4
      no-input: { maximum: 1, next: end }
      no-match: { maximum: 1, next: end }
      sensitive: SENSITIVE
      next: sort
  sort:
    branch:
      variable: pin
      cases:
        - { equals: 0815, next: end }
        - { equals: 1e3, next: end }
        - { equals: yes, next: end }
      otherwise: note
  note:
    set: { variable: pin, value: no, next: end }
  end:
    send-digits: { digits: DIGITS }
";

    fn of_all(made_up: &str) -> Result<Flow, FlowError> {
        let draft = Draft::parse(&TEXT.replace("SENSITIVE", "true")).expect("a draft");
        draft.flow(|text| (text == "DIGITS").then(|| made_up.to_owned()))
    }

    #[test]
    fn what_is_not_made_up_is_what_a_flow_without_a_draft_has() {
        let written = TEXT.replace("SENSITIVE", "true");
        for digits in ["0815", "1", "*#"] {
            let quoted = format!("\"{digits}\"");
            let flow = Flow::parse(&written.replace("DIGITS", &quoted));
            assert_eq!(of_all(digits), flow);
        }
    }

    #[test]
    fn what_is_made_up_is_one_text_and_what_is_wrong_with_it_has_its_place() {
        for digits in ["1 } }\n  more: { hang-up: {} }", "yes", "~"] {
            let refused = of_all(digits).expect_err("no digits");
            let FlowError::Unreadable(why) = refused else {
                panic!("{refused}");
            };
            assert_eq!((why.line, why.column), (25, 28), "{why}");
        }
    }

    #[test]
    fn what_is_made_up_may_not_be_more_than_a_file_may_have() {
        let much = "1".repeat(FILE_BYTES_MAX + 1);
        let refused = of_all(&much).expect_err("too much");
        assert_eq!(refused, FlowError::TooMuchMadeUp);
        let no_digits = of_all(&much[1..]).expect_err("too many digits");
        assert!(matches!(no_digits, FlowError::Unreadable(_)), "{no_digits}");
    }

    #[test]
    fn a_draft_tells_its_texts_and_what_makes_it_none() {
        let draft = Draft::parse("a: [one, 2]\nb: { c: 'no', d: ~ }").expect("a draft");
        let texts: Vec<_> = draft
            .texts()
            .iter()
            .map(|(place, text)| (place.line, place.column, (*text).to_owned()))
            .collect();
        let expected = [(1, 5, "one"), (1, 10, "2"), (2, 9, "no")];
        assert_eq!(
            texts,
            expected.map(|(line, at, text)| (line, at, text.to_owned()))
        );
        for (text, line) in [("a: [4711", 1), ("a: 1\na: 4711", 2)] {
            let why = Draft::parse(text).expect_err("refused").to_string();
            assert!(
                why.contains(&format!("line {line}")) && !why.contains("4711"),
                "{why}"
            );
        }
    }

    #[test]
    fn a_draft_tells_what_stands_where_true_or_false_does() {
        let text = "steps:\n  a: { collect: { sensitive: LATER, into: PIN, barge-in: no } }\n  \
                    b: { play: { barge-in: ~ } }\n";
        let draft = Draft::parse(text).expect("a draft");
        let truths = draft.truths();
        let truths: Vec<_> = truths
            .iter()
            .map(|(place, text)| (place.line, place.column, *text))
            .collect();
        assert_eq!(truths, [(2, 30, "LATER"), (2, 58, "no")]);
    }

    #[test]
    fn every_field_of_a_step_that_is_true_or_false_is_known_as_one() {
        fn gather(schema: &serde_json::Value, fields: &mut BTreeSet<String>) {
            let inner = schema.as_object().into_iter().flat_map(|map| map.values());
            let items = schema.as_array().into_iter().flatten();
            inner.chain(items).for_each(|one| gather(one, fields));
            let properties = schema["properties"].as_object().into_iter().flatten();
            let truths = properties.filter(|(_, field)| field["type"] == "boolean");
            fields.extend(truths.map(|(name, _)| name.clone()));
        }
        let schema = serde_json::from_str(include_str!("../flow.schema.json")).expect("a schema");
        let mut fields = BTreeSet::new();
        gather(&schema, &mut fields);
        assert_eq!(fields, TRUTH_FIELDS.map(str::to_owned).into());
    }

    #[test]
    fn a_draft_may_mask_unless_it_says_that_it_does_not() {
        for (sensitive, expected) in [("true", true), ("no", false), ("LATER", true)] {
            let draft = Draft::parse(&TEXT.replace("SENSITIVE", sensitive)).expect("a draft");
            assert_eq!(draft.may_mask(), expected, "{sensitive}");
        }
    }
}
