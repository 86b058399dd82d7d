//! A flow file as a tree in which every node knows its place.
//! What the nodes should be is left to the shape and to the rules.

use core::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_saphyr::{Error, Location, Spanned};

use super::Place;
use crate::yaml;

/// A node of the file.
pub(super) struct Node {
    pub(super) place: Place,
    pub(super) kind: Kind,
}

/// What a node is.
pub(super) enum Kind {
    /// A text, or a number, a truth value or nothing as it is written.
    Scalar {
        text: String,
        is_null: bool,
    },
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

impl Node {
    /// The tree of a text, and what is wrong with it if of equal keys only the first one counts.
    pub(super) fn parse(text: &str) -> Result<(Self, Option<Error>), Error> {
        let (raw, error) = match yaml::read::<Spanned<Raw>>(text) {
            Ok(raw) => (raw, None),
            Err(error) => match yaml::read_first_of_equals(text) {
                Ok(raw) => (raw, Some(error)),
                Err(_) => return Err(error),
            },
        };
        Ok((Self::of(raw, text), error))
    }

    /// The text of a scalar that is not nothing.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Scalar {
                text,
                is_null: false,
            } => Some(text),
            _ => None,
        }
    }

    pub(super) const fn is_scalar(&self) -> bool {
        matches!(self.kind, Kind::Scalar { .. })
    }

    pub(super) const fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Scalar { is_null: true, .. })
    }

    /// Keys and values of a mapping; none of anything else.
    pub(super) fn entries(&self) -> &[(Self, Self)] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list; none of anything else.
    pub(super) fn items(&self) -> &[Self] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// A key of a mapping and its value.
    pub(super) fn entry(&self, key: &str) -> Option<&(Self, Self)> {
        let mut entries = self.entries().iter();
        entries.find(|(name, _)| name.text() == Some(key))
    }

    /// The value of a key.
    pub(super) fn value(&self, key: &str) -> Option<&Self> {
        self.entry(key).map(|(_, value)| value)
    }

    /// The value at the end of a path of keys.
    pub(super) fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| node.value(key))
    }

    fn of(raw: Spanned<Raw>, source: &str) -> Self {
        let mut place = Place::of(raw.defined);
        let kind = match raw.value {
            Raw::Text(text) => Kind::Scalar {
                text,
                is_null: false,
            },
            Raw::Plain { is_null } => {
                let written = source.get(place.offset..place.offset + place.length);
                let text = written.unwrap_or_default().to_owned();
                Kind::Scalar { text, is_null }
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

impl Place {
    /// The place of a line and column, both from 1, with its bytes; all zeros where there is none.
    pub(super) fn at(text: &str, line: u64, column: u64) -> Self {
        let (Ok(line), Ok(column)) = (u32::try_from(line), u32::try_from(column)) else {
            return Self::default();
        };
        let mut offset = 0;
        for (number, one) in (1..).zip(text.split_inclusive('\n')) {
            if number == line {
                let before = one.chars().take(column.saturating_sub(1) as usize);
                offset += before.map(char::len_utf8).sum::<usize>();
                break;
            }
            offset += one.len();
        }
        Self {
            offset,
            length: 0,
            line,
            column,
        }
    }

    /// The place that the parser tells; all zeros where it knows none.
    pub(super) fn of(location: Location) -> Self {
        let number = |it: u64| u32::try_from(it).unwrap_or(0);
        let bytes = |it: Option<u64>| it.and_then(|it| usize::try_from(it).ok()).unwrap_or(0);
        Self {
            offset: bytes(location.span().byte_offset()),
            length: bytes(location.span().byte_len()),
            line: number(location.line()),
            column: number(location.column()),
        }
    }
}

/// A node as the parser gives it.
enum Raw {
    Text(String),
    /// A scalar that is no text to the parser; what is written stands in the source.
    Plain {
        is_null: bool,
    },
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

    fn visit_bool<E>(self, _: bool) -> Result<Raw, E> {
        Ok(Raw::Plain { is_null: false })
    }

    fn visit_i64<E>(self, _: i64) -> Result<Raw, E> {
        Ok(Raw::Plain { is_null: false })
    }

    fn visit_i128<E>(self, _: i128) -> Result<Raw, E> {
        Ok(Raw::Plain { is_null: false })
    }

    fn visit_u64<E>(self, _: u64) -> Result<Raw, E> {
        Ok(Raw::Plain { is_null: false })
    }

    fn visit_u128<E>(self, _: u128) -> Result<Raw, E> {
        Ok(Raw::Plain { is_null: false })
    }

    fn visit_f64<E>(self, _: f64) -> Result<Raw, E> {
        Ok(Raw::Plain { is_null: false })
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(text.to_owned()))
    }

    fn visit_bytes<E>(self, _: &[u8]) -> Result<Raw, E> {
        Ok(Raw::Plain { is_null: false })
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Plain { is_null: true })
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Plain { is_null: true })
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
