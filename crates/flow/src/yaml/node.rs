//! A text as a tree in which every node knows its place.
//! What the nodes should be is left to who reads them.

use core::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_saphyr::Spanned;

use crate::place::Place;

/// A node of the text.
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) kind: Kind,
}

/// What a node is.
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

    /// The tree of what the parser gave for a source.
    pub(super) fn of(raw: Spanned<Raw>, source: &str) -> Self {
        let mut place = Place::of(raw.defined);
        let kind = match raw.value {
            Raw::Text(text) => Kind::Scalar {
                text,
                plain: Plain::Text,
            },
            Raw::Plain(plain) => {
                let written = source.get(place.offset..place.offset + place.length);
                let text = written.unwrap_or_default().to_owned();
                Kind::Scalar { text, plain }
            }
            Raw::List(items) => Kind::List(
                items
                    .into_iter()
                    .map(|item| Self::of(item, source))
                    .collect(),
            ),
            Raw::Map(entries) => {
                let both = |(key, value)| (Self::of(key, source), Self::of(value, source));
                Kind::Map(entries.into_iter().map(both).collect())
            }
        };
        // A mapping in block style begins with its first key and has no mark of its own.
        if let (Kind::Map(entries), 0) = (&kind, place.length)
            && let Some((key, _)) = entries.first()
        {
            place = key.place;
        }
        Self { place, kind }
    }
}

/// A node as the parser gives it.
pub(super) enum Raw {
    Text(String),
    /// A scalar that is no text to the parser; what is written stands in the source.
    Plain(Plain),
    List(Vec<Spanned<Self>>),
    Map(Vec<(Spanned<Self>, Spanned<Self>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("anything")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Raw, E> {
        Ok(Raw::Plain(Plain::Truth(truth)))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Raw, E> {
        Ok(Raw::Plain(Plain::Whole(number)))
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Plain(Plain::Text))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Raw, E> {
        Ok(Raw::Plain(
            i64::try_from(number).map_or(Plain::Text, Plain::Whole),
        ))
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Plain(Plain::Text))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Plain(Plain::Text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Raw, E> {
        Ok(Raw::Plain(Plain::Text))
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Plain(Plain::Nothing))
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Plain(Plain::Nothing))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}
