//! A flow file without the digits in it, of the same length, to be shown beside findings.
//! What is found is left to the rules.

use crate::{
    limits::NODES_MAX,
    yaml::{self, Node},
};

/// Fields whose values may be digits that nobody is to read.
const FIELDS: [&str; 5] = ["digits", "equals", "pattern", "target", "value"];

/// What stands for a digit.
const MASK: &str = "?";

/// The text with `?` for every decimal digit in values that may be secret: those of `digits`,
/// `equals`, `pattern`, `target` and `value`, and of the whole text where it cannot be read. It
/// has the same bytes otherwise, so places stay true.
#[must_use]
pub fn masked(text: &str) -> String {
    let Ok((tree, _)) = yaml::tree(text, NODES_MAX) else {
        return hidden(text);
    };
    let mut masked = text.to_owned();
    hide(&tree, false, &mut masked);
    masked
}

fn hide(node: &Node, is_secret: bool, text: &mut String) {
    let range = node.place.offset..node.place.offset + node.place.length;
    if let (true, true, Some(written)) = (is_secret, node.is_scalar(), text.get(range.clone())) {
        let hidden = hidden(written);
        text.replace_range(range, &hidden);
    }
    for (key, value) in node.entries() {
        hide(key, is_secret, text);
        let name = key.text().unwrap_or_default();
        hide(value, is_secret || FIELDS.contains(&name), text);
    }
    for item in node.items() {
        hide(item, is_secret, text);
    }
}

fn hidden(text: &str) -> String {
    text.replace(|it: char| it.is_ascii_digit(), MASK)
}
