//! A text as a tree in which every node knows its place.
//! What the nodes should be is left to who reads them.

use crate::place::Place;

/// A node of the text.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) kind: Kind,
}

/// What a node is.
#[derive(Clone)]
pub(crate) enum Kind {
    /// A single value, as it is written, and what it is where it is not quoted.
    Scalar {
        text: String,
        plain: Plain,
    },
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

/// What a single value is that could be more than a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plain {
    /// No more than that.
    Text,
    Nothing,
    Truth(bool),
    Whole(i64),
}

impl Node {
    /// The text of a scalar that is not nothing.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar { text, plain } if *plain != Plain::Nothing => Some(text),
            _ => None,
        }
    }

    pub(crate) const fn is_scalar(&self) -> bool {
        matches!(self.kind, Kind::Scalar { .. })
    }

    pub(crate) const fn is_null(&self) -> bool {
        matches!(
            self.kind,
            Kind::Scalar {
                plain: Plain::Nothing,
                ..
            }
        )
    }

    /// Whether it is this value.
    pub(crate) fn is(&self, value: Plain) -> bool {
        matches!(&self.kind, Kind::Scalar { plain, .. } if *plain == value)
    }

    /// Keys and values of a mapping; none of anything else.
    pub(crate) fn entries(&self) -> &[(Self, Self)] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none of anything else.
    pub(crate) fn items(&self) -> &[Self] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// A key of a mapping and its value.
    pub(crate) fn entry(&self, key: &str) -> Option<&(Self, Self)> {
        let mut entries = self.entries().iter();
        entries.find(|(name, _)| name.text() == Some(key))
    }

    /// The value of a key.
    pub(crate) fn value(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The value at the end of a path of keys.
    pub(crate) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| node.value(key))
    }

    /// A node at a place; a mapping in block style begins with its first key and has no mark of its own.
    pub(super) fn placed(kind: Kind, place: Place) -> Self {
        match &kind {
            Kind::Map(entries) if place.length == 0 => {
                let place = entries.first().map_or(place, |(key, _)| key.place);
                Self { place, kind }
            }
            _ => Self { place, kind },
        }
    }
}
