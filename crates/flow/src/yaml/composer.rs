//! The parser's events composed to a tree, within limits.
//! What a plain value is, is told in `plain`.

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, StrInput};
use litemap::LiteMap;
use serde::de::Error as _;

use super::{
    misfit::Misfit,
    node::{Kind, Node, Plain},
};
use crate::{
    limits::{ALIAS_NODES_MAX, DEPTH_MAX},
    place::Place,
    sorted_set::SortedSet,
    unreadable::shown,
};

/// The key of a mapping whose entries another one takes over (YAML 1.1, `tag:yaml.org,2002:merge`).
const MERGE: &str = "<<";

/// Makes one tree of one text.
pub(super) struct Composer<'a> {
    events: Parser<'a, StrInput<'a>>,
    nodes_max: usize,
    /// Nodes of the tree, those of aliases included.
    nodes: usize,
    /// Nodes that were copied, for anchors and for aliases.
    copied: usize,
    depth: usize,
    /// What stands behind an anchor, and the nodes of it.
    anchors: LiteMap<usize, (Node, usize)>,
    duplicate: Option<Misfit>,
}

impl<'a> Composer<'a> {
    /// For a text of at most so many nodes.
    pub(super) fn new(text: &'a str, nodes_max: usize) -> Self {
        Self {
            events: Parser::new_from_str(text),
            nodes_max,
            nodes: 0,
            copied: 0,
            depth: 0,
            anchors: LiteMap::new(),
            duplicate: None,
        }
    }

    /// The tree, or none of a text that says nothing, and the first key that stands twice in one mapping; the first of
    /// equal ones counts.
    pub(super) fn compose(mut self) -> Result<(Option<Node>, Option<Misfit>), Misfit> {
        let mut tree = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentEnd => {}
                Event::DocumentStart(..) if tree.is_none() => {}
                Event::DocumentStart(..) => {
                    return Err(misfit("a second document begins here", span));
                }
                Event::StreamEnd => break,
                event => tree = Some(self.node(event, span)?),
            }
        }
        Ok((tree, self.duplicate))
    }

    fn next(&mut self) -> Result<(Event<'a>, Span), Misfit> {
        match self.events.next() {
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => Err(unparsed(&error)),
            None => Err(Misfit::custom("the text ends too early")),
        }
    }

    /// The node that an event begins.
    fn node(&mut self, event: Event<'a>, span: Span) -> Result<Node, Misfit> {
        self.count(1, span)?;
        let before = self.nodes;
        let (anchor, kind) = match event {
            Event::Alias(anchor) => return self.copied(anchor, span),
            Event::Scalar(text, style, anchor, tag) => {
                let is_plain = style == ScalarStyle::Plain;
                let is_text = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                let plain = match is_plain && !is_text {
                    true => Plain::of(&text),
                    false => Plain::Text,
                };
                let text = text.into_owned();
                (anchor, Kind::Scalar { text, plain })
            }
            Event::SequenceStart(_, anchor, _) => (anchor, self.inside(span, Self::list)?),
            Event::MappingStart(_, anchor, _) => (anchor, self.inside(span, Self::map)?),
            _ => return Err(misfit("a value is expected here", span)),
        };
        let node = Node::placed(kind, place_of(span));
        if anchor > 0 {
            let count = self.nodes - before + 1;
            self.charge(count, span)?;
            self.anchors.insert(anchor, (node.clone(), count));
        }
        Ok(node)
    }

    /// What an alias stands for.
    fn copied(&mut self, anchor: usize, span: Span) -> Result<Node, Misfit> {
        let Some((node, count)) = self.anchors.remove(&anchor) else {
            return Err(misfit("an alias stands within what it names", span));
        };
        self.charge(count, span)?;
        // The first of them was counted when the alias was met.
        self.count(count - 1, span)?;
        self.anchors.insert(anchor, (node.clone(), count));
        Ok(node)
    }

    fn count(&mut self, more: usize, span: Span) -> Result<(), Misfit> {
        self.nodes += more;
        if self.nodes > self.nodes_max {
            let message = format!("more than {} values; take some out", self.nodes_max);
            return Err(misfit(&message, span));
        }
        Ok(())
    }

    fn charge(&mut self, count: usize, span: Span) -> Result<(), Misfit> {
        self.copied += count;
        if self.copied > ALIAS_NODES_MAX {
            let message = format!("aliases stand for more than {ALIAS_NODES_MAX} values");
            return Err(misfit(&message, span));
        }
        Ok(())
    }

    /// One level further in.
    fn inside(
        &mut self,
        span: Span,
        compose: fn(&mut Self) -> Result<Kind, Misfit>,
    ) -> Result<Kind, Misfit> {
        if self.depth == DEPTH_MAX {
            let message = format!("it nests more than {DEPTH_MAX} deep");
            return Err(misfit(&message, span));
        }
        self.depth += 1;
        let kind = compose(self);
        self.depth -= 1;
        kind
    }

    fn list(&mut self) -> Result<Kind, Misfit> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::SequenceEnd {
                return Ok(Kind::List(items));
            }
            items.push(self.node(event, span)?);
        }
    }

    fn map(&mut self) -> Result<Kind, Misfit> {
        let mut entries = Vec::new();
        let mut merged = Vec::new();
        let mut known = SortedSet::new();
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                break;
            }
            let key = self.node(event, span)?;
            let (event, span) = self.next()?;
            let value = self.node(event, span)?;
            let name = key.text().unwrap_or_default();
            if name == MERGE {
                merged.push(value);
            } else if known.insert(name.to_owned()) {
                entries.push((key, value));
            } else if self.duplicate.is_none() {
                let message = format!("the key `{}` stands twice", shown(name));
                self.duplicate = Some(Misfit::custom(message).within(key.place));
            }
        }
        for entry in merged.iter().flat_map(taken_over) {
            if known.insert(entry.0.text().unwrap_or_default().to_owned()) {
                entries.push(entry.clone());
            }
        }
        Ok(Kind::Map(entries))
    }
}

/// The entries of a mapping, or of all mappings of a list, that another one takes over.
fn taken_over(merged: &Node) -> impl Iterator<Item = &(Node, Node)> {
    let listed = merged.items().iter().flat_map(Node::entries);
    merged.entries().iter().chain(listed)
}

fn misfit(message: &str, span: Span) -> Misfit {
    Misfit::custom(message).within(place_of(span))
}

fn unparsed(error: &ScanError) -> Misfit {
    let message = match error.kind() {
        ErrorKind::UnexpectedCharacter { .. } => "a character is not expected here".to_owned(),
        _ => error.info(),
    };
    misfit(&message, Span::empty(*error.marker()))
}

fn place_of(span: Span) -> Place {
    let number = |it: usize| u32::try_from(it).unwrap_or(0);
    let offset = span.start.byte_offset().unwrap_or(0);
    let end = span.end.byte_offset().unwrap_or(offset);
    Place {
        offset,
        length: end.saturating_sub(offset),
        line: number(span.start.line()),
        column: number(span.start.col() + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tree in few words: texts in quotes, other values as they are.
    fn drawn(node: &Node) -> String {
        match &node.kind {
            Kind::Scalar { text, plain } if *plain == Plain::Text => format!("'{text}'"),
            Kind::Scalar { text, .. } => text.clone(),
            Kind::List(items) => {
                let items: Vec<_> = items.iter().map(drawn).collect();
                format!("[{}]", items.join(" "))
            }
            Kind::Map(entries) => {
                let entry =
                    |(key, value): &(Node, Node)| format!("{}:{}", drawn(key), drawn(value));
                let entries: Vec<_> = entries.iter().map(entry).collect();
                format!("{{{}}}", entries.join(" "))
            }
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let drawn = match Composer::new(text, 20).compose() {
            Ok((None, _)) => "nothing".to_owned(),
            Ok((Some(tree), None)) => drawn(&tree),
            Ok((Some(tree), Some(duplicate))) => format!("{} but {duplicate}", drawn(&tree)),
            Err(misfit) => {
                let Place { line, column, .. } = misfit.place();
                format!("{line}:{column} {misfit}")
            }
        };
        assert_eq!(drawn, expected, "{text}");
    }

    #[test]
    fn lists_mappings_and_values_become_nodes() {
        check("", "nothing");
        check("# nothing yet\n", "nothing");
        check("---", "~");
        check(
            "a: [1, '2', !!str 3, x]\nb:\n  - ~\n  -",
            "{'a':[1 '2' '3' 'x'] 'b':[~ ~]}",
        );
        check("{\"a\": true, \"b\": {}}", "{'a':true 'b':{}}");
        check("a: |\n  one\n  two\n", "{'a':'one\ntwo\n'}");
    }

    #[test]
    fn aliases_stand_for_what_they_name() {
        check(
            "a: &x [1, &y 2]\nb: *x\nc: *y",
            "{'a':[1 2] 'b':[1 2] 'c':2}",
        );
        check("a: &x [*x]", "1:8 an alias stands within what it names");
        check("a: *x", "1:4 while parsing node, found unknown anchor");
    }

    #[test]
    fn merged_entries_give_way_to_the_mapping_s_own() {
        check(
            "- &m { a: 1, b: 2 }\n- { <<: *m, b: 3 }",
            "[{'a':1 'b':2} {'b':3 'a':1}]",
        );
        check("{ <<: [{ a: 1 }, { a: 2, b: 3 }] }", "{'a':1 'b':3}");
    }

    #[test]
    fn of_equal_keys_the_first_counts_and_is_told_without_its_digits() {
        check("a: 1\na: 2", "{'a':1} but the key `a` stands twice");
        check(
            "86: 1\n86: 2",
            "{86:1} but the key `[2 characters]` stands twice",
        );
    }

    #[test]
    fn what_is_too_much_is_refused_where_it_begins() {
        let many = "- 1\n".repeat(20);
        check(&many, "20:3 more than 20 values; take some out");
        check(
            "- &x [1, 2, 3, 4, 5, 6, 7, 8]\n- *x\n- *x",
            "3:3 more than 20 values; take some out",
        );
        let nested = |levels| "[".repeat(levels) + &"]".repeat(levels);
        check(&nested(21), "1:21 more than 20 values; take some out");
        let deep = nested(DEPTH_MAX + 1);
        let refused = Composer::new(&deep, 100).compose().err();
        let message = refused.map(|misfit| misfit.to_string());
        assert_eq!(message.as_deref(), Some("it nests more than 32 deep"));
        check("a\n---\nb", "2:1 a second document begins here");
    }
}
